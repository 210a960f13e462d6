"""Who shares a deal, on its page."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import dialog_form, icon_button, submit
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_money, shown_number, t
from sambruk_crm.models.vocabulary import ShareKind
from sambruk_crm.pages.deals.what_if import what_if_button, what_if_dialog
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.record import DealState


def shares_card() -> rx.Component:
    """Show who shares the deal, and let the shares be chosen."""
    can = may(Permission.EDIT_DEALS)
    is_fixed = DealState.facts["share_kind"] == ShareKind.FIXED.value
    return card(
        t("Shared by"),
        rx.cond(
            DealState.participants.length() > 0,
            rx.el.form(
                rx.el.dl(
                    fact(
                        DealState,
                        "share_kind",
                        t("Shares"),
                        may_edit=can,
                        shown=label(ShareKind, DealState.facts["share_kind"]),
                        kind="select",
                        options=[(kind.value, label(ShareKind, kind.value)) for kind in ShareKind],
                    ),
                    class_name="facts",
                ),
                rx.el.ul(
                    rx.foreach(DealState.participants, lambda part: _part(part, can & is_fixed, can)),
                    class_name="plain-list stack-tight",
                ),
                rx.cond(can & is_fixed, submit(t("Save shares"))),
                on_submit=DealState.save_amounts,
                class_name="stack-tight",
            ),
            rx.el.p(t("Nobody shares this deal."), class_name="muted"),
        ),
        rx.cond(DealState.share_error, rx.el.p(DealState.share_error, class_name="error", role="alert")),
        rx.cond(
            can,
            combobox_field(
                t("Add an organisation"),
                name="participant",
                suggestions=DealState.organisations,
                on_search=DealState.search_organisations,
                on_choose=DealState.add_participant,
                key=DealState.participants.length().to_string() + DealState.sharing_with.value,
            ),
        ),
        dialog_form(
            t("Share this deal with {name}?", name=DealState.sharing_with.label),
            is_open=DealState.sharing_with.value != "",
            on_open_change=DealState.show_sharing,
            on_submit=DealState.begin_sharing,
            save_text=t("Share the deal"),
            description=t("Its type becomes Split, and the value is divided among all who share it."),
        ),
        what_if_dialog(),
        name="shares",
        action=rx.cond(DealState.facts["value"] != "", what_if_button()),
    )


def _part(part: Any, is_fixed: rx.Var[bool], can: rx.Var[bool]) -> rx.Component:
    name = f"amount-{part.organisation_id}"
    return rx.el.li(
        link(part.organisation, to=f"/organisations/{part.organisation_id}", class_name="grow"),
        rx.cond(
            part.population.is_none(),
            rx.fragment(),
            rx.el.span(t("{count} inhabitants", count=shown_number(part.population)), class_name="muted"),
        ),
        rx.cond(
            is_fixed,
            rx.el.input(
                name=name,
                default_value=part.amount.to_string(),
                aria_label=t("Share of {name}", name=part.organisation),
                input_mode="decimal",
                class_name="input amount",
            ),
            rx.el.span(rx.cond(part.amount.is_none(), "", shown_money(part.amount, DealState.card.currency))),
        ),
        rx.cond(
            can & (part.organisation_id != DealState.card.organisation_id),
            icon_button(
                "x",
                t("Remove {name}", name=part.organisation),
                DealState.remove_participant(part.organisation_id),
            ),
        ),
        key=part.organisation_id.to_string(),
        class_name="row",
    )
