"""The page of one contract: facts and parties to the left, what happened to the right."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.feedback import loading
from sambruk_crm.components.forms import button, date_field, dialog_form, icon_button, text_field
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.record import RecordStyled, card, delete_button, missing_record, record_way
from sambruk_crm.components.text import label, shown_date, shown_money, t
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import DealType, ShareKind
from sambruk_crm.pages.contracts.list import contract_badge, shown_day
from sambruk_crm.pages.layout import Page, link, may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.contracts.record import ContractPageState
from sambruk_crm.state.history.timeline import TimelineState


def contract_page() -> rx.Component:
    """Show one contract."""
    state = ContractPageState
    return RecordStyled.create(
        record_way(state.place, t("All contracts")),
        rx.cond(
            state.is_loaded,
            rx.cond(
                state.is_missing,
                missing_record(t("This contract does not exist."), t("All contracts"), "/contracts"),
                _record(),
            ),
            loading(),
        ),
    )


def _record() -> rx.Component:
    state, may_edit = ContractPageState, may(Permission.EDIT_DEALS)
    return rx.fragment(
        rx.el.div(
            rx.el.div(rx.el.h1(state.seen.title), contract_badge(state.seen.state), class_name="record-title"),
            rx.el.div(
                rx.cond(state.deal_id > 0, link(t("The deal"), to=_deal(), class_name="button")),
                rx.cond(
                    may(Permission.DELETE_RECORDS), delete_button(t("Delete this contract?"), ContractPageState.delete)
                ),
                class_name="row",
            ),
            class_name="page-head",
        ),
        rx.el.div(
            rx.el.div(_facts(may_edit), _parties(may_edit), class_name="record-side"),
            rx.el.div(timeline(may_edit=may(Permission.EDIT_RECORDS), subject="contract"), class_name="record-side"),
            class_name="record",
        ),
        _party_form(),
    )


def _deal() -> rx.Var[str]:
    return rx.Var.create("/deals/") + ContractPageState.deal_id.to_string()


def _facts(may_edit: rx.Var[bool]) -> rx.Component:
    state = ContractPageState
    facts, seen = state.facts, state.seen
    return card(
        t("Facts"),
        rx.el.dl(
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
            rx.el.dt(t("Service")),
            rx.el.dd(_choice("service_id", state.service_id, state.services, t("Service"), may_edit)),
            rx.el.dt(t("Owner")),
            rx.el.dd(_choice("owner_id", state.owner_id, state.colleagues, t("Owner"), may_edit)),
            fact(state, "note", t("Note"), may_edit=may_edit, kind="textarea"),
            class_name="facts",
        ),
        name="facts",
    )


def _choice(name: str, value: Any, choices: Any, title: Any, may_edit: rx.Var[bool]) -> rx.Component:
    return rx.el.select(
        rx.el.option("–", value=""),
        rx.foreach(choices, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
        value=value,
        on_change=lambda chosen: ContractPageState.choose(name, chosen),
        disabled=~may_edit,
        aria_label=title,
        class_name="input",
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
            button(rx.icon("plus", size=16, aria_hidden="true"), t("Add a party"), on_click=state.edit_party(0)),
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
        date_field(t("Signed on"), name="signed_on", default_value=party.signed_on, error=errors.get("signed_on", "")),
        date_field(t("From"), name="from_on", default_value=party.from_on, error=errors.get("from_on", "")),
        date_field(t("To"), name="to_on", default_value=party.to_on, error=errors.get("to_on", "")),
        is_open=state.is_party_open,
        on_open_change=state.show_party,
        on_submit=state.save_party,
        description=t("Without days of its own it follows the contract's."),
    )


PAGES = [
    Page(
        "/contracts/[contract_key]",
        rx.cond(ContractPageState.seen.title, ContractPageState.seen.title, t("Contract")).to(str),
        contract_page,
        [ContractPageState.load, TimelineState.of_contract],
    )
]
