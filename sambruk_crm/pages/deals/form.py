"""The dialog for a new deal."""

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import (
    button,
    choice_field,
    date_field,
    dialog_form,
    select_field,
    text_area,
    text_field,
)
from sambruk_crm.components.same import same_notice
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import DealType
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.form import DealFormState


def new_deal_button() -> rx.Component:
    """Open the form."""
    return rx.cond(
        may(Permission.EDIT_DEALS),
        button(
            rx.icon("plus", size=16, aria_hidden="true"), t("New deal"), kind="primary", on_click=DealFormState.begin
        ),
    )


def deal_form() -> rx.Component:
    """Ask for a new deal; a title or an organisation is enough."""
    errors = DealFormState.errors
    return dialog_form(
        t("New deal"),
        same_notice(DealFormState.same, "/deals/"),
        text_field(
            t("Title"),
            name="title",
            error=errors["title"],
            max_length=260,
            auto_focus=True,
            placeholder=DealFormState.proposed,
        ),
        combobox_field(
            t("Organisation"),
            name="organisation_id",
            suggestions=DealFormState.organisations,
            on_search=DealFormState.search_organisations,
            value=DealFormState.organisation.value,
            text=DealFormState.organisation.label,
            on_choose=lambda value, _label: DealFormState.choose("organisation_id", value),
            error=errors["organisation_id"],
        ),
        combobox_field(
            t("Person"),
            name="person_id",
            suggestions=DealFormState.persons,
            on_search=DealFormState.search_persons,
            error=errors["person_id"],
        ),
        rx.el.div(
            choice_field(
                t("Service"),
                "service_id",
                DealFormState.services,
                empty=t("None"),
                on_change=lambda value: DealFormState.choose("service_id", value),
                error=errors["service_id"],
            ),
            select_field(
                t("Type"),
                [(kind.value, label(DealType, kind.value)) for kind in DealType],
                name="deal_type",
                on_change=lambda value: DealFormState.choose("deal_type", value),
                error=errors["deal_type"],
            ),
            text_field(t("Value"), name="value", error=errors["value"], input_mode="decimal"),
            date_field(t("Expected close"), name="expected_close_on", error=errors["expected_close_on"]),
            choice_field(
                t("Owner"),
                "owner_id",
                DealFormState.owners,
                error=errors["owner_id"],
                default_value=DealFormState.owner,
            ),
            choice_field(t("Phase"), "phase_id", DealFormState.phases, error=errors["phase_id"]),
            class_name="form-grid",
        ),
        text_area(t("Note"), name="note", error=errors["note"], rows="3"),
        is_open=DealFormState.is_open,
        on_open_change=DealFormState.show,
        on_submit=DealFormState.save,
    )
