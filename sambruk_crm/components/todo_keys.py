"""The keys of to-do lists, told under a button and by "?"; whoever is disturbed by them switches them off."""

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.text import t

_ID = "todo-keys"


def key_help() -> rx.Component:
    """Return the button and the list of keys. Where it is, the keys of todo_keys.js work."""
    keys = (
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
        (("?",), t("This list")),
    )
    return rx.fragment(
        button(
            rx.icon("keyboard", size=18, aria_hidden="true"),
            kind="quiet",
            more="square key-button",
            aria_label=t("Keyboard shortcuts"),
            title=t("Keyboard shortcuts"),
            custom_attrs={"popoverTarget": _ID},
            data_todo_keys="true",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h2(t("Keyboard shortcuts")),
                rx.el.dl(
                    *(
                        rx.fragment(rx.el.dt(*(rx.el.kbd(cap) for cap in caps)), rx.el.dd(meaning))
                        for caps, meaning in keys
                    )
                ),
                rx.el.label(
                    rx.el.input(type="checkbox", default_checked=True, data_todo_keys_switch="true"),
                    t("Use these keys in this browser"),
                    class_name="check",
                ),
                class_name="stack",
            ),
            id=_ID,
            role="region",
            aria_label=t("Keyboard shortcuts"),
            class_name="popover key-help",
            custom_attrs={"popover": "auto"},
        ),
    )
