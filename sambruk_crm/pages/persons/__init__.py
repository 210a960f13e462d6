"""Persons as pages."""
