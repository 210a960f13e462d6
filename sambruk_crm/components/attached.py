"""What hangs on records that are about to be thrown away."""

from typing import Any

import reflex as rx

from sambruk_crm.components.text import t


def hanging(attached: Any) -> rx.Component:
    """Name it, and say what becomes of it; `attached` are rows of `AttachedShown`."""
    return rx.cond(
        attached.length() > 0,
        rx.el.ul(
            rx.foreach(
                attached,
                lambda each: rx.el.li(
                    rx.el.strong(each.counted),
                    ": ",
                    each.names,
                    rx.cond(each.more > 0, rx.fragment(" ", t("and {count} more", count=each.more))),
                    ". ",
                    rx.el.span(each.fate, class_name="muted"),
                    key=each.counted,
                ),
            ),
            class_name="hanging",
        ),
    )
