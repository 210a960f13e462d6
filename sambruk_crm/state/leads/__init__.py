"""Leads in one browser tab."""
