"""The form for a new organisation."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.drafted_form import drafted_form
from sambruk_crm.components.forms import button, select_field, submit, text_area, text_field
from sambruk_crm.components.logo_picker import logo_picker
from sambruk_crm.components.record import RecordStyled, card
from sambruk_crm.components.same import looked_for, same_notice
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import AddressKind, CustomerStatus, InvoiceDelivery, OrganisationKind
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.pages.organisations.record import COUNTRIES
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.organisations.form import OrganisationFormState


def organisation_form_page() -> rx.Component:
    """Ask for a new organisation; no field is mandatory."""
    state = OrganisationFormState
    return RecordStyled.create(
        page_head(t("New organisation")),
        drafted_form(
            state,
            same_notice(state.duplicates, "/organisations/"),
            card(t("Facts"), _facts(), name="facts"),
            card(t("Contact person"), _contact(), name="contact"),
            card(t("Addresses"), _addresses(), name="addresses"),
            card(t("Invoicing"), _invoicing(), name="invoicing"),
            rx.el.div(
                link(t("Cancel"), to="/organisations", class_name="button"), submit(t("Save")), class_name="form-foot"
            ),
            on_submit=state.save,
            given="country",
        ),
    )


def _facts() -> rx.Component:
    state = OrganisationFormState
    allowed = may(Permission.EDIT_RECORDS)
    return rx.el.div(
        _text(t("Name"), "name", **looked_for(state, "name")),
        _text(
            t("Organisation number"),
            "organisation_number",
            **looked_for(state, "organisation_number", state.check_number),
        ),
        select_field(
            t("Country"),
            COUNTRIES,
            name="country",
            default_value=state.draft.get("country", "SE"),
            error=_error("country"),
            on_change=lambda value: state.check_number("country", value),
        ),
        _choice(t("Kind"), "kind", OrganisationKind),
        _choice(t("Status"), "status", CustomerStatus),
        _text(t("E-mail"), "email", type="email", **looked_for(state, "email")),
        _text(t("Phone"), "phone", type="tel"),
        _text(t("Website"), "website", type="url"),
        _text(t("Official name"), "official_name"),
        _text(t("Other names"), "other_names"),
        _text(t("Legal form"), "legal_form"),
        _text(t("Industry code"), "industry_code"),
        _text(t("Employees"), "employees", inputmode="numeric"),
        combobox_field(
            t("Part of"),
            name="parent_id",
            value=state.draft.get("parent_id", ""),
            text=state.draft.get("parent_id_text", ""),
            suggestions=state.parent_suggestions,
            on_search=state.suggest_parent,
            error=_error("parent_id"),
        ),
        rx.el.div(rx.el.span(t("Tags"), class_name="label"), tag_picker(state, may_edit=allowed), class_name="field"),
        rx.el.div(
            rx.el.span(t("Responsible"), class_name="label"),
            responsible_picker(state, may_edit=allowed),
            class_name="field",
        ),
        text_area(t("Note"), name="note", error=_error("note"), default_value=_draft("note")),
        rx.el.div(
            rx.el.span(t("Logo"), class_name="label"),
            logo_picker(name="logo", token=_draft("logo"), can_edit=allowed),
            rx.cond(_error("logo"), rx.el.span(_error("logo"), class_name="error")),
            class_name="field",
        ),
        class_name="form-grid",
    )


def _contact() -> rx.Component:
    return rx.el.div(
        _text(t("First name"), "contact_first_name"),
        _text(t("Last name"), "contact_last_name"),
        _text(t("Title"), "contact_title"),
        _text(t("E-mail"), "contact_email", type="email"),
        _text(t("Phone"), "contact_phone", type="tel"),
        class_name="form-grid",
    )


def _addresses() -> rx.Component:
    return rx.el.div(*map(_address, AddressKind), class_name="address-grid")


def _address(kind: AddressKind) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(label(AddressKind, kind.value)),
        _text(t("Street"), f"{kind}_street", autocomplete="off"),
        _text(t("Postal code"), f"{kind}_postal_code", autocomplete="off"),
        _text(t("City"), f"{kind}_city", autocomplete="off"),
        *([] if kind is AddressKind.VISITING else [_copy(kind)]),
        class_name="stack-tight group",
    )


def _copy(kind: AddressKind) -> rx.Component:
    attributes = {"data-copy-from": AddressKind.VISITING.value, "data-copy-to": kind.value}
    return button(
        rx.icon("copy", size=16, aria_hidden="true"), t("Copy from the visiting address"), custom_attrs=attributes
    )


def _invoicing() -> rx.Component:
    return rx.el.div(
        _choice(t("How invoices are sent"), "invoice_delivery", InvoiceDelivery),
        _text(t("Invoice e-mail"), "invoice_email", type="email"),
        _text(t("Peppol id"), "peppol_id"),
        _text(t("Reference"), "buyer_reference"),
        _text(t("Credit days"), "credit_days", inputmode="numeric"),
        class_name="form-grid",
    )


def _text(title: Any, name: str, **props: Any) -> rx.Component:
    return text_field(title, name=name, error=_error(name), default_value=_draft(name), **props)


def _choice(title: Any, name: str, vocabulary: Any) -> rx.Component:
    options = [(member.value, label(vocabulary, member.value)) for member in vocabulary]
    return select_field(title, options, name=name, empty="–", error=_error(name), default_value=_draft(name))


def _error(name: str) -> Any:
    return OrganisationFormState.errors.get(name, "")


def _draft(name: str) -> Any:
    return OrganisationFormState.draft.get(name, "")


PAGES = [Page("/organisations/new", t("New organisation"), organisation_form_page, [OrganisationFormState.load])]
