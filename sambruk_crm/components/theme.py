"""Colours, type and spacing: Radix Themes' tokens, and our own classes made of them in theme.css."""

import reflex as rx

STYLESHEET = rx.asset("theme.css", shared=True).importable_path.removeprefix("$/public")
"""Where the compiler finds our classes."""


ICON = rx.asset("brand.svg", shared=True)
"""What the browser shows beside the title."""


def theme() -> rx.Component:
    """Give the theme of the whole application; light or dark follows each user's choice."""
    return rx.theme(
        appearance="inherit",
        accent_color="indigo",
        gray_color="slate",
        radius="medium",
        scaling="95%",
    )
