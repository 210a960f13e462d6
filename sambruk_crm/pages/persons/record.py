"""The page of one person: what we know to the left, what happened to the right."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import loading, status_badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.in_place import fact
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
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.pages.organisations.record import new_todo, todo_lines
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.mailings.blocks import MailBlocksState
from sambruk_crm.state.persons.record import PersonState


def person_page() -> rx.Component:
    """Show one person."""
    state = PersonState
    return RecordStyled.create(
        record_way(state.place, t("All persons")),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.is_missing,
                missing_record(t("This person does not exist."), t("All persons"), "/persons"),
                _record(),
            ),
            loading(),
        ),
    )


def _record() -> rx.Component:
    state, may_edit = PersonState, may(Permission.EDIT_RECORDS)
    return rx.fragment(
        rx.el.div(
            rx.el.div(rx.el.h1(state.seen.name), status_badge(state.facts["status"]), class_name="record-title"),
            rx.cond(may(Permission.DELETE_RECORDS), delete_button(t("Delete this person?"), PersonState.delete)),
            class_name="page-head",
        ),
        rx.el.div(
            rx.el.div(
                _facts_card(may_edit),
                affiliations_card(
                    state, t("Organisations"), may_edit=may_edit, path="/organisations/", other=t("Organisation")
                ),
                _todos_card(),
                _consent_card(may_edit),
                class_name="record-side",
            ),
            rx.el.div(timeline(may_edit=may_edit, subject="person"), class_name="record-side"),
            class_name="record",
        ),
    )


def _facts_card(may_edit: rx.Var[bool]) -> rx.Component:
    state = PersonState
    return card(
        t("Facts"),
        rx.el.dl(
            fact(state, "first_name", t("First name"), may_edit=may_edit),
            fact(state, "last_name", t("Last name"), may_edit=may_edit),
            fact(
                state,
                "emails",
                t("E-mails, one to a line"),
                may_edit=may_edit,
                kind="textarea",
                shown=_lines(state.emails, mailto),
            ),
            fact(
                state,
                "phones",
                t("Phones, one to a line"),
                may_edit=may_edit,
                kind="textarea",
                shown=_lines(state.phones, telephone),
            ),
            fact(
                state,
                "status",
                t("Status"),
                may_edit=may_edit,
                kind="select",
                shown=label(CustomerStatus, state.facts["status"]),
                options=[("", "–"), *((one.value, label(CustomerStatus, one.value)) for one in CustomerStatus)],
            ),
            rx.el.dt(t("Tags")),
            rx.el.dd(tag_picker(state, may_edit=may_edit)),
            rx.el.dt(t("Responsible")),
            rx.el.dd(responsible_picker(state, may_edit=may_edit)),
            fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
            class_name="facts",
        ),
        name="facts",
    )


def _lines(values: Any, shown: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(values, lambda value: rx.el.li(shown(value))), class_name="list-lines")


def _todos_card() -> rx.Component:
    state = PersonState
    own = state.record_id.to_string()
    return card(
        t("To do"),
        todo_lines(state.todos),
        rx.cond(
            state.todo_count > state.todos.length(),
            link(t("All {count} to-dos", count=state.todo_count), to=rx.Var.create("/todos?person=") + own),
        ),
        name="todos",
        action=new_todo(rx.Var.create("/todos?new=1&person=") + own),
    )


def _consent_card(may_edit: rx.Var[bool]) -> rx.Component:
    state = PersonState
    wants = state.seen.opted_out_at == ""
    return card(
        t("Consent and mailings"),
        rx.el.dl(
            fact(
                state,
                "consent_on",
                t("Consent given on"),
                may_edit=may_edit,
                kind="date",
                shown=shown_date(state.facts["consent_on"]),
            ),
            fact(state, "consent_source", t("How consent was given"), may_edit=may_edit),
            fact(
                state,
                "opted_out_on",
                t("Wants no mailings since"),
                may_edit=may_edit,
                kind="date",
                shown=shown_date(state.facts["opted_out_on"]),
            ),
            rx.el.dt(t("Mailings")),
            rx.el.dd(
                rx.cond(
                    wants,
                    t("Wants mailings"),
                    t("Wants no mailings since {date}", date=shown_date(state.seen.opted_out_at)),
                ),
                rx.cond(
                    may_edit,
                    rx.el.div(
                        button(
                            rx.cond(wants, t("Stop mailings"), t("Allow mailings again")),
                            on_click=PersonState.allow_mailings(~wants),
                        )
                    ),
                ),
            ),
            class_name="facts",
        ),
        mail_block_list(may_edit=may_edit),
        name="consent",
    )


PAGES = [
    Page(
        "/persons/[person_key]",
        rx.cond(PersonState.seen.name, PersonState.seen.name, t("Person")).to(str),
        person_page,
        [PersonState.load, TimelineState.of_person, MailBlocksState.of_person],
    )
]
