"""Decisions of municipalities in one browser tab."""
