"""The settings page of departments: the parts of our own organisation, who is in them, whom they look after."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, loading
from sambruk_crm.components.forms import button, dialog_form, text_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t, tn
from sambruk_crm.components.vocabulary_editor import act
from sambruk_crm.pages.layout import Page
from sambruk_crm.pages.settings.layout import DEPARTMENTS, settings_page
from sambruk_crm.state.settings.departments import DepartmentSettingsState as State


def departments_page() -> rx.Component:
    """Show the departments."""
    return settings_page(DEPARTMENTS, rx.cond(State.is_loaded, _content(), loading()), _form())


def _content() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.p(t("The parts of our own organisation, and the customers each looks after."), class_name="muted"),
            _new(),
            class_name="entry-head",
        ),
        rx.cond(
            State.rows.length() > 0,
            rx.el.ul(rx.foreach(State.rows, _line), aria_label=t("Departments"), class_name="plain-list entries flat"),
            rx.el.p(t("They are chosen on organisations, and filter their list."), class_name="hint"),
        ),
        class_name="card",
    )


def _new() -> rx.Component:
    return button(
        rx.icon("plus", size=16, aria_hidden="true"), t("New department"), on_click=State.edit(0), kind="primary"
    )


def _line(row: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(row.name, rx.cond(row.is_archived, badge(t("Archived"))), class_name="entry-name"),
            rx.el.div(rx.cond(row.people, row.people, t("Nobody yet")), class_name="hint"),
            class_name="entry-main",
        ),
        rx.el.span(
            rx.cond(
                row.uses > 0,
                link(
                    tn("{count} organisation", "{count} organisations", count=row.uses),
                    to=rx.Var.create("/organisations?department=") + row.id.to_string(),
                ),
                t("Unused"),
            ),
            class_name="entry-uses",
        ),
        rx.el.div(
            act("pencil", t("Edit"), t("Edit {name}", name=row.name), State.edit(row.id)),
            rx.cond(
                row.is_archived,
                act("undo-2", t("Bring back"), t("Bring back {name}", name=row.name), State.archive(row.id, False)),
                act("archive", t("Archive"), t("Archive {name}", name=row.name), State.archive(row.id, True)),
            ),
            class_name="entry-actions",
        ),
        key=row.id,
        class_name="entry",
    )


def _form() -> rx.Component:
    edited: Any = State.edited
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit the department"), t("New department")),
        text_field(t("Name"), name="name", error=State.errors.get("name", ""), default_value=edited.name),
        rx.el.fieldset(
            rx.el.legend(t("People in it")),
            rx.foreach(
                State.colleagues,
                lambda one: rx.el.label(
                    rx.el.input(
                        type="checkbox",
                        name=rx.Var.create("user-") + one.value.to(str),
                        default_checked=edited.users.contains(one.value),
                    ),
                    one.label,
                    key=one.value,
                    class_name="check",
                ),
            ),
            rx.cond(State.errors.contains("users"), rx.el.p(State.errors["users"], class_name="error", role="alert")),
            class_name="group",
        ),
        is_open=State.is_editing,
        on_open_change=State.show_form,
        on_submit=State.save,
    )


PAGES = [Page(DEPARTMENTS.route, t("Departments"), departments_page, [State.load])]
