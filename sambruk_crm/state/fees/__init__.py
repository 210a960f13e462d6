"""The yearly fees in one browser tab."""
