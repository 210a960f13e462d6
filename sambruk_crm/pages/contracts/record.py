"""The page of one contract: what waits and who the parties are, what happened beside it, the facts below."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button, text_field
from sambruk_crm.components.in_place import choice_in_place, fact, fact_line
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
from sambruk_crm.components.text import label, shown_date, shown_money, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import DealType, ShareKind
from sambruk_crm.pages.contracts.list import contract_badge, shown_day
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.contracts.record import ContractPageState
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.next import NextState


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
                    is_more=(state.to_sign > 0) | (state.facts["notice_on"] != ""),
                ),
                _people(),
                _parties(may_edit),
            ],
            timeline=timeline(may_edit=may(Permission.EDIT_RECORDS), subject="contract"),
            facts=[_facts(may_edit)],
        ),
        _party_form(),
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
            rx.cond(facts["value"], said("coins", shown_money(seen.value, seen.currency))),
            rx.cond(facts["from_on"], said("calendar", t("from {day}", day=shown_date(facts["from_on"])))),
            rx.cond(facts["to_on"], said("calendar-x", t("to {day}", day=shown_date(facts["to_on"])))),
            rx.cond(seen.service, said("package", seen.service)),
            rx.cond(seen.owner, said("user-round", t("Owner"), ": ", seen.owner)),
            last_contact(),
        ],
        action=rx.cond(may_edit & (state.to_sign > 0), sign),
        menu=[
            rx.cond(may(Permission.EDIT_RECORDS), rx.menu.item(t("Log a call"), custom_attrs={"data-compose": "call"})),
            rx.cond(state.deal_id > 0, menu_link(t("The deal"), rx.Var.create("/deals/") + state.deal_id.to_string())),
            rx.menu.separator(),
        ],
        state=state,
    )


def _waiting(may_edit: rx.Var[bool]) -> rx.Component:
    """Show who has not signed, and by when one must give notice."""
    state = ContractPageState
    notice_on = state.facts["notice_on"]
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
        rx.cond(notice_on, rx.el.p(t("Notice by"), " ", shown_date(notice_on))),
    )


def _unsigned(party: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.li(
        rx.el.span(t("{name} has not signed", name=party.name), class_name="grow"),
        rx.cond(
            may_edit,
            button(
                t("Sign"),
                rx.el.span(" ", party.name, class_name="visually-hidden"),
                more="small",
                on_click=ContractPageState.sign(party.id),
            ),
        ),
    )


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    facts, seen = state.facts, state.seen
    return facts_card(
        state,
        fact(state, "title", t("Title"), may_edit=may_edit),
        fact(
            state,
            "contract_type",
            t("Type"),
            may_edit=may_edit,
            kind="select",
            options=[(kind.value, label(DealType, kind.value)) for kind in DealType],
            shown=label(DealType, facts["contract_type"]),
        ),
        fact(
            state,
            "value",
            t("Value"),
            may_edit=may_edit,
            shown=rx.cond(facts["value"], shown_money(seen.value, seen.currency), ""),
        ),
        *(
            fact(state, name, title, may_edit=may_edit, kind="date", shown=shown_day(facts[name]))
            for name, title in (("from_on", t("From")), ("to_on", t("To")), ("notice_on", t("Notice by")))
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
        fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
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
        name="people",
    )


def _parties(may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    return card(
        t("Parties"),
        rx.cond((state.parties.length() > 1) & (state.facts["value"] != ""), _sharing(may_edit)),
        rx.cond(
            state.parties.length() > 0,
            rx.el.ul(rx.foreach(state.parties, lambda party: _party(party, may_edit)), class_name="line-list"),
            rx.el.p(t("No parties yet."), class_name="muted"),
        ),
        name="parties",
        action=rx.cond(
            may_edit,
            icon_button("plus", t("Add a party"), state.edit_party(0)),
        ),
    )


def _sharing(may_edit: rx.Var[bool]) -> rx.Component:
    """Show how the value is divided, and of fixed shares how much of it is."""
    state = ContractPageState
    kind, value, currency = state.facts["share_kind"], state.seen.value, state.seen.currency
    return rx.fragment(
        rx.el.dl(
            fact(
                state,
                "share_kind",
                t("Shares"),
                may_edit=may_edit,
                shown=label(ShareKind, kind),
                kind="select",
                options=[(each.value, label(ShareKind, each.value)) for each in ShareKind],
            ),
            class_name="facts",
        ),
        rx.cond(
            (kind == ShareKind.FIXED.value) & (state.shared_out != value),
            rx.el.p(
                t(
                    "{part} of {whole} are shared out.",
                    part=shown_money(state.shared_out, currency),
                    whole=shown_money(value, currency),
                ),
                class_name="hint",
                role="status",
            ),
        ),
    )


def _party(party: Any, may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    return rx.el.li(
        rx.el.div(
            link(party.name, to=rx.Var.create("/organisations/") + party.organisation_id.to_string()),
            rx.el.div(
                rx.cond(party.signed_on, t("Signed {day}", day=shown_date(party.signed_on)), t("Not signed yet")),
                rx.cond(party.amount, rx.fragment(" · ", shown_money(party.amount, state.seen.currency))),
                rx.cond(party.from_on, rx.fragment(" · ", t("from {day}", day=shown_date(party.from_on)))),
                rx.cond(party.to_on, rx.fragment(" · ", t("to {day}", day=shown_date(party.to_on)))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        rx.cond(
            may_edit,
            rx.el.div(
                icon_button("pencil", t("Edit {name}", name=party.name), state.edit_party(party.id)),
                icon_button("x", t("Remove {name}", name=party.name), state.remove_party(party.id)),
                class_name="row",
            ),
        ),
        key=party.id,
        class_name="row",
    )


def _party_form() -> rx.Component:
    state = ContractPageState
    party, errors = state.party, state.party_errors
    return dialog_form(
        rx.cond(party.id > 0, party.name, t("Add a party")),
        rx.cond(
            party.id > 0,
            rx.fragment(),
            combobox_field(
                t("Organisation"),
                name="organisation_id",
                suggestions=state.organisations,
                on_search=state.search_organisations,
                error=errors.get("organisation_id", ""),
            ),
        ),
        text_field(
            t("Share"),
            name="amount",
            input_mode="decimal",
            default_value=party.amount,
            error=errors.get("amount", ""),
        ),
        date_field(
            t("Signed on"),
            name="signed_on",
            default_value=rx.cond(party.signed_on, party.signed_on, state.signed_today),
            error=errors.get("signed_on", ""),
        ),
        date_field(t("From"), name="from_on", default_value=party.from_on, error=errors.get("from_on", "")),
        date_field(t("To"), name="to_on", default_value=party.to_on, error=errors.get("to_on", "")),
        is_open=state.is_party_open,
        on_open_change=state.show_party,
        on_submit=state.save_party,
        description=t("Without days of its own it follows the contract’s."),
    )


PAGES = [
    Page(
        "/contracts/[contract_key]",
        rx.cond(ContractPageState.seen.title, ContractPageState.seen.title, t("Contract")).to(str),
        contract_page,
        [ContractPageState.load, NextState.of_contract, TimelineState.of_contract],
    )
]
