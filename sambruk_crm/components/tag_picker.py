"""Tags and responsible users on a record: put on and taken off one by one, new tags made where they are chosen."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.listing import tag_badge
from sambruk_crm.components.text import t
from sambruk_crm.state.labels import LabelsState


def tag_picker(state: type[LabelsState], *, may_edit: rx.Var[bool]) -> rx.Component:
    """Show the tags; whoever may edit takes them off, puts more on and makes new ones."""
    return rx.el.div(
        rx.el.ul(
            rx.foreach(
                state.tags,
                lambda tag: rx.el.li(
                    _label(tag_badge(tag.name, tag.color), tag.name, state.remove_tag(tag.id), may_edit), key=tag.id
                ),
            ),
            class_name="label-list",
            aria_label=t("Tags"),
        ),
        rx.cond(
            may_edit,
            combobox_field(
                t("Add a tag"),
                name="new-tag",
                suggestions=state.tag_suggestions,
                on_search=state.suggest_tags,
                on_choose=state.add_tag,
                on_create=state.create_tag,
                key=state.tag_box.to_string(),
            ),
            rx.cond(state.tags.length() == 0, rx.el.span("–", class_name="muted")),
        ),
        class_name="stack-tight",
    )


def responsible_picker(state: type[LabelsState], *, may_edit: rx.Var[bool]) -> rx.Component:
    """Show who is responsible, the first one first; whoever may edit changes it."""
    return rx.el.div(
        rx.el.ul(
            rx.foreach(
                state.responsible,
                lambda user: rx.el.li(
                    _label(
                        rx.el.span(user.label, class_name="badge"),
                        user.label,
                        state.remove_responsible(user.value),
                        may_edit,
                    ),
                    key=user.value,
                ),
            ),
            class_name="label-list",
            aria_label=t("Responsible"),
        ),
        rx.cond(
            may_edit,
            rx.el.select(
                rx.el.option(t("Add a colleague"), value=""),
                rx.foreach(state.colleagues, lambda user: rx.el.option(user.label, value=user.value, key=user.value)),
                value="",
                on_change=state.add_responsible,
                aria_label=t("Add a colleague"),
                class_name="input",
            ),
            rx.cond(state.responsible.length() == 0, rx.el.span("–", class_name="muted")),
        ),
        class_name="stack-tight",
    )


def _label(shown: rx.Component, name: Any, off: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.span(
        shown,
        rx.cond(
            may_edit,
            rx.el.button(
                rx.icon("x", size=14, aria_hidden="true"),
                type="button",
                aria_label=t("Remove {name}", name=name),
                on_click=off,
                class_name="label-off",
            ),
        ),
        class_name="row",
    )
