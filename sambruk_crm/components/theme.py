"""Colours, type and spacing: our own classes in theme.css, made of Radix Themes' tokens, which rxconfig.py chooses."""

import reflex as rx

from sambruk_crm.components.assets import beside

STYLESHEET = beside(__name__, "theme.css").importable_path.removeprefix("$/public")
"""Where the compiler finds our classes."""


ICON = beside(__name__, "brand.svg")
"""What the browser shows beside the title."""


def font_ahead() -> rx.Component:
    """Have the type fetched together with the page, before any style sheet asks for it.

    The build fills in the name under which it puts the file, which is the one that the style sheet asks for.
    """
    file = rx.ImportVar(tag="latin", is_default=True, package_path="/files/inter-latin-wght-normal.woff2?url")
    address = rx.Var("latin", _var_data=rx.vars.VarData(imports={"@fontsource-variable/inter": [file]}))
    about = {"as": "font"}
    return rx.el.link(rel="preload", type="font/woff2", href=address, cross_origin="anonymous", custom_attrs=about)
