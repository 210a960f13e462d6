"""Mailings as pages."""
