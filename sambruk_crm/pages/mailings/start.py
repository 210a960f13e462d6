"""The green letter that begins a mailing from another list."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.text import t
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission


def letter_to_chosen(on_click: Any) -> rx.Component:
    """Return the letter of a list's bar: a mailing to the chosen ones."""
    return rx.cond(
        may(Permission.SEND_MAILINGS),
        button(rx.icon("mail", size=16, aria_hidden="true"), t("Mailing"), on_click=on_click, more="letter"),
    )


def letter_to_all(on_click: Any) -> rx.Component:
    """Return the letter above a list: a mailing to the chosen ones, or to all that match when none is."""
    return rx.cond(
        may(Permission.SEND_MAILINGS),
        button(
            rx.icon("mail", size=18, aria_hidden="true"),
            aria_label=t("Mailing to all that match"),
            title=t("Mailing to all that match"),
            on_click=on_click,
            more="letter square",
        ),
    )
