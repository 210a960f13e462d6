"""Mailings in one browser tab."""
