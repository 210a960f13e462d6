"""Persons in one browser tab."""
