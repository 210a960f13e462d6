"""Contracts in one browser tab."""
