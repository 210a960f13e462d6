"""Memberships as people look at them, in one browser tab."""
