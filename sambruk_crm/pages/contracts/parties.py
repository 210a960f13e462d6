"""The parties of a contract on its page: shares and signatures."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import date_field, dialog_form, icon_button, select_field, text_field
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_date, shown_money, t
from sambruk_crm.models.vocabulary import PartyRole, ShareKind, Signature
from sambruk_crm.pages.layout import link
from sambruk_crm.state.contracts.record import ContractPageState


def parties_card(may_edit: rx.Var[bool]) -> rx.Component:
    """Show the parties with their shares and signatures."""
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
                rx.cond(party.role, rx.fragment(label(PartyRole, party.role), " · ")),
                _signature(party),
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


def _signature(party: Any) -> rx.Component:
    by = rx.cond(party.signatory, rx.fragment(" (", party.signatory, ")"))
    return rx.match(
        party.signature,
        (Signature.SIGNED.value, rx.fragment(t("Signed {day}", day=shown_date(party.signed_on)), by)),
        (Signature.DECLINED.value, rx.fragment(t("Declined {day}", day=shown_date(party.declined_on)))),
        (Signature.SENT.value, rx.fragment(t("Sent {day}", day=shown_date(party.sent_on)))),
        rx.fragment(t("Not sent")),
    )


def party_form() -> rx.Component:
    """Ask for a party: who, what it pays, and how far its signature has come."""
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
                takes_focus=True,
            ),
        ),
        select_field(
            t("Role"),
            [(role.value, label(PartyRole, role.value)) for role in PartyRole],
            name="role",
            default_value=party.role,
            error=errors.get("role", ""),
            empty="–",
        ),
        text_field(
            t("Share"),
            name="amount",
            input_mode="decimal",
            default_value=party.amount,
            error=errors.get("amount", ""),
        ),
        rx.el.div(
            *(
                date_field(title, name=name, default_value=value, error=errors.get(name, ""))
                for name, title, value in (
                    ("sent_on", t("Sent on"), party.sent_on),
                    ("signed_on", t("Signed on"), rx.cond(party.signed_on, party.signed_on, state.signed_today)),
                )
            ),
            class_name="side-by-side",
        ),
        text_field(t("Signed by"), name="signatory", default_value=party.signatory, error=errors.get("signatory", "")),
        rx.el.div(
            *(
                date_field(title, name=name, default_value=value, error=errors.get(name, ""))
                for name, title, value in (
                    ("from_on", t("From"), party.from_on),
                    ("to_on", t("To"), party.to_on),
                    ("declined_on", t("Declined on"), party.declined_on),
                )
            ),
            class_name="side-by-side",
        ),
        is_open=state.is_party_open,
        on_open_change=state.show_party,
        on_submit=state.save_party,
        description=rx.cond(
            (party.id == 0) & state.becomes_split,
            t("Its type becomes Split, and the value is divided among all who share it."),
            t("Without days of its own it follows the contract’s."),
        ),
        save_text=rx.cond((party.id == 0) & state.becomes_split, t("Share the contract"), t("Save")),
    )
