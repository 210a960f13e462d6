"""Organisations as pages."""
