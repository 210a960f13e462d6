"""The page of one deal: its phase, what is next and whom we know, what happened beside it, the facts below."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.deal_moves import closing_dialog, undo_move_bar
from sambruk_crm.components.feedback import badge, outcome_badge, swatch
from sambruk_crm.components.forms import button, dialog_form, icon_button
from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
from sambruk_crm.components.listing import link
from sambruk_crm.components.own_facts import own_facts_card
from sambruk_crm.components.reach import call_button, mail_button
from sambruk_crm.components.record import (
    card,
    delete_dialog,
    facts_card,
    last_contact,
    record_body,
    record_head,
    record_page,
    said,
)
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.stepper import stepper
from sambruk_crm.components.text import label, shown_date, shown_money, shown_time, t, tn
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import DealType
from sambruk_crm.pages.deals.shares import shares_card
from sambruk_crm.pages.deals.won import won_card
from sambruk_crm.pages.decisions.card import decisions_card
from sambruk_crm.pages.layout import Page, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.deals.what_if import WhatIfState
from sambruk_crm.state.deals.won import WonState
from sambruk_crm.state.decisions.of_deal import DealDecisionsState
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState


def deal_page() -> rx.Component:
    """Show a deal, or that there is none."""
    return record_page(DealState, _deal, back=t("All deals"), missing=t("This deal does not exist."), path="/deals")


def _deal() -> rx.Component:
    state = DealState
    return rx.fragment(
        _head(),
        stepper(
            state.phases,
            state.card.phase_id.to_string(),
            state.move,
            name=t("Phase"),
            may_step=may(Permission.EDIT_DEALS),
        ),
        record_body(
            state,
            first=[
                next_card(subject="deal", own=state.record_id.to_string()),
                won_card(),
                _people(),
                decisions_card(),
            ],
            timeline=timeline(may_edit=may(Permission.EDIT_RECORDS), subject="deal", own=DealState.record_id),
            facts=[_facts(), own_facts_card(may(Permission.EDIT_DEALS)), shares_card(), _way()],
        ),
        _link_form(),
        closing_dialog(state),
        undo_move_bar(state),
        delete_dialog(state, t("Delete this deal?"), state.delete),
    )


def _head() -> rx.Component:
    state, can = DealState, may(Permission.EDIT_DEALS)
    shown: Any = state.card
    return record_head(
        shown.title,
        rx.cond(shown.outcome, outcome_badge(shown.outcome.to(str))),
        rx.cond(
            shown.is_rotting,
            badge(tn("Still for {count} day", "Still for {count} days", count=shown.rotting_days), colour="amber"),
        ),
        who=[
            rx.cond(
                shown.organisation,
                said("landmark", link(shown.organisation, to=f"/organisations/{shown.organisation_id}")),
            ),
            rx.cond(shown.value.is_none(), rx.fragment(), said("coins", shown_money(shown.value, shown.currency))),
            rx.cond(state.service, said("package", state.service)),
            rx.cond(shown.owner, said("user-round", t("Owner"), ": ", shown.owner)),
            rx.cond(
                shown.expected_close_on,
                said("calendar", t("Expected close"), ": ", shown_date(shown.expected_close_on)),
            ),
            last_contact(),
        ],
        action=rx.cond(can, _action()),
        menu=[
            rx.cond(may(Permission.EDIT_RECORDS), rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.cond(can, rx.menu.item(t("Change links"), on_select=state.begin_linking)),
            rx.menu.separator(),
        ],
        state=state,
    )


def _action() -> rx.Component:
    """Move on to the next phase; once won, make the contract, or lead to the one that was made."""
    state = DealState
    shown: Any = state.card
    made = link(t("The contract"), to=rx.Var.create("/contracts/") + state.contract_id.to_string(), class_name="button")
    following = state.next_phase
    return rx.cond(
        state.contract_id > 0,
        made,
        rx.cond(
            shown.outcome == "won",
            button(t("Make the contract"), on_click=state.make_contract, kind="primary"),
            rx.cond(
                following.value,
                button(
                    t("Move to {phase}", phase=following.label),
                    rx.icon("arrow-right", size=16, aria_hidden="true"),
                    on_click=state.move(following.value),
                    kind="primary",
                ),
            ),
        ),
    )


def _people() -> rx.Component:
    """Show whom the deal is talked about with."""
    state, can = DealState, may(Permission.EDIT_DEALS)
    return card(
        t("Whom we know"),
        rx.cond(
            state.person,
            rx.el.ul(
                rx.el.li(
                    link(state.person, to=f"/persons/{state.person_id}", class_name="grow"),
                    rx.el.div(call_button(state.person_phone), mail_button(state.person_email), class_name="reaches"),
                ),
                class_name="line-list",
            ),
            rx.el.p(t("Nobody yet."), class_name="muted"),
        ),
        name="people",
        action=rx.cond(can, icon_button("pencil", t("Change links"), state.begin_linking)),
    )


def _facts() -> rx.Component:
    state, can = DealState, may(Permission.EDIT_DEALS)
    facts: Any = state.facts
    shown: Any = state.card

    def day(name: str, title: rx.Var[str]) -> rx.Component:
        written = rx.cond(facts[name], shown_date(facts[name]), "")
        return fact(state, name, title, may_edit=can, kind="date", shown=written)

    value = fact(
        state,
        "value",
        t("Value"),
        may_edit=can,
        shown=rx.cond(shown.value.is_none(), "", shown_money(shown.value, shown.currency)),
    )
    is_about_data = facts["deal_type"] == DealType.DATA_PRIVACY_ONLY.value
    is_once = facts["deal_type"] == DealType.ONE_TIME.value

    def linked(name: str, value: rx.Var[str], choices: Any, title: rx.Var[str]) -> rx.Component:
        chosen = choice_in_place(title, value, choices, lambda chosen: state.choose(name, chosen), may_edit=can)
        return fact_line(title, chosen, is_empty=(value == "") & ~can)

    return facts_card(
        state,
        fact(state, "title", t("Title"), may_edit=can),
        rx.cond(is_about_data & (facts["value"] == ""), rx.fragment(), value),
        fact(
            state,
            "deal_type",
            t("Type"),
            may_edit=can,
            shown=label(DealType, facts["deal_type"]),
            kind="select",
            options=[(kind.value, label(DealType, kind.value)) for kind in DealType],
        ),
        fact(state, "probability", t("Probability, percent"), may_edit=can, kind="number"),
        rx.cond(
            is_about_data & (state.service_id == ""),
            rx.fragment(),
            linked("service_id", state.service_id, state.services, t("Service")),
        ),
        linked("owner_id", state.owner_id, state.owners, t("Owner")),
        rx.cond(is_once | (facts["delivers_on"] != ""), day("delivers_on", t("Delivery day"))),
        day("expected_close_on", t("Expected close")),
        day("waits_until", t("Waits for a decision until")),
        fact_line(t("Lost because"), swatch(state.lost_color), state.lost_reason, is_empty=state.lost_reason == ""),
        fact(state, "note", t("Note"), may_edit=can, kind="textarea"),
    )


def _way() -> rx.Component:
    """Show the deal's way through the phases."""
    return card(
        t("Through the phases"),
        rx.el.ol(rx.foreach(DealState.steps, _step), class_name="plain-list stack-tight"),
        name="phases",
    )


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(step.phase),
            rx.cond(step.outcome, outcome_badge(step.outcome)),
            rx.cond(
                step.outcome,
                rx.fragment(),
                rx.el.span(tn("{count} day", "{count} days", count=step.days), class_name="muted"),
            ),
            class_name="row",
        ),
        rx.el.div(shown_time(step.since), rx.cond(step.user, rx.fragment(" · ", step.user)), class_name="hint"),
        key=step.id.to_string(),
        aria_current=rx.cond(step.is_present, "step", "false"),
    )


def _link_form() -> rx.Component:
    errors = DealState.errors
    shown: Any = DealState.card
    return dialog_form(
        t("Change links"),
        combobox_field(
            t("Organisation"),
            name="organisation_id",
            suggestions=DealState.organisations,
            on_search=DealState.search_organisations,
            value=rx.cond(shown.organisation_id, shown.organisation_id.to(int).to_string(), ""),
            text=shown.organisation,
            error=errors["organisation_id"],
        ),
        combobox_field(
            t("Person"),
            name="person_id",
            suggestions=DealState.persons,
            on_search=DealState.search_persons,
            value=rx.cond(DealState.person_id, DealState.person_id.to_string(), ""),
            text=DealState.person,
            error=errors["person_id"],
        ),
        is_open=DealState.is_linking,
        on_open_change=DealState.show_linking,
        on_submit=DealState.link,
    )


PAGES = [
    Page(
        "/deals/[deal_id]",
        rx.cond(DealState.card.title, DealState.card.title, t("Deal")).to(str),
        deal_page,
        on_load=[
            TimelineState.of_deal,
            DealState.load,
            WhatIfState.load,
            WonState.load,
            DealDecisionsState.load,
            NextState.of_deal,
            OwnFactsState.of_deal,
        ],
    )
]
