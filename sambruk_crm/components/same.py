"""A warning, while a new record is being typed, that it may be there already."""

from typing import Any

import reflex as rx

from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t


def looked_for(state: Any, name: str, *on_leaving: Any) -> dict[str, Any]:
    """Return what has a field looked for while it is typed, and once more when it is left.

    Of events that follow each other quickly only the last is sent, whichever field it is of.

    Args:
        on_leaving: what else is to be done with the field's name and value then.
    """
    look = state.look_for_same
    return {
        "on_change": lambda value: look(name, value).debounce(300),
        "on_blur": lambda value: [deed(name, value) for deed in (look, *on_leaving)],
    }


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
