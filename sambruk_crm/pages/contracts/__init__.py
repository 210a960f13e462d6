"""Contracts as pages."""
