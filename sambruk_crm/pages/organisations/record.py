"""The page of one organisation: what we know to the left, what happened to the right."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge, due_badge, loading, outcome_badge, status_badge
from sambruk_crm.components.in_place import facts_of
from sambruk_crm.components.mail_blocks import mail_block_list
from sambruk_crm.components.record import (
    RecordStyled,
    affiliations_card,
    card,
    delete_button,
    mailto,
    missing_record,
    record_way,
    telephone,
)
from sambruk_crm.components.tag_picker import department_picker, responsible_picker, tag_picker
from sambruk_crm.components.text import country_name, shown_date, shown_money, t, tn
from sambruk_crm.components.timeline import timeline
from sambruk_crm.pages.contracts.list import contract_line
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.organisations.list import membership_badge
from sambruk_crm.pages.organisations.parts import (
    addresses_card,
    inhabitants_card,
    logo_field,
    membership_card,
    parent_field,
)
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values import countries
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.mailings.blocks import MailBlocksState
from sambruk_crm.state.organisations.membership import MembershipState
from sambruk_crm.state.organisations.record import OrganisationState

COUNTRIES = tuple((code, country_name(code)) for code in countries.in_order())


def organisation_page() -> rx.Component:
    """Show one organisation."""
    state = OrganisationState
    return RecordStyled.create(
        record_way(state.place, t("All organisations")),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.is_missing,
                missing_record(t("This organisation does not exist."), t("All organisations"), "/organisations"),
                _record(),
            ),
            loading(),
        ),
    )


def _hanging() -> rx.Component:
    """Name what hangs on the organisation, and say what becomes of it when it is thrown away."""
    state = OrganisationState
    counted = (
        (state.contract_count, tn("{count} contract", "{count} contracts", count=state.contract_count)),
        (state.deal_count, tn("{count} deal", "{count} deals", count=state.deal_count)),
        (state.todo_count, tn("{count} open to-do", "{count} open to-dos", count=state.todo_count)),
        (state.present_count, tn("{count} person", "{count} persons", count=state.present_count)),
    )
    return rx.cond(
        state.contract_count + state.deal_count + state.todo_count + state.present_count > 0,
        rx.el.div(
            rx.el.p(t("These stay where they are and go on naming it:")),
            rx.el.ul(*(rx.cond(count > 0, rx.el.li(text)) for count, text in counted)),
            class_name="hanging",
        ),
    )


def _record() -> rx.Component:
    state, may_edit = OrganisationState, may(Permission.EDIT_RECORDS)
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                rx.cond(state.seen.logo, rx.el.img(src=state.seen.logo, alt="", class_name="logo")),
                rx.el.h1(state.seen.name),
                status_badge(state.facts["status"]),
                membership_badge(state.seen.membership),
                class_name="record-title",
            ),
            rx.cond(
                may(Permission.DELETE_RECORDS),
                delete_button(t("Delete this organisation?"), OrganisationState.delete, _hanging()),
            ),
            class_name="page-head",
        ),
        rx.el.div(
            rx.el.div(
                _facts_card(may_edit),
                membership_card(may_edit),
                inhabitants_card(),
                affiliations_card(state, t("Persons"), may_edit=may_edit, path="/persons/", other=t("Person")),
                _deals_card(),
                _contracts_card(),
                _todos_card(),
                addresses_card(may_edit),
                _invoice_card(may_edit),
                class_name="record-side",
            ),
            rx.el.div(timeline(may_edit=may_edit, subject="organisation"), class_name="record-side"),
            class_name="record",
        ),
    )


def _facts_card(may_edit: rx.Var[bool]) -> rx.Component:
    state, facts = OrganisationState, OrganisationState.facts
    website = rx.el.a(facts["website"], href=facts["website"], target="_blank", rel="noopener noreferrer")
    lines = facts_of(
        state,
        "organisation",
        "facts",
        may_edit=may_edit,
        shown={
            "email": mailto(facts["email"]),
            "phone": telephone(state.seen.phone),
            "website": website,
            "country": country_name(facts["country"]),
        },
        options={"country": COUNTRIES},
    )
    note = lines.pop("note")
    lines["status"] = rx.fragment(
        lines["status"],
        rx.cond(state.seen.county, rx.fragment(rx.el.dt(t("County")), rx.el.dd(state.seen.county))),
    )
    return card(
        t("Facts"),
        rx.el.dl(
            *lines.values(),
            rx.el.dt(t("Part of")),
            rx.el.dd(parent_field(may_edit)),
            rx.el.dt(t("Tags")),
            rx.el.dd(tag_picker(state, may_edit=may_edit)),
            rx.el.dt(t("Responsible")),
            rx.el.dd(responsible_picker(state, may_edit=may_edit)),
            rx.cond(
                (state.departments.length() > 0) | (state.other_departments.length() > 0),
                rx.fragment(rx.el.dt(t("Departments")), rx.el.dd(department_picker(state, may_edit=may_edit))),
            ),
            note,
            rx.cond(may_edit, rx.fragment(rx.el.dt(t("Logo")), rx.el.dd(logo_field()))),
            class_name="facts",
        ),
        name="facts",
    )


def _invoice_card(may_edit: rx.Var[bool]) -> rx.Component:
    lines = facts_of(OrganisationState, "organisation", "invoicing", may_edit=may_edit)
    return card(
        t("Invoicing"),
        rx.el.dl(*lines.values(), class_name="facts"),
        mail_block_list(may_edit=may_edit),
        name="invoicing",
    )


def _deals_card() -> rx.Component:
    state = OrganisationState
    own = state.record_id.to_string()
    return card(
        t("Deals"),
        rx.cond(
            state.deals.length() > 0,
            rx.el.ul(rx.foreach(state.deals, _deal), class_name="line-list"),
            rx.el.p(t("No deals yet."), class_name="muted"),
        ),
        rx.cond(
            state.deal_count > state.deals.length(),
            link(
                t("All {count} deals", count=state.deal_count),
                to=rx.Var.create("/deals/list?organisation=") + own,
            ),
        ),
        name="deals",
        action=rx.cond(
            may(Permission.EDIT_DEALS),
            link(
                rx.icon("plus", size=16, aria_hidden="true"),
                t("New deal"),
                to=rx.Var.create("/deals?new=1&organisation=") + own,
                class_name="button",
            ),
        ),
    )


def _contracts_card() -> rx.Component:
    state = OrganisationState
    own = state.record_id.to_string()
    return rx.cond(
        state.contract_count > 0,
        card(
            t("Contracts"),
            rx.el.ul(rx.foreach(state.contracts, contract_line), class_name="line-list"),
            rx.cond(
                state.contract_count > state.contracts.length(),
                link(
                    t("All {count} contracts", count=state.contract_count),
                    to=rx.Var.create("/contracts?organisation=") + own,
                ),
            ),
            name="contracts",
        ),
    )


def _deal(deal: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            link(deal.title, to=rx.Var.create("/deals/") + deal.id.to_string()),
            rx.el.div(deal.phase, rx.cond(deal.owner, rx.el.span(" · ", deal.owner)), class_name="hint"),
            class_name="grow",
        ),
        rx.el.div(
            rx.cond(deal.is_rotting, badge(t("Rotting"), colour="amber", icon="clock-alert")),
            outcome_badge(deal.outcome.to(str)),
            rx.cond(deal.value, rx.el.span(shown_money(deal.value, deal.currency))),
            class_name="row",
        ),
        key=deal.id,
    )


def _todos_card() -> rx.Component:
    state = OrganisationState
    own = state.record_id.to_string()
    return card(
        t("To do"),
        todo_lines(state.todos),
        rx.cond(
            state.todo_count > state.todos.length(),
            link(t("All {count} to-dos", count=state.todo_count), to=rx.Var.create("/todos?organisation=") + own),
        ),
        name="todos",
        action=new_todo(rx.Var.create("/todos?new=1&organisation=") + own),
    )


def new_todo(address: rx.Var[str]) -> rx.Component:
    """Lead to the form for a to-do about this record."""
    return rx.cond(
        may(Permission.EDIT_TODOS),
        link(rx.icon("plus", size=16, aria_hidden="true"), t("New to-do"), to=address, class_name="button"),
    )


def todo_lines(rows: Any) -> rx.Component:
    """Show what is to be done, or that there is nothing."""
    return rx.cond(
        rows.length() > 0,
        rx.el.ul(
            rx.foreach(
                rows,
                lambda row: rx.el.li(
                    rx.el.div(
                        rx.el.div(rx.cond(row.type, rx.fragment(row.type, ": ")), row.note),
                        rx.el.div(row.assignee, class_name="hint"),
                        class_name="grow",
                    ),
                    rx.cond(row.remind_at, due_badge(row.due, shown_date(row.remind_at))),
                    key=row.id,
                    data_todo_id=row.id,
                    data_due=row.due,
                ),
            ),
            class_name="line-list",
        ),
        rx.el.p(t("Nothing to do."), class_name="muted"),
    )


PAGES = [
    Page(
        "/organisations/[organisation_key]",
        rx.cond(OrganisationState.seen.name, OrganisationState.seen.name, t("Organisation")).to(str),
        organisation_page,
        [OrganisationState.load, MembershipState.load, TimelineState.of_organisation, MailBlocksState.of_organisation],
    )
]
