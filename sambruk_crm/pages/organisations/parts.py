"""Parts of an organisation's page that have dialogs of their own: membership, inhabitants, addresses, parent."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import record_in_place
from sambruk_crm.components.forms import button, dialog_form, text_field
from sambruk_crm.components.logo_picker import logo_picker
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import AddressKind
from sambruk_crm.state.organisations.record import OrganisationState


def addresses_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show the addresses; each opens in a dialog."""
    state = OrganisationState
    return card(
        t("Addresses"),
        rx.el.ul(rx.foreach(state.addresses, lambda row: _address(row, may_edit)), class_name="line-list"),
        _address_dialog(),
        name="addresses",
        is_foldable=True,
    )


def parent_field(may_edit: rx.Var[bool]) -> rx.Component:
    """Show what this organisation is part of; whoever may edit changes it by typing."""
    state = OrganisationState
    above = state.seen.parent_id
    return record_in_place(
        t("Part of"),
        name="parent_id",
        value=rx.cond(above > 0, above.to_string(), ""),
        text=state.seen.parent,
        to=rx.Var.create("/organisations/") + above.to_string(),
        invitation=t("Make it part of another organisation"),
        may_edit=may_edit,
        suggestions=state.parent_suggestions,
        on_search=state.suggest_parent,
        on_choose=state.choose_parent,
        key=state.record_id.to_string(),
    )


def logo_field() -> rx.Component:
    """Choose, replace and take away the logo."""
    state = OrganisationState
    return rx.el.div(
        logo_picker(
            address=state.seen.logo,
            can_edit=True,
            on_bring=state.bring_logo,
            on_remove=state.remove_logo,
            key=state.seen.logo,
        ),
        rx.cond(state.logo_error, rx.el.span(state.logo_error, role="alert", class_name="error")),
    )


def _address(row: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(label(AddressKind, row.kind), class_name="hint"),
            rx.cond(
                row.is_there,
                rx.fragment(rx.el.div(row.street), rx.el.div(row.code_shown, " ", row.city)),
                rx.el.span("–", class_name="muted"),
            ),
            class_name="grow",
        ),
        rx.cond(
            may_edit,
            button(
                t("Edit"),
                rx.el.span(" ", label(AddressKind, row.kind), class_name="visually-hidden"),
                kind="quiet",
                on_click=OrganisationState.open_address(row.kind),
            ),
        ),
        key=row.kind,
        data_address=row.kind,
        data_empty=rx.cond(row.is_there, "false", "true"),
    )


def _address_dialog() -> rx.Component:
    state = OrganisationState
    row, errors = state.address, state.address_errors
    return dialog_form(
        label(AddressKind, row.kind),
        rx.cond(
            row.kind != AddressKind.VISITING.value,
            button(
                rx.icon("copy", size=16, aria_hidden="true"),
                t("Copy from the visiting address"),
                on_click=state.copy_visiting,
            ),
        ),
        rx.el.div(
            text_field(t("Street"), name="street", error=errors.get("street", ""), default_value=row.street),
            rx.el.div(
                text_field(
                    t("Postal code"),
                    name="postal_code",
                    error=errors.get("postal_code", ""),
                    default_value=row.postal_code,
                ),
                text_field(t("City"), name="city", error=errors.get("city", ""), default_value=row.city),
                text_field(t("Country"), name="country", error=errors.get("country", ""), default_value=row.country),
                class_name="form-grid",
            ),
            key=state.address_form.to_string(),
            class_name="stack",
        ),
        is_open=state.address_open,
        on_open_change=state.show_address,
        on_submit=state.save_address,
    )
