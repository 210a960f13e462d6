"""Leads as pages."""
