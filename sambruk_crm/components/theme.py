"""Colours, type and spacing: our own classes in theme.css, made of Radix Themes' tokens, which rxconfig.py chooses."""

from sambruk_crm.components.assets import beside

STYLESHEET = beside(__name__, "theme.css").importable_path.removeprefix("$/public")
"""Where the compiler finds our classes."""


ICON = beside(__name__, "brand.svg")
"""What the browser shows beside the title."""
