"""Tags, responsible users and departments as chips: put on by a plus, taken off one by one, tags made where chosen."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.listing import tag_badge
from sambruk_crm.components.text import t
from sambruk_crm.state.departments import OrganisationDepartmentsState
from sambruk_crm.state.records.labels import LabelsState


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
            rx.el.details(
                rx.el.summary(_plus(), aria_label=t("Add a tag"), title=t("Add a tag"), class_name="plus"),
                combobox_field(
                    t("Add a tag"),
                    name="new-tag",
                    suggestions=state.tag_suggestions,
                    on_search=state.suggest_tags,
                    on_choose=state.add_tag,
                    on_create=state.create_tag,
                    key=state.tag_box.to_string(),
                ),
                class_name="adding",
            ),
            rx.cond(state.tags.length() == 0, rx.el.span("–", class_name="muted")),
        ),
        class_name="labels",
    )


def responsible_picker(state: type[LabelsState], *, may_edit: rx.Var[bool]) -> rx.Component:
    """Show who is responsible, the first one first; whoever may edit changes it."""
    return _picker(
        t("Responsible"),
        t("Add a colleague"),
        (state.responsible, state.colleagues),
        (state.add_responsible, state.remove_responsible),
        may_edit,
    )


def department_picker(state: type[OrganisationDepartmentsState], *, may_edit: rx.Var[bool]) -> rx.Component:
    """Show which of our departments look after the organisation; whoever may edit changes it."""
    return _picker(
        t("Departments"),
        t("Add a department"),
        (state.departments, state.other_departments),
        (state.add_department, state.remove_department),
        may_edit,
    )


def _picker(
    title: rx.Var[str], add: rx.Var[str], choices: tuple[Any, Any], handlers: tuple[Any, Any], may_edit: rx.Var[bool]
) -> rx.Component:
    """Show what is chosen, and offer the others: `choices` are those two, `handlers` put on and take off."""
    (chosen, others), (put_on, take_off) = choices, handlers
    return rx.el.div(
        rx.el.ul(
            rx.foreach(
                chosen,
                lambda one: rx.el.li(
                    _label(rx.el.span(one.label, class_name="badge"), one.label, take_off(one.value), may_edit),
                    key=one.value,
                ),
            ),
            class_name="label-list",
            aria_label=title,
        ),
        rx.cond(
            may_edit,
            rx.cond(
                others.length() > 0,
                rx.el.span(
                    _plus(),
                    rx.el.select(
                        rx.el.option(add, value=""),
                        rx.foreach(others, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
                        value="",
                        on_change=put_on,
                        aria_label=add,
                        title=add,
                    ),
                    class_name="plus",
                ),
            ),
            rx.cond(chosen.length() == 0, rx.el.span("–", class_name="muted")),
        ),
        class_name="labels",
    )


def _plus() -> rx.Component:
    return rx.icon("plus", size=14, aria_hidden="true")


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
