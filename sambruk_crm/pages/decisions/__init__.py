"""Decisions of municipalities: on the page of a deal, and what is decided when."""
