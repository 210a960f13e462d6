"""The figures of docs/performance.md: ratios from one run, by `make bench`."""
