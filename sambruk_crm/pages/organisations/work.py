"""Deals and contracts on an organisation's page: those that wait under what is next, and the others."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, outcome_badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.record import card
from sambruk_crm.components.stepper import stepper
from sambruk_crm.components.text import shown_money, t
from sambruk_crm.pages.contracts.list import contract_badge, contract_line
from sambruk_crm.pages.layout import link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.organisations.record import OrganisationState


def deals_next() -> rx.Component:
    """Show the open deals, each with its way through the phases."""
    state = OrganisationState
    return rx.cond(
        state.open_deals.length() > 0,
        rx.el.ul(
            rx.foreach(state.open_deals, _open_deal), aria_label=t("Open deals"), class_name="line-list apart-list"
        ),
    )


def begin_deal_button() -> rx.Component:
    """Make a deal in the first phase by one press: the organisation is interested."""
    return rx.cond(
        may(Permission.EDIT_DEALS),
        rx.el.div(
            button(
                rx.icon("handshake", size=16, aria_hidden="true"),
                t("Interested: begin a deal"),
                kind="quiet",
                more="small",
                on_click=OrganisationState.begin_deal,
            )
        ),
    )


def unsigned_next() -> rx.Component:
    """Show the contracts that not all have signed."""
    state = OrganisationState
    return rx.cond(
        state.unsigned.length() > 0,
        rx.el.ul(
            rx.foreach(
                state.unsigned,
                lambda row: rx.el.li(
                    link(row.title, to=rx.Var.create("/contracts/") + row.id.to_string(), class_name="grow"),
                    contract_badge(row.state),
                    key=row.id,
                ),
            ),
            aria_label=t("Contracts to sign"),
            class_name="line-list apart-list",
        ),
    )


def other_deals_card() -> rx.Component:
    """Show the deals that are closed, and those for which there was no room above."""
    state = OrganisationState
    return rx.cond(
        state.other_deals.length() > 0,
        card(
            t("Other deals"),
            rx.el.ul(rx.foreach(state.other_deals, _other_deal), class_name="line-list"),
            rx.cond(
                state.deal_count > state.open_deals.length() + state.other_deals.length(),
                link(
                    t("All {count} deals", count=state.deal_count),
                    to=rx.Var.create("/deals/list?organisation=") + state.record_id.to_string(),
                ),
            ),
            name="deals",
        ),
    )


def contracts_card() -> rx.Component:
    """Show the contracts."""
    state = OrganisationState
    return rx.cond(
        state.contract_count > 0,
        card(
            t("Contracts"),
            rx.el.ul(rx.foreach(state.contracts, contract_line), class_name="line-list"),
            rx.cond(
                state.contract_count > state.contracts.length(),
                link(
                    t("All {count} contracts", count=state.contract_count),
                    to=rx.Var.create("/contracts?organisation=") + state.record_id.to_string(),
                ),
            ),
            name="contracts",
        ),
    )


def _open_deal(deal: Any) -> rx.Component:
    state = OrganisationState
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                _title(deal),
                rx.cond(deal.is_rotting, badge(t("Rotting"), colour="amber", icon="clock-alert")),
                class_name="row grow",
            ),
            rx.cond(deal.value, rx.el.span(shown_money(deal.value, deal.currency), class_name="amount")),
            rx.cond(deal.owner_initials, rx.el.span(deal.owner_initials, title=deal.owner, class_name="badge")),
            class_name="row deal-line",
        ),
        stepper(
            state.phases,
            deal.phase_id.to_string(),
            lambda phase: state.move_deal(deal.id, phase),
            name=t("Phase of {name}", name=deal.title),
            may_step=may(Permission.EDIT_DEALS),
            is_small=True,
        ),
        key=deal.id,
        class_name="open-deal",
    )


def _other_deal(deal: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            _title(deal),
            rx.el.div(deal.phase, rx.cond(deal.owner, rx.el.span(" · ", deal.owner)), class_name="hint"),
            class_name="grow",
        ),
        rx.el.div(
            outcome_badge(deal.outcome.to(str)),
            rx.cond(deal.value, rx.el.span(shown_money(deal.value, deal.currency))),
            class_name="row",
        ),
        key=deal.id,
    )


def _title(deal: Any) -> rx.Component:
    return link(rx.cond(deal.title, deal.title, t("Deal")), to=rx.Var.create("/deals/") + deal.id.to_string())
