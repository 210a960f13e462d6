"""The yearly fees as pages."""
