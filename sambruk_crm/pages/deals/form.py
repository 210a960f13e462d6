"""The dialog for a new deal."""

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import (
    button,
    choice_field,
    date_field,
    dialog_form,
    icon_button,
    select_field,
    text_area,
    text_field,
)
from sambruk_crm.components.same import same_notice
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import DealType, ShareKind
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.form import NOT_ASKED, DealFormState


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
            select_field(
                t("Type"),
                [(kind.value, label(DealType, kind.value)) for kind in DealType],
                name="deal_type",
                on_change=lambda value: DealFormState.choose("deal_type", value),
                error=errors["deal_type"],
            ),
            _asked(
                "service_id",
                choice_field(
                    t("Service"),
                    "service_id",
                    DealFormState.services,
                    empty=t("None"),
                    on_change=lambda value: DealFormState.choose("service_id", value),
                    error=errors["service_id"],
                ),
            ),
            _asked("value", text_field(t("Value"), name="value", error=errors["value"], input_mode="decimal")),
            _asked("delivers_on", date_field(t("Delivery day"), name="delivers_on", error=errors["delivers_on"])),
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
        _asked("share_kind", _sharing()),
        text_area(t("Note"), name="note", error=errors["note"], rows="3"),
        is_open=DealFormState.is_open,
        on_open_change=DealFormState.show,
        on_submit=DealFormState.save,
    )


def _asked(name: str, *children: rx.Component) -> rx.Component:
    """Show what the chosen type is asked. What it is not asked stays in the form, out of sight, with what was typed."""
    kinds = [kind.value for kind, left_out in NOT_ASKED.items() if name not in left_out]
    return rx.el.div(*children, hidden=~rx.Var.create(kinds).contains(DealFormState.deal_type))


def _sharing() -> rx.Component:
    """Ask who shares a split deal, and how."""
    state = DealFormState
    return rx.el.div(
        select_field(
            t("Shares"),
            [(kind.value, label(ShareKind, kind.value)) for kind in (ShareKind.EQUAL, ShareKind.BY_POPULATION)],
            name="share_kind",
            error=state.errors["share_kind"],
        ),
        combobox_field(
            t("Who shares it"),
            name="participant",
            suggestions=state.organisations,
            on_search=state.search_organisations,
            on_choose=state.let_share,
            error=state.errors["participants"],
            hint=t("Beside its own organisation."),
            key=state.box.to_string(),
        ),
        rx.el.ul(
            rx.foreach(
                state.participants,
                lambda one: rx.el.li(
                    rx.el.span(one.label, class_name="grow"),
                    icon_button("x", t("Remove {name}", name=one.label), state.leave_out(one.value)),
                    key=one.value,
                    class_name="row",
                ),
            ),
            class_name="plain-list",
            aria_label=t("Who shares it"),
        ),
        class_name="stack",
    )
