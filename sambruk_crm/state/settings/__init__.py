"""The settings in one browser tab."""
