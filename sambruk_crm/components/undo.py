"""What was just done, with a way back that stays for ten seconds."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.messages import message
from sambruk_crm.components.text import t


class _Time(rx.el.Span):
    """The time that is left, which says when it has run out."""

    on_animation_end: rx.EventHandler[rx.event.no_args_event_spec]


def undo_bar(text: rx.Var[str], *, number: rx.Var[int], on_undo: Any, on_end: Any) -> rx.Component:
    """Show what was done with *Undo*, announced to screen readers.

    The time is a CSS animation, which waits while the bar is pointed at or has the focus.

    Args:
        number: counts up with every deed, so that the time starts anew.
        on_end: hears the number when the time is up.
    """
    return rx.cond(
        text,
        message(
            rx.icon("circle-check", size=18, aria_hidden="true"),
            rx.el.span(text, role="status"),
            button(t("Undo"), on_click=on_undo),
            _Time.create(
                class_name="undo-time",
                aria_hidden="true",
                key=number.to_string(),
                on_animation_end=on_end(number),
            ),
            more="undo-bar",
        ),
    )
