"""The form for a new organisation."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import select_field, submit, text_area, text_field
from sambruk_crm.components.record import RecordStyled, card
from sambruk_crm.components.same import same_notice
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import CustomerStatus, InvoiceDelivery, OrganisationKind
from sambruk_crm.pages.layout import Page, link, may, page_head
from sambruk_crm.pages.organisation import COUNTRIES
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.organisation_form import OrganisationFormState


def organisation_form_page() -> rx.Component:
    """Ask for a new organisation; no field is mandatory."""
    state = OrganisationFormState
    return RecordStyled.create(
        page_head(t("New organisation")),
        rx.el.form(
            same_notice(state.duplicates, "/organisations/"),
            card(t("Facts"), _facts(), name="facts"),
            card(t("Contact person"), _contact(), name="contact"),
            card(t("Visiting address"), _address(), name="address"),
            card(t("Invoicing"), _invoicing(), name="invoicing"),
            rx.el.div(
                link(t("Cancel"), to="/organisations", class_name="button"), submit(t("Save")), class_name="form-foot"
            ),
            on_submit=state.save,
            key=state.form.to_string(),
            class_name="stack",
            no_validate=True,
        ),
    )


def _facts() -> rx.Component:
    state = OrganisationFormState
    allowed = may(Permission.EDIT_RECORDS)
    return rx.el.div(
        _text(t("Name"), "name", on_change=_look("name")),
        _text(t("Organisation number"), "organisation_number", on_change=_look("organisation_number")),
        select_field(t("Country"), COUNTRIES, name="country", default_value="SE", error=_error("country")),
        select_field(t("Kind"), _choices(OrganisationKind), name="kind", empty="–", error=_error("kind")),
        select_field(t("Status"), _choices(CustomerStatus), name="status", empty="–", error=_error("status")),
        _text(t("E-mail"), "email", type="email", on_change=_look("email")),
        _text(t("Phone"), "phone", type="tel"),
        _text(t("Website"), "website", type="url"),
        _text(t("Official name"), "official_name"),
        _text(t("Legal form"), "legal_form"),
        _text(t("Industry code"), "industry_code"),
        _text(t("Employees"), "employees", inputmode="numeric"),
        combobox_field(
            t("Part of"),
            name="parent_id",
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
        text_area(t("Note"), name="note", error=_error("note")),
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


def _address() -> rx.Component:
    return rx.el.div(
        _text(t("Street"), "street"),
        _text(t("Postal code"), "postal_code"),
        _text(t("City"), "city"),
        class_name="form-grid",
    )


def _invoicing() -> rx.Component:
    return rx.el.div(
        select_field(
            t("How invoices are sent"),
            _choices(InvoiceDelivery),
            name="invoice_delivery",
            empty="–",
            error=_error("invoice_delivery"),
        ),
        _text(t("Invoice e-mail"), "invoice_email", type="email"),
        _text(t("Peppol id"), "peppol_id"),
        _text(t("Reference"), "buyer_reference"),
        _text(t("Credit days"), "credit_days", inputmode="numeric"),
        class_name="form-grid",
    )


def _text(title: Any, name: str, **props: Any) -> rx.Component:
    return text_field(title, name=name, error=_error(name), **props)


def _error(name: str) -> Any:
    return OrganisationFormState.errors.get(name, "")


def _look(name: str) -> Any:
    return lambda value: OrganisationFormState.look_for_same(name, value).debounce(300)


def _choices(vocabulary: Any) -> list[tuple[str, Any]]:
    return [(member.value, label(vocabulary, member.value)) for member in vocabulary]


PAGES = [Page("/organisations/new", t("New organisation"), organisation_form_page, [OrganisationFormState.load])]
