"""The form for a new person."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.drafted_form import drafted_form
from sambruk_crm.components.forms import date_field, select_field, submit, text_area, text_field
from sambruk_crm.components.record import RecordStyled, card
from sambruk_crm.components.same import looked_for, same_notice
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.persons.form import PersonFormState


def person_form_page() -> rx.Component:
    """Ask for a new person; no field is mandatory."""
    state = PersonFormState
    return RecordStyled.create(
        page_head(t("New person")),
        drafted_form(
            state,
            same_notice(state.duplicates, "/persons/"),
            card(t("Facts"), _facts(), name="facts"),
            card(t("Organisation"), _organisation(), name="organisation"),
            card(t("Consent and mailings"), _consent(), name="consent"),
            rx.el.div(link(t("Cancel"), to="/persons", class_name="button"), submit(t("Save")), class_name="form-foot"),
            on_submit=state.save,
        ),
    )


def _facts() -> rx.Component:
    state = PersonFormState
    allowed = may(Permission.EDIT_RECORDS)
    statuses = [(one.value, label(CustomerStatus, one.value)) for one in CustomerStatus]
    return rx.el.div(
        text_field(t("First name"), **_kept("first_name"), **looked_for(PersonFormState, "first_name")),
        text_field(t("Last name"), **_kept("last_name"), **looked_for(PersonFormState, "last_name")),
        text_area(t("E-mails, one to a line"), **_kept("emails"), **looked_for(PersonFormState, "emails"), rows=2),
        text_area(t("Phones, one to a line"), **_kept("phones"), **looked_for(PersonFormState, "phones"), rows=2),
        select_field(t("Status"), statuses, **_kept("status"), empty="–"),
        rx.el.div(rx.el.span(t("Tags"), class_name="label"), tag_picker(state, may_edit=allowed), class_name="field"),
        rx.el.div(
            rx.el.span(t("Responsible"), class_name="label"),
            responsible_picker(state, may_edit=allowed),
            class_name="field",
        ),
        text_area(t("Note"), **_kept("note")),
        class_name="form-grid",
    )


def _organisation() -> rx.Component:
    state = PersonFormState
    return rx.el.div(
        rx.el.div(
            combobox_field(
                t("Works at"),
                name="organisation_id",
                value=state.draft.get("organisation_id", ""),
                text=state.draft.get("organisation_id_text", ""),
                suggestions=state.organisation_suggestions,
                on_search=state.suggest_organisation,
                on_choose=state.choose_organisation,
                on_create=state.create_organisation,
                error=_error("organisation_id"),
            ),
            rx.el.input(type="hidden", name="new_organisation", value=state.new_organisation),
            rx.cond(
                state.new_organisation,
                rx.el.p(t("“{name}” is created when you save.", name=state.new_organisation), role="status"),
            ),
            class_name="stack-tight",
        ),
        text_field(t("Title"), **_kept("title")),
        class_name="form-grid",
    )


def _consent() -> rx.Component:
    return rx.el.div(
        date_field(t("Consent given on"), **_kept("consent_on")),
        text_field(t("How consent was given"), **_kept("consent_source")),
        class_name="form-grid",
    )


def _kept(name: str) -> dict[str, Any]:
    return {"name": name, "error": _error(name), "default_value": PersonFormState.draft.get(name, "")}


def _error(name: str) -> Any:
    return PersonFormState.errors.get(name, "")


PAGES = [Page("/persons/new", t("New person"), person_form_page, [PersonFormState.load])]
