"""Organisations in one browser tab."""
