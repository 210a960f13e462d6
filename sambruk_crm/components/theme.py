"""Colours, type and spacing: our own classes in theme.css, made of Radix Themes' tokens, which rxconfig.py chooses."""

import reflex as rx

STYLESHEET = rx.asset("theme.css", shared=True).importable_path.removeprefix("$/public")
"""Where the compiler finds our classes."""


ICON = rx.asset("brand.svg", shared=True)
"""What the browser shows beside the title."""
