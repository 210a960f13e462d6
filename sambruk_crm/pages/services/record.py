"""The page of one service: who takes part and what is going on, what happened beside it, the facts below."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import date_field, dialog_form, icon_button, select_field
from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
from sambruk_crm.components.own_facts import own_facts_card
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
from sambruk_crm.components.text import label, shown_date, shown_money, t, tn
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import ParticipantRole, ServiceKind, ServiceStatus
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.services.list import service_badge
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState
from sambruk_crm.state.services.record import ServicePageState


def service_page() -> rx.Component:
    """Show one service."""
    return record_page(
        ServicePageState,
        _record,
        back=t("All services"),
        missing=t("This service does not exist."),
        path="/services",
    )


def _record() -> rx.Component:
    state, may_edit = ServicePageState, may(Permission.EDIT_DEALS)
    return rx.fragment(
        _head(),
        record_body(
            state,
            first=[
                next_card(_going_on(), subject="service", own=state.record_id.to_string(), is_more=True),
                _participants(may_edit),
            ],
            timeline=timeline(may_edit=may(Permission.EDIT_RECORDS), subject="service", own=ServicePageState.record_id),
            facts=[_facts(may_edit), own_facts_card(may_edit)],
        ),
        _participant_form(),
        delete_dialog(state, t("Delete this service?"), state.delete, _hanging()),
    )


def _head() -> rx.Component:
    state = ServicePageState
    facts = state.facts
    owner = rx.foreach(
        state.colleagues,
        lambda one: rx.fragment(
            rx.cond(one.value == state.owner_id, said("user-round", t("Responsible"), ": ", one.label)), key=one.value
        ),
    )
    return record_head(
        facts["name"],
        service_badge(facts["status"]),
        who=[
            said("package", label(ServiceKind, facts["kind"])),
            owner,
            rx.cond(
                facts["funding_each"],
                said("coins", t("{sum} each", sum=shown_money(state.amounts["funding_each"], state.currency))),
            ),
            last_contact(),
        ],
        menu=[
            rx.cond(may(Permission.EDIT_RECORDS), rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.menu.separator(),
        ],
        state=state,
    )


def _hanging() -> rx.Component:
    """Name what is about the service, and say what becomes of it when the service is thrown away."""
    around = ServicePageState.around
    counted = (
        (around.contracts, tn("{count} contract", "{count} contracts", count=around.contracts)),
        (around.open_deals, tn("{count} deal", "{count} deals", count=around.open_deals)),
        (around.open_projects, tn("{count} project", "{count} projects", count=around.open_projects)),
    )
    return rx.cond(
        around.contracts + around.open_deals + around.open_projects > 0,
        rx.el.div(
            rx.el.p(t("These stay where they are and go on naming it:")),
            rx.el.ul(*(rx.cond(count > 0, rx.el.li(text)) for count, text in counted)),
            class_name="hanging",
        ),
    )


def _going_on() -> rx.Component:
    """Link what is going on about the service, each with how much it is."""
    state = ServicePageState
    around, key = state.around, state.record_id.to_string()
    return rx.el.ul(
        *(
            rx.el.li(link(text, " (", count, ")", to=rx.Var.create(f"{path}?service=") + key))
            for text, count, path in (
                (t("Open deals"), around.open_deals, "/deals"),
                (t("Contracts"), around.contracts, "/contracts"),
                (t("Open projects"), around.open_projects, "/projects"),
            )
        ),
        aria_label=t("What is going on"),
        class_name="plain-list row wrap",
    )


def _participants(may_edit: rx.Var[bool]) -> rx.Component:
    state = ServicePageState
    return card(
        t("Participants"),
        rx.cond(
            state.participants.length() > 0,
            rx.el.ul(rx.foreach(state.participants, lambda one: _participant(one, may_edit)), class_name="line-list"),
            rx.el.p(t("Nobody takes part yet."), class_name="muted"),
        ),
        name="participants",
        action=rx.cond(may_edit, icon_button("plus", t("Add a participant"), state.edit_participant(0))),
    )


def _participant(one: Any, may_edit: rx.Var[bool]) -> rx.Component:
    state = ServicePageState
    by_contract = link(t("By contract"), to=rx.Var.create("/contracts/") + one.contract_id.to_string())
    return rx.el.li(
        rx.el.div(
            link(one.organisation, to=rx.Var.create("/organisations/") + one.organisation_id.to_string()),
            rx.el.div(
                rx.cond(one.contract_id > 0, by_contract, label(ParticipantRole, one.role)),
                rx.cond(one.from_on, rx.fragment(" · ", t("from {day}", day=shown_date(one.from_on)))),
                rx.cond(one.to_on, rx.fragment(" · ", t("until {day}", day=shown_date(one.to_on)))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        rx.cond(one.is_over, badge(t("Ended"), colour="white")),
        rx.cond(
            may_edit & (one.id > 0),
            rx.el.div(
                icon_button("pencil", t("Edit {name}", name=one.organisation), state.edit_participant(one.id)),
                icon_button("x", t("Remove {name}", name=one.organisation), state.remove_participant(one.id)),
                class_name="row",
            ),
        ),
        key=one.id.to_string() + "-" + one.contract_id.to_string() + "-" + one.organisation_id.to_string(),
        class_name="row",
    )


def _participant_form() -> rx.Component:
    state = ServicePageState
    one, errors = state.participant, state.participant_errors
    return dialog_form(
        rx.cond(one.id > 0, one.organisation, t("Add a participant")),
        rx.cond(
            one.id > 0,
            rx.fragment(),
            combobox_field(
                t("Organisation"),
                name="organisation_id",
                suggestions=state.organisations,
                on_search=state.search_organisations,
                error=errors.get("organisation_id", ""),
                key=state.opened.to_string(),
            ),
        ),
        select_field(
            t("Role"),
            [(role.value, label(ParticipantRole, role.value)) for role in ParticipantRole],
            name="role",
            error=errors.get("role", ""),
            default_value=one.role,
        ),
        date_field(t("From"), name="from_on", default_value=one.from_on, error=errors.get("from_on", "")),
        date_field(
            t("Until"),
            name="to_on",
            default_value=one.to_on,
            error=errors.get("to_on", ""),
            hint=t("The first day without. Empty while it lasts."),
        ),
        is_open=state.is_participant_open,
        on_open_change=state.show_participant,
        on_submit=state.save_participant,
        description=t("Parties that have signed a contract about the service take part by themselves."),
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = ServicePageState
    facts = state.facts
    return facts_card(
        state,
        fact(state, "name", t("Name"), may_edit=may_edit),
        *(
            fact(
                state,
                name,
                title,
                may_edit=may_edit,
                kind="select",
                options=[(each.value, label(words, each.value)) for each in words],
                shown=label(words, facts[name]),
            )
            for name, title, words in (("kind", t("Type"), ServiceKind), ("status", t("Status"), ServiceStatus))
        ),
        fact(state, "description", t("Description"), may_edit=may_edit, kind="textarea"),
        fact_line(
            t("Responsible"),
            choice_in_place(t("Responsible"), state.owner_id, state.colleagues, state.give_to, may_edit=may_edit),
            is_empty=(state.owner_id == "") & ~may_edit,
        ),
        *(
            fact(
                state,
                name,
                title,
                may_edit=may_edit,
                shown=rx.cond(facts[name], shown_money(state.amounts[name], state.currency), ""),
            )
            for name, title in (
                ("funding", t("Funding in all")),
                ("funding_yearly", t("Funding a year")),
                ("funding_each", t("Funding for each participant")),
            )
        ),
    )


PAGES = [
    Page(
        "/services/[service_key]",
        rx.cond(ServicePageState.facts["name"], ServicePageState.facts["name"], t("Service")).to(str),
        service_page,
        [
            TimelineState.of_service,
            ServicePageState.load,
            NextState.of_service,
            OwnFactsState.of_service,
        ],
    )
]
