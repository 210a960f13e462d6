"""A field that finds a record by typing; its form gets the record's key."""

from typing import Any

import reflex as rx

from sambruk_crm.components.assets import beside
from sambruk_crm.components.forms import Text, field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t

_SOURCE, _ = (beside(__name__, name).importable_path for name in ("combobox.jsx", "lookup.jsx"))


def _of_text(text: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (text,)


def _of_choice(value: rx.Var[str], label: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (value, label)


class Combobox(rx.NoSSRComponent):
    """The control of combobox.jsx. `suggestions` are rows with `value` and `label`."""

    library = _SOURCE
    tag = "Combobox"

    name: rx.Var[str]
    value: rx.Var[str]
    text: rx.Var[str]
    suggestions: rx.Var[list[Any]]
    labels: rx.Var[dict[str, str]]
    placeholder: rx.Var[str]
    disabled: rx.Var[bool]
    invalid: rx.Var[bool]
    described_by: rx.Var[str]
    takes_focus: rx.Var[bool]

    on_search: rx.EventHandler[_of_text]
    on_choose: rx.EventHandler[_of_choice]
    on_create: rx.EventHandler[_of_text]


def combobox_field(
    label: Text, *, name: str, suggestions: rx.Var[Any], on_search: Any, error: Text = "", hint: Text = "", **props: Any
) -> rx.Component:
    """Ask for a record by typing.

    Args:
        name: the form's field that gets the chosen key, or nothing.
        suggestions: rows with `value` and `label`, which `on_search` fills for the text it hears.
        props: `value` and `text` of what is chosen at first, `on_choose(value, label)`, `on_create(text)`, and
            `takes_focus` where it is the first field of a dialog.
    """
    control = Combobox.create(
        id=name,
        name=name,
        suggestions=suggestions,
        on_search=on_search,
        invalid=rx.cond(error, True, False),
        described_by=f"{name}-error {name}-hint",
        labels={
            "suggestions": t("Suggestions"),
            "count": t("{count} found"),
            "none": t("Nothing found"),
            "create": t("Create “{text}”"),
        },
        **props,
    )
    return field(label, control, name=name, error=error, hint=hint)


def record_in_place(
    label: Text, *, name: str, value: Any, text: Any, to: Any, invitation: Text, may_edit: Any, **asked: Any
) -> rx.Component:
    """Link a record that is pointed to; whoever may edit changes it by typing.

    Args:
        value: its key, or empty for none.
        text: what it is called.
        invitation: what leads to choosing one where there is none.
        asked: as for `combobox_field`.
    """
    return rx.el.div(
        rx.cond(value, link(text, to=to)),
        rx.cond(
            may_edit,
            rx.el.details(
                rx.el.summary(rx.cond(value, t("Change"), invitation)),
                combobox_field(label, name=name, value=value, text=text, **asked),
                class_name="change",
            ),
        ),
        class_name="stack-tight",
    )
