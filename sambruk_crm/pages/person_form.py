"""The form for a new person."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import select_field, submit, text_area, text_field
from sambruk_crm.components.record import RecordStyled, card
from sambruk_crm.components.same import same_notice
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.person_form import PersonFormState


def person_form_page() -> rx.Component:
    """Ask for a new person; no field is mandatory."""
    state = PersonFormState
    return RecordStyled.create(
        page_head(t("New person")),
        rx.el.form(
            same_notice(state.duplicates, "/persons/"),
            card(t("Facts"), _facts(), name="facts"),
            card(t("Organisation"), _organisation(), name="organisation"),
            rx.el.div(link(t("Cancel"), to="/persons", class_name="button"), submit(t("Save")), class_name="form-foot"),
            on_submit=state.save,
            key=state.form.to_string(),
            class_name="stack",
            no_validate=True,
        ),
    )


def _facts() -> rx.Component:
    state = PersonFormState
    allowed = may(Permission.EDIT_RECORDS)
    statuses = [(one.value, label(CustomerStatus, one.value)) for one in CustomerStatus]
    return rx.el.div(
        text_field(t("First name"), name="first_name", error=_error("first_name"), on_change=_look("first_name")),
        text_field(t("Last name"), name="last_name", error=_error("last_name"), on_change=_look("last_name")),
        text_area(
            t("E-mails, one to a line"), name="emails", error=_error("emails"), on_change=_look("emails"), rows=2
        ),
        text_area(t("Phones, one to a line"), name="phones", error=_error("phones"), rows=2),
        select_field(t("Status"), statuses, name="status", empty="–", error=_error("status")),
        rx.el.div(rx.el.span(t("Tags"), class_name="label"), tag_picker(state, may_edit=allowed), class_name="field"),
        rx.el.div(
            rx.el.span(t("Responsible"), class_name="label"),
            responsible_picker(state, may_edit=allowed),
            class_name="field",
        ),
        text_area(t("Note"), name="note", error=_error("note")),
        class_name="form-grid",
    )


def _organisation() -> rx.Component:
    state = PersonFormState
    return rx.el.div(
        rx.el.div(
            combobox_field(
                t("Works at"),
                name="organisation_id",
                suggestions=state.organisation_suggestions,
                on_search=state.suggest_organisation,
                on_choose=state.choose_organisation,
                on_create=state.create_organisation,
                error=_error("organisation_id"),
            ),
            rx.cond(
                state.new_organisation,
                rx.el.p(t("“{name}” is created when you save.", name=state.new_organisation), role="status"),
            ),
            class_name="stack-tight",
        ),
        text_field(t("Title"), name="title", error=_error("title")),
        class_name="form-grid",
    )


def _error(name: str) -> Any:
    return PersonFormState.errors.get(name, "")


def _look(name: str) -> Any:
    return lambda value: PersonFormState.look_for_same(name, value).debounce(300)


PAGES = [Page("/persons/new", t("New person"), person_form_page, [PersonFormState.load])]
