"""The page of all parts, for who develops the screens: every part once, in light and dark."""
