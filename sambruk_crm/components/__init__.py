"""Pieces used by more than one page: values in, component out."""
