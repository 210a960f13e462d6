"""The page of one lead: what we know and what it became to the left, what happened to the right."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import loading
from sambruk_crm.components.forms import button, check_field, described, dialog_form, field, text_area, text_field
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.record import (
    RecordStyled,
    card,
    delete_button,
    mailto,
    missing_record,
    record_way,
    telephone,
)
from sambruk_crm.components.text import t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.leads.list import lead_badge
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.leads.record import NEW, NONE, LeadPageState


def lead_page() -> rx.Component:
    """Show one lead."""
    state = LeadPageState
    return RecordStyled.create(
        record_way(state.place, t("All leads")),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.is_missing,
                missing_record(t("This lead does not exist."), t("All leads"), "/leads"),
                _record(),
            ),
            loading(),
        ),
    )


def _record() -> rx.Component:
    state, may_edit = LeadPageState, may(Permission.EDIT_RECORDS)
    return rx.fragment(
        rx.el.div(
            rx.el.div(rx.el.h1(state.seen.name), lead_badge(state.seen.state), class_name="record-title"),
            rx.cond(may_edit, _steps()),
            class_name="page-head",
        ),
        rx.el.div(
            rx.el.div(rx.cond(state.became.length() > 0, _became()), _facts(may_edit), class_name="record-side"),
            rx.el.div(timeline(may_edit=may_edit, subject="lead"), class_name="record-side"),
            class_name="record",
        ),
        _convert_dialog(),
        _drop_dialog(),
    )


def _steps() -> rx.Component:
    state = LeadPageState
    delete = rx.cond(may(Permission.DELETE_RECORDS), delete_button(t("Delete this lead?"), LeadPageState.delete))
    return rx.el.div(
        rx.match(
            state.seen.state,
            ("converted", rx.fragment()),
            ("dropped", button(t("Take up again"), on_click=state.change_state("contacted"))),
            rx.fragment(
                rx.cond(
                    state.seen.state == "new",
                    button(t("Mark as contacted"), on_click=state.change_state("contacted")),
                ),
                button(t("Drop"), on_click=state.show_drop(True)),
                button(t("Convert"), kind="primary", on_click=state.show_convert(True)),
            ),
        ),
        delete,
        class_name="row",
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
    return card(
        t("Facts"),
        rx.el.dl(
            fact(state, "name", t("Name"), may_edit=may_edit),
            fact(state, "organisation_name", t("Organisation"), may_edit=may_edit),
            fact(state, "title", t("Title"), may_edit=may_edit),
            fact(state, "email", t("E-mail"), may_edit=may_edit, kind="email", shown=_or_nothing("email", mailto)),
            fact(
                state,
                "phone",
                t("Phone"),
                may_edit=may_edit,
                kind="tel",
                shown=_phone(),
            ),
            fact(state, "source", t("Source"), may_edit=may_edit),
            rx.el.dt(t("Responsible")),
            rx.el.dd(
                rx.el.select(
                    rx.el.option("–", value=""),
                    rx.foreach(state.colleagues, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
                    value=state.seen.owner_id,
                    on_change=state.give_to,
                    disabled=~may_edit,
                    aria_label=t("Responsible"),
                    class_name="input",
                )
            ),
            fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
            class_name="facts",
        ),
        name="facts",
    )


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
        [LeadPageState.load, TimelineState.of_lead],
    )
]
