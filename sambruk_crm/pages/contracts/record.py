"""The page of one contract: what waits and who the parties are, what happened beside it, the facts below."""

from enum import StrEnum
from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button, date_field, dialog_form
from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
from sambruk_crm.components.own_facts import own_facts_card
from sambruk_crm.components.period_bar import period_bar
from sambruk_crm.components.reach import call_button, mail_button
from sambruk_crm.components.record import (
    card,
    delete_dialog,
    facts_card,
    last_contact,
    menu_link,
    record_body,
    record_head,
    record_page,
    said,
)
from sambruk_crm.components.record_next import next_card
from sambruk_crm.components.text import label, shown_date, shown_money, t, tn
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import Charged, DealType, Renewal, Signature
from sambruk_crm.pages.contracts.documents import document_dialogs, documents_card
from sambruk_crm.pages.contracts.list import contract_badge, shown_day
from sambruk_crm.pages.contracts.parties import parties_card, party_form
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.contracts.documents import ContractDocumentsState
from sambruk_crm.state.contracts.record import ContractPageState
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.records.own_facts import OwnFactsState


def contract_page() -> rx.Component:
    """Show one contract."""
    return record_page(
        ContractPageState,
        _record,
        back=t("All contracts"),
        missing=t("This contract does not exist."),
        path="/contracts",
    )


def _record() -> rx.Component:
    state, may_edit = ContractPageState, may(Permission.EDIT_DEALS)
    return rx.fragment(
        _head(may_edit),
        record_body(
            state,
            first=[
                next_card(
                    _waiting(may_edit),
                    subject="contract",
                    own=state.record_id.to_string(),
                    is_more=(state.to_sign > 0) | (state.period.notice_on != ""),
                ),
                _people(),
                parties_card(may_edit),
                documents_card(may_edit),
                rx.cond(
                    (state.period.begins_on != "") | (state.period.ends_on != ""),
                    card(t("Period"), period_bar(state.period), name="period"),
                ),
            ],
            timeline=timeline(
                may_edit=may(Permission.EDIT_RECORDS), subject="contract", own=ContractPageState.record_id
            ),
            facts=[_facts(may_edit), own_facts_card(may_edit)],
        ),
        party_form(),
        document_dialogs(),
        _notice_form(),
        delete_dialog(state, t("Delete this contract?"), state.delete),
    )


