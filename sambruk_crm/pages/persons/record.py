"""The page of one person: what is next and whom they represent first, what happened beside it, the facts below."""

from typing import Any

import reflex as rx

from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.feedback import status_badge
from sambruk_crm.components.forms import button
from sambruk_crm.components.in_place import fact, fact_line
from sambruk_crm.components.mail_blocks import mail_block_list
from sambruk_crm.components.own_facts import own_facts_card
from sambruk_crm.components.reach import affiliations_card, call_button, mail_button
from sambruk_crm.components.record import (
    card,
    delete_dialog,
    facts_card,
    last_contact,
    log_button,
    record_body,
    record_head,
    record_page,
    said,
)
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.tag_picker import responsible_picker, tag_picker
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import CustomerStatus
from sambruk_crm.pages.layout import Page, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.mailings.blocks import MailBlocksState
from sambruk_crm.state.persons.record import PersonState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState


def person_page() -> rx.Component:
    """Show one person."""
    return record_page(
        PersonState,
        _record,
        back=t("All persons"),
        missing=t("This person does not exist."),
        path="/persons",
    )


def _record() -> rx.Component:
    state, may_edit = PersonState, may(Permission.EDIT_RECORDS)
    return rx.fragment(
        record_head(
            state.seen.name,
            status_badge(state.facts["status"]),
            who=[
                rx.cond(
                    state.responsible.length() > 0,
                    said(
                        "user-round",
                        t("Responsible"),
                        ": ",
                        rx.foreach(
                            state.responsible, lambda one: rx.el.span(one.label, key=one.value, class_name="listed")
                        ),
                    ),
                ),
                last_contact(),
                rx.el.li(
                    rx.foreach(state.phones, lambda phone: rx.fragment(call_button(phone), key=phone.text)),
                    rx.foreach(state.emails, lambda email: rx.fragment(mail_button(email), key=email)),
                    class_name="reaches",
                ),
            ],
            action=rx.cond(may_edit, log_button("call", "phone-call", t("Log a call"))),
            menu=[
                rx.cond(may_edit, rx.menu.item(t("Log a visit"), custom_attrs={"data-compose": "visit"})),
                rx.menu.separator(),
            ],
            state=state,
        ),
        record_body(
            state,
            first=[
                next_card(subject="person", own=state.record_id.to_string()),
                affiliations_card(
                    state, t("Organisations"), may_edit=may_edit, path="/organisations/", other=t("Organisation")
                ),
            ],
            timeline=timeline(may_edit=may_edit, subject="person", own=PersonState.record_id),
            facts=[_facts(may_edit), own_facts_card(may_edit), _consent_card(may_edit)],
        ),
        delete_dialog(state, t("Delete this person?"), state.delete),
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = PersonState
    several = {
        "emails": (t("E-mails, one to a line"), _lines(state.emails, mailto)),
        "phones": (t("Phones, one to a line"), _lines(state.phones, telephone)),
    }
    return facts_card(
        state,
        fact_line(t("Tags"), tag_picker(state, may_edit=may_edit), is_empty=(state.tags.length() == 0) & ~may_edit),
        fact_line(
            t("Responsible"),
            responsible_picker(state, may_edit=may_edit),
            is_empty=(state.responsible.length() == 0) & ~may_edit,
        ),
        fact(state, "first_name", t("First name"), may_edit=may_edit),
        fact(state, "last_name", t("Last name"), may_edit=may_edit),
        *(
            fact(state, name, title, may_edit=may_edit, kind="textarea", shown=shown)
            for name, (title, shown) in several.items()
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
        fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
    )


def _lines(values: Any, shown: Any) -> rx.Component:
    return rx.el.ul(rx.foreach(values, lambda value: rx.el.li(shown(value))), class_name="list-lines")


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
            fact_line(
                t("Mailings"),
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
                            more="small",
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
        [
            TimelineState.of_person,
            PersonState.load,
            NextState.of_person,
            OwnFactsState.of_person,
            MailBlocksState.of_person,
        ],
    )
]
