"""A warning, while a new record is being typed, that it may be there already."""

from typing import Any

import reflex as rx

from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t


def same_notice(found: Any, path: str) -> rx.Component:
    """Link the records that may be the same; said aloud by a screen reader when one is found."""
    return rx.el.div(
        rx.cond(
            found.length() > 0,
            rx.el.div(
                rx.icon("copy", size=18, aria_hidden="true"),
                rx.el.div(
                    rx.el.strong(t("Perhaps it is here already:")),
                    rx.el.ul(
                        rx.foreach(
                            found,
                            lambda one: rx.el.li(link(one.label, to=rx.Var.create(path) + one.value), key=one.value),
                        ),
                        class_name="label-list",
                    ),
                ),
                class_name="notice same",
            ),
        ),
        role="status",
    )
