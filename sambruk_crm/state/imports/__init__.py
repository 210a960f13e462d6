"""Imports in one browser tab."""
