"""Memberships as pages."""
