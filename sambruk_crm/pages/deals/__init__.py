"""Deals as pages."""
