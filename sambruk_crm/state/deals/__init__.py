"""Deals in one browser tab."""
