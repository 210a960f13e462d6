"""Imports as pages."""
