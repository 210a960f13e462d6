"""The keys of lists of to-dos."""

import reflex as rx

from sambruk_crm.components import keys
from sambruk_crm.components.text import t


def key_help() -> rx.Component:
    """Return the button that tells of them."""
    return keys.key_help(
        (
            (("j", "↓"), t("Next to-do")),
            (("k", "↑"), t("Previous to-do")),
            (("c",), t("Close, or reopen")),
            (("x",), t("Done and next")),
            (("e",), t("Edit")),
            (("p",), t("Postpone")),
            (("o",), t("Show the customer")),
            (("m",), t("Choose, with others")),
            (("n",), t("New to-do")),
            (("u",), t("Undo")),
        )
    )
