"""Lists of any noun in one browser tab."""
