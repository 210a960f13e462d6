"""The page of one lead: where it is on its way and what it became, what happened beside it, the facts below."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field, record_in_place
from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.forms import button, check_field, described, dialog_form, field, text_area, text_field
from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
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
from sambruk_crm.components.text import label, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import LeadState
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.leads.list import lead_badge
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.leads.record import NEW, NONE, LeadPageState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState

STEPS = (LeadState.NEW, LeadState.CONTACTED, LeadState.CONVERTED)


def lead_page() -> rx.Component:
    """Show one lead."""
    return record_page(
        LeadPageState, _record, back=t("All leads"), missing=t("This lead does not exist."), path="/leads"
    )


def _record() -> rx.Component:
    state, may_edit = LeadPageState, may(Permission.EDIT_RECORDS)
    is_open = (state.seen.state != LeadState.CONVERTED.value) & (state.seen.state != LeadState.DROPPED.value)
    return rx.fragment(
        _head(may_edit),
        record_body(
            state,
            first=[
                rx.cond(state.became.length() > 0, _became()),
                next_card(
                    rx.cond(is_open, _steps(may_edit)),
                    subject="lead",
                    own=state.record_id.to_string(),
                    is_more=is_open,
                ),
            ],
            timeline=timeline(may_edit=may_edit, subject="lead", own=LeadPageState.record_id),
            facts=[_facts(may_edit), own_facts_card(may_edit)],
        ),
        _convert_dialog(),
        _drop_dialog(),
        delete_dialog(state, t("Delete this lead?"), state.delete),
    )


def _steps(may_edit: rx.Var[bool]) -> rx.Component:
    return stepper(
        [(step.value, label(LeadState, step.value)) for step in STEPS],
        LeadPageState.seen.state,
        _go_to,
        name=t("Status"),
        may_step=may_edit,
    )


def _go_to(step: str) -> Any:
    state = LeadPageState
    return state.show_convert(True) if step == LeadState.CONVERTED else state.change_state(step)


def _head(may_edit: rx.Var[bool]) -> rx.Component:
    state = LeadPageState
    facts, seen = state.facts, state.seen
    is_over = (seen.state == LeadState.CONVERTED.value) | (seen.state == LeadState.DROPPED.value)
    convert = button(t("Convert"), kind="primary", on_click=state.show_convert(True))
    owner = rx.foreach(
        state.colleagues,
        lambda one: rx.fragment(
            rx.cond(one.value == seen.owner_id, said("user-round", t("Responsible"), ": ", one.label)), key=one.value
        ),
    )
    return record_head(
        seen.name,
        lead_badge(seen.state),
        who=[
            rx.cond(facts["title"], said("id-card", facts["title"])),
            rx.cond(
                seen.organisation.value,
                said("landmark", link(seen.organisation.label, to=_organisation_page())),
                rx.cond(seen.organisation_name, said("landmark", seen.organisation_name)),
            ),
            rx.cond(facts["source"], said("sprout", t("Source"), ": ", facts["source"])),
            owner,
            last_contact(),
            rx.el.li(call_button(seen.phone), mail_button(facts["email"]), class_name="reaches"),
        ],
        action=rx.cond(
            may_edit,
            rx.match(
                seen.state,
                (LeadState.CONVERTED.value, rx.fragment()),
                (
                    LeadState.DROPPED.value,
                    button(t("Take up again"), kind="primary", on_click=state.change_state("contacted")),
                ),
                convert,
            ),
        ),
        menu=[
            rx.cond(may_edit, rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.cond(may_edit & ~is_over, rx.menu.item(t("Drop…"), on_select=state.show_drop(True))),
            rx.menu.separator(),
        ],
        state=state,
    )


def _became() -> rx.Component:
    return card(
        t("What the lead became"),
        rx.el.ul(
            rx.foreach(LeadPageState.became, lambda one: rx.el.li(link(one.label, to=one.value), key=one.value)),
            class_name="list-lines",
        ),
        name="became",
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = LeadPageState
    return facts_card(
        state,
        fact(state, "name", t("Name"), may_edit=may_edit),
        fact(state, "organisation_name", t("Organisation"), may_edit=may_edit),
        fact_line(
            t("Organisation’s page"),
            record_in_place(
                t("Organisation"),
                name="linked_organisation_id",
                value=state.seen.organisation.value,
                text=state.seen.organisation.label,
                to=_organisation_page(),
                invitation=t("Link an organisation that is here"),
                may_edit=may_edit & (state.seen.state != LeadState.CONVERTED.value),
                suggestions=state.found,
                on_search=state.search_organisations,
                on_choose=state.choose_organisation,
                key=state.record_id.to_string(),
            ),
            is_empty=state.seen.organisation.value == "",
        ),
        fact(state, "title", t("Title"), may_edit=may_edit),
        fact(state, "email", t("E-mail"), may_edit=may_edit, kind="email", shown=_or_nothing("email", mailto)),
        fact(state, "phone", t("Phone"), may_edit=may_edit, kind="tel", shown=_phone()),
        fact(state, "source", t("Source"), may_edit=may_edit),
        fact_line(
            t("Responsible"),
            choice_in_place(t("Responsible"), state.seen.owner_id, state.colleagues, state.give_to, may_edit=may_edit),
            is_empty=(state.seen.owner_id == "") & ~may_edit,
        ),
        fact_line(
            t("Service"),
            choice_in_place(t("Service"), state.service_id, state.services, state.choose_service, may_edit=may_edit),
            is_empty=(state.service_id == "") & ~may_edit,
        ),
        fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
    )


def _organisation_page() -> rx.Var[str]:
    return rx.Var.create("/organisations/") + LeadPageState.seen.organisation.value


def _phone() -> rx.Component:
    phone = LeadPageState.seen.phone
    return rx.cond(phone.text, telephone(phone))


def _or_nothing(name: str, shown: Any) -> rx.Component:
    value = LeadPageState.facts[name]
    return rx.cond(value, shown(value))


def _convert_dialog() -> rx.Component:
    state = LeadPageState
    return dialog_form(
        t("Convert the lead"),
        _choice(t("Person"), "person_id", state.persons, t("New person")),
        _other(t("Or another person"), "other_person_id", state.search_persons),
        _choice(t("Organisation"), "organisation_id", state.organisations, t("New organisation")),
        _other(t("Or another organisation"), "other_organisation_id", state.search_organisations),
        check_field(t("Make a deal too"), name="makes_deal"),
        text_field(t("Title of the deal"), name="deal_title", error=state.convert_errors.get("deal_title", "")),
        is_open=state.convert_open,
        on_open_change=state.show_convert,
        on_submit=state.convert,
        save_text=t("Convert"),
        description=t("What is likely here already comes first. The history goes along."),
    )


def _choice(title: Any, name: str, found: Any, new: Any) -> rx.Component:
    """Offer what is likely there already, the likeliest chosen, then a new one, then none."""
    error = LeadPageState.convert_errors.get(name, "")
    control = rx.el.select(
        rx.foreach(found, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
        rx.el.option(new, value=NEW),
        rx.el.option("–", value=NONE),
        **described(name, error),
    )
    return field(title, control, name=name, error=error)


def _other(title: Any, name: str, search: Any) -> rx.Component:
    """Let any record be found by typing; what is chosen here goes before what is likely."""
    return combobox_field(title, name=name, suggestions=LeadPageState.found, on_search=search)


def _drop_dialog() -> rx.Component:
    state = LeadPageState
    return dialog_form(
        t("Drop the lead"),
        text_area(t("Why?"), name="reason", rows=3, error=state.drop_error),
        is_open=state.drop_open,
        on_open_change=state.show_drop,
        on_submit=state.drop,
        save_text=t("Drop"),
    )


PAGES = [
    Page(
        "/leads/[lead_key]",
        rx.cond(LeadPageState.seen.name, LeadPageState.seen.name, t("Lead")).to(str),
        lead_page,
        [
            TimelineState.of_lead,
            LeadPageState.load,
            NextState.of_lead,
            OwnFactsState.of_lead,
        ],
    )
]
