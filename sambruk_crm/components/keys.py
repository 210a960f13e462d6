"""The keys of a page, told under a button and by "?"; whoever is disturbed by them switches them off."""

from collections.abc import Sequence

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import t

Keys = Sequence[tuple[tuple[str, ...], rx.Var[str]]]
"""Keys that do the same, and what they do."""
_ID = "keys"
_KEYS = beside(__name__, "keys.js").importable_path
_STYLES = beside(__name__, "todos.css").importable_path


class _Keyed(rx.Fragment):
    """Brings the keys along."""

    def add_imports(self) -> ImportDict:
        """Have them loaded with the page that tells of them."""
        return {"": [_KEYS, _STYLES]}


def key_help(keys: Keys) -> rx.Component:
    """Return the button and the list of keys. Where it is, the keys of keys.js work."""
    return _Keyed.create(
        button(
            rx.icon("keyboard", size=18, aria_hidden="true"),
            kind="quiet",
            more="square key-button",
            aria_label=t("Keyboard shortcuts"),
            title=t("Keyboard shortcuts"),
            custom_attrs={"popoverTarget": _ID},
            data_keys="true",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.h2(t("Keyboard shortcuts")),
                rx.el.dl(
                    *(
                        rx.fragment(rx.el.dt(*(rx.el.kbd(cap) for cap in caps)), rx.el.dd(meaning))
                        for caps, meaning in (*keys, (("?",), t("This list")))
                    )
                ),
                rx.el.label(
                    rx.el.input(type="checkbox", default_checked=True, data_keys_switch="true"),
                    t("Use these keys in this browser"),
                    class_name="check",
                ),
                class_name="stack",
            ),
            id=_ID,
            role="dialog",
            aria_label=t("Keyboard shortcuts"),
            class_name="popover key-help",
            custom_attrs={"popover": "auto"},
        ),
    )