def _head(may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    seen, facts = state.seen, state.facts
    sign = button(
        rx.icon("signature", size=16, aria_hidden="true"), t("Sign"), kind="primary", on_click=state.sign(state.to_sign)
    )
    return record_head(
        seen.title,
        contract_badge(seen.state),
        who=[
            rx.cond(seen.number, said("hash", seen.number)),
            rx.cond(facts["value"], said("coins", shown_money(seen.value, seen.currency), _charged())),
            rx.cond(state.period.begins_on, said("calendar", t("from {day}", day=shown_date(state.period.begins_on)))),
            rx.cond(state.period.ends_on, said("calendar-x", t("to {day}", day=shown_date(state.period.ends_on)))),
            rx.cond(seen.service, said("package", seen.service)),
            rx.cond(seen.owner, said("user-round", t("Owner"), ": ", seen.owner)),
            last_contact(),
        ],
        action=rx.cond(may_edit & (state.to_sign > 0), sign),
        menu=[
            rx.cond(may(Permission.EDIT_RECORDS), rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.cond(may_edit & (state.to_send > 0), rx.menu.item(t("Sent today"), on_select=state.send_today)),
            rx.cond(
                may_edit & (facts["notice_given_on"] == ""),
                rx.menu.item(t("Give notice"), on_select=state.show_notice(True)),
            ),
            rx.cond(state.deal_id > 0, menu_link(t("The deal"), rx.Var.create("/deals/") + state.deal_id.to_string())),
            rx.menu.separator(),
        ],
        state=state,
    )


def _charged() -> rx.Component:
    charged = ContractPageState.facts["charged"]
    return rx.cond(charged, rx.fragment(" · ", label(Charged, charged)))


def _waiting(may_edit: rx.Var[bool]) -> rx.Component:
    """Show who has not signed, and by when one must give notice."""
    state = ContractPageState
    notice_on = state.period.notice_on
    return rx.fragment(
        rx.cond(
            state.to_sign > 0,
            rx.el.ul(
                rx.foreach(
                    state.parties,
                    lambda party: rx.fragment(
                        rx.cond(party.signed_on, rx.fragment(), _unsigned(party, may_edit)), key=party.id
                    ),
                ),
                aria_label=t("Not signed yet"),
                class_name="line-list apart-list",
            ),
        ),
        rx.cond(
            (notice_on != "") & ~state.period.is_notice_past,
            rx.el.p(t("Notice by"), " ", shown_date(notice_on)),
        ),
    )


def _unsigned(party: Any, may_edit: rx.Var[bool]) -> rx.Component:
    declined = party.signature == Signature.DECLINED.value
    return rx.el.li(
        rx.el.span(
            rx.cond(declined, t("{name} has declined", name=party.name), t("{name} has not signed", name=party.name)),
            rx.cond(
                party.sent_on, rx.el.span(" · ", t("sent {day}", day=shown_date(party.sent_on)), class_name="muted")
            ),
            class_name="grow",
        ),
        rx.cond(
            may_edit & ~declined,
            button(
                t("Sign"),
                rx.el.span(" ", party.name, class_name="visually-hidden"),
                more="small",
                on_click=ContractPageState.sign(party.id),
            ),
        ),
    )


def _notice_form() -> rx.Component:
    """Ask when notice is given, and show when the contract ends then."""
    state = ContractPageState
    return dialog_form(
        t("Give notice of this contract"),
        date_field(
            t("Notice given"),
            name="notice_given_on",
            default_value=state.notice_on,
            error=state.notice_errors.get("notice_given_on", ""),
            on_change=state.propose_end,
        ),
        rx.el.p(
            rx.cond(
                state.notice_ends_on,
                t("It then ends {day}.", day=shown_date(state.notice_ends_on)),
                t("No end follows from it. Write the day under To."),
            ),
            role="status",
            class_name="hint",
        ),
        is_open=state.is_notice_open,
        on_open_change=state.show_notice,
        on_submit=state.give_notice,
        save_text=t("Give notice"),
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    facts, seen = state.facts, state.seen
    is_about_data = facts["contract_type"] == DealType.DATA_PRIVACY_ONLY.value

    def line(name: str, title: rx.Var[str], **how: Any) -> rx.Component:
        return fact(state, name, title, may_edit=may_edit, **how)

    def day(name: str, title: rx.Var[str]) -> rx.Component:
        return line(name, title, kind="date", shown=shown_day(facts[name]))

    def word(name: str, title: rx.Var[str], vocabulary: type[StrEnum], *, may_be_empty: bool = False) -> rx.Component:
        none = [("", "–")] if may_be_empty else []
        options = [*none, *((each.value, label(vocabulary, each.value)) for each in vocabulary)]
        shown = rx.cond(facts[name], label(vocabulary, facts[name]), "")
        return line(name, title, kind="select", options=options, shown=shown)

    def months(name: str, title: rx.Var[str]) -> rx.Component:
        return line(
            name,
            title,
            shown=rx.cond(facts[name], tn("{count} month", "{count} months", count=facts[name].to(int)), ""),
        )

    return facts_card(
        state,
        line("number", t("Number")),
        line("title", t("Title")),
        word("contract_type", t("Type"), DealType),
        line("value", t("Value"), shown=rx.cond(facts["value"], shown_money(seen.value, seen.currency), "")),
        word("charged", t("Paid"), Charged, may_be_empty=True),
        line("indexation", t("Indexation")),
        day("from_on", t("From")),
        day("to_on", t("To")),
        word("renewal", t("At the end"), Renewal),
        rx.cond(facts["renewal"] == Renewal.RENEWS.value, months("renewal_months", t("Renews for"))),
        months("notice_months", t("Notice period")),
        day("notice_on", t("Notice by")),
        day("notice_given_on", t("Notice given")),
        rx.cond(
            is_about_data,
            rx.fragment(
                line("data_categories", t("Categories of data"), kind="textarea"),
                line("sub_processors", t("Sub-processors"), kind="textarea"),
                day("review_on", t("Next review")),
            ),
        ),
        *(
            fact_line(
                title,
                choice_in_place(
                    title, value, choices, lambda chosen, name=name: state.choose(name, chosen), may_edit=may_edit
                ),
                is_empty=(value == "") & ~may_edit,
            )
            for name, value, choices, title in (
                ("service_id", state.service_id, state.services, t("Service")),
                ("owner_id", state.owner_id, state.colleagues, t("Owner")),
            )
        ),
        line("note", t("Note"), kind="textarea"),
    )


def _people() -> rx.Component:
    """Show whom we know at the parties."""
    people, several = ContractPageState.people, ContractPageState.parties.length() > 1
    return card(
        t("Whom we know"),
        rx.cond(
            people.length() > 0,
            rx.el.ul(
                rx.foreach(
                    people,
                    lambda one: rx.el.li(
                        rx.el.div(
                            link(one.name, to=rx.Var.create("/persons/") + one.id.to_string()),
                            rx.el.div(
                                rx.cond(one.title, rx.el.span(one.title)),
                                rx.cond(several, rx.el.span(one.party)),
                                class_name="hint apart",
                            ),
                            class_name="grow",
                        ),
                        rx.el.div(call_button(one.phone), mail_button(one.email), class_name="reaches"),
                        key=one.id,
                    ),
                ),
                class_name="line-list",
            ),
            rx.el.p(t("Nobody yet."), class_name="muted"),
        ),
        rx.cond(
            ContractPageState.has_more_people,
            rx.el.p(t("There are more: each party’s page has all of its own."), class_name="hint"),
        ),
        name="people",
    )


PAGES = [
    Page(
        "/contracts/[contract_key]",
        rx.cond(ContractPageState.seen.title, ContractPageState.seen.title, t("Contract")).to(str),
        contract_page,
        [
            TimelineState.of_contract,
            ContractPageState.load,
            ContractDocumentsState.load,
            NextState.of_contract,
            OwnFactsState.of_contract,
        ],
    )
]
