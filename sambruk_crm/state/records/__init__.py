"""Records and forms of any noun in one browser tab."""
