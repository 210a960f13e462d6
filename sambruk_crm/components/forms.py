"""Form parts: every control has a bound label, and says beside itself what is wrong."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from sambruk_crm.components.text import t

Text = rx.Var[str] | str


class PostForm(BaseHTML):
    """A form that the browser itself sends. Reflex's own form never does: it holds every submission back."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


def post_form(*children: rx.Component, action: str, **props: Any) -> rx.Component:
    """Return a form that is sent to an address as a full page load, as for cookies."""
    return PostForm.create(*children, action=action, method="post", **props)


def field(label: Text, control: rx.Component, *, name: str, error: Text = "", hint: Text = "") -> rx.Component:
    """Put a label before a control and the error after it; the control carries `described(name, error)`."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        control,
        rx.cond(hint, rx.el.span(hint, id=f"{name}-hint", class_name="hint")),
        rx.cond(
            error,
            rx.el.span(
                rx.icon("circle-alert", size=14, aria_hidden="true"),
                error,
                id=f"{name}-error",
                class_name="error",
            ),
        ),
        class_name="field",
    )


def described(name: str, error: Text = "") -> dict[str, Any]:
    """Return the attributes that bind a control to its field."""
    return {
        "id": name,
        "name": name,
        "class_name": "input",
        "aria_invalid": rx.cond(error, "true", "false"),
        "aria_describedby": f"{name}-error {name}-hint",
    }


def text_field(
    label: Text,
    *,
    name: str,
    error: Text = "",
    hint: Text = "",
    type: str = "text",  # noqa: A002 -- HTML's own word
    **props: Any,
) -> rx.Component:
    """Return a line of text; `type` is HTML's, such as email, password, date, time, number or search."""
    control = rx.el.input(type=type, **described(name, error), **props)
    return field(label, control, name=name, error=error, hint=hint)


def text_area(label: Text, *, name: str, error: Text = "", hint: Text = "", **props: Any) -> rx.Component:
    """Return room for several lines of text."""
    return field(
        label,
        rx.el.textarea(**described(name, error), **props),
        name=name,
        error=error,
        hint=hint,
    )


def date_field(label: Text, *, name: str, error: Text = "", hint: Text = "", **props: Any) -> rx.Component:
    """Ask for a day, as 2026-11-23."""
    return text_field(label, name=name, error=error, hint=hint, type="date", **props)


def time_field(label: Text, *, name: str, error: Text = "", hint: Text = "", **props: Any) -> rx.Component:
    """Ask for a time of day, as 13:30."""
    return text_field(label, name=name, error=error, hint=hint, type="time", **props)


def select_field(
    label: Text,
    options: Sequence[tuple[str, Text]] | rx.Var[Any],
    *,
    name: str,
    error: Text = "",
    hint: Text = "",
    empty: Text | None = None,
    **props: Any,
) -> rx.Component:
    """Offer a choice: pairs of value and text, or a Var of rows with `id` and `name`; `empty` adds a choice of none."""
    first = [] if empty is None else [rx.el.option(empty, value="")]
    if isinstance(options, rx.Var):
        choices = [
            rx.foreach(
                options,
                lambda row: rx.el.option(row.name, value=row.id.to_string(), key=row.id),
            )
        ]
    else:
        choices = [rx.el.option(text, value=value) for value, text in options]
    control = rx.el.select(*first, *choices, **described(name, error), **props)
    return field(label, control, name=name, error=error, hint=hint)


def choice_field(
    label: Text,
    name: str,
    choices: rx.Var[Any],
    *,
    error: Text = "",
    empty: Text | None = None,
    **props: Any,
) -> rx.Component:
    """Offer a choice among the state's rows of `value` and `label`."""
    options = rx.foreach(choices, lambda each: rx.el.option(each.label, value=each.value, key=each.value))
    first = [] if empty is None else [rx.el.option(empty, value="")]
    return field(label, rx.el.select(*first, options, **described(name, error), **props), name=name, error=error)


def check_field(label: Text, *, name: str, hint: Text = "", **props: Any) -> rx.Component:
    """Offer something to tick."""
    return rx.el.div(
        rx.el.input(
            type="checkbox",
            id=name,
            name=name,
            aria_describedby=f"{name}-hint",
            **props,
        ),
        rx.el.div(
            rx.el.label(label, html_for=name),
            rx.cond(hint, rx.el.div(hint, id=f"{name}-hint", class_name="hint")),
        ),
        class_name="check",
    )


def button(
    *children: Any,
    kind: Literal["", "primary", "danger", "quiet"] = "",
    type: Literal["button", "submit"] = "button",  # noqa: A002 -- HTML's own word
    more: str = "",
    **props: Any,
) -> rx.Component:
    """Return a button; `more` adds classes such as wide, start or square."""
    return rx.el.button(
        *children,
        type=type,
        class_name=" ".join(filter(None, ("button", kind, more))),
        **props,
    )


def icon_button(icon: str, name: Text, on_click: Any) -> rx.Component:
    """Return a quiet square button with a picture; `name` is read aloud, and shown under the mouse."""
    picture = rx.icon(icon, size=16, aria_hidden="true")
    return button(picture, aria_label=name, title=name, on_click=on_click, kind="quiet", more="square")


def submit(text: Text, **props: Any) -> rx.Component:
    """Return the button that sends a form."""
    return button(text, kind="primary", type="submit", **props)


def dialog_form(
    title: Text,
    *children: rx.Component,
    is_open: rx.Var[bool],
    on_open_change: Any,
    on_submit: Any,
    save_text: Text | None = None,
    description: Text = "",
) -> rx.Component:
    """Ask in a dialog. It stays open, with everything typed, until the state says that it was saved."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(title),
            rx.dialog.description(description, class_name="hint dialog-hint"),
            rx.el.form(
                rx.el.div(*children, class_name="stack"),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    submit(t("Save") if save_text is None else save_text),
                    class_name="form-foot",
                ),
                on_submit=on_submit,
            ),
            max_width="36rem",
        ),
        open=is_open,
        on_open_change=on_open_change,
    )
