"""Absences in one browser tab."""
