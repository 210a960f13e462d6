"""One deal: its facts, who shares it, its way through the phases, and what happened."""

from typing import Any

import reflex as rx

from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.deal_moves import closing_dialog, undo_move_bar
from sambruk_crm.components.feedback import badge, loading, outcome_badge, swatch
from sambruk_crm.components.forms import button, dialog_form, icon_button, submit
from sambruk_crm.components.in_place import fact
from sambruk_crm.components.listing import link
from sambruk_crm.components.record import RecordStyled, card, delete_button, missing_record, record_way
from sambruk_crm.components.text import label, shown_date, shown_money, shown_number, shown_time, t, tn
from sambruk_crm.components.timeline import timeline
from sambruk_crm.models.vocabulary import DealType, ShareKind
from sambruk_crm.pages.deals.form import choice_field
from sambruk_crm.pages.layout import Page, may, page_head
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.history.timeline import TimelineState


def deal_page() -> rx.Component:
    """Show a deal, or that there is none."""
    return RecordStyled.create(
        rx.cond(
            DealState.is_missing,
            missing_record(t("This deal does not exist."), t("To the board"), "/deals"),
            rx.cond(DealState.is_loaded, _deal(), loading()),
        )
    )


def _deal() -> rx.Component:
    shown: Any = DealState.card
    return rx.fragment(
        record_way(DealState.place, t("All deals")),
        page_head(shown.title, *_actions()),
        rx.el.div(
            rx.el.div(_facts(), _shares(), _way(), class_name="record-side"),
            rx.el.div(timeline(may_edit=may(Permission.EDIT_RECORDS), subject="deal"), class_name="record-side"),
            class_name="record",
        ),
        _link_form(),
        closing_dialog(DealState),
        undo_move_bar(DealState),
    )


def _actions() -> tuple[rx.Component, ...]:
    shown: Any = DealState.card
    todo = link(
        rx.icon("list-plus", size=16, aria_hidden="true"),
        t("New to-do"),
        to=f"/todos?new=1&deal={DealState.record_id}",
        class_name="button",
    )
    return (
        rx.cond(shown.outcome, outcome_badge(shown.outcome.to(str))),
        rx.cond(
            shown.is_rotting,
            badge(tn("Still for {count} day", "Still for {count} days", count=shown.rotting_days), colour="amber"),
        ),
        rx.cond(may(Permission.EDIT_DEALS), _move_choice()),
        rx.cond(may(Permission.EDIT_TODOS), todo),
        _contract(),
        rx.cond(may(Permission.DELETE_RECORDS), delete_button(t("Delete this deal?"), DealState.delete)),
    )


def _contract() -> rx.Component:
    """Lead to the contract the deal became, or make it once the deal is won."""
    shown: Any = DealState.card
    made = link(
        t("The contract"), to=rx.Var.create("/contracts/") + DealState.contract_id.to_string(), class_name="button"
    )
    wanted = (shown.outcome == "won") & may(Permission.EDIT_DEALS)
    make = button(t("Make the contract"), on_click=DealState.make_contract, kind="primary")
    return rx.cond(DealState.contract_id > 0, made, rx.cond(wanted, make))


def _move_choice() -> rx.Component:
    """Move the deal by choosing a phase; the choice follows what is stored."""
    return rx.el.label(
        t("Phase"),
        rx.el.select(
            rx.foreach(DealState.phases, lambda each: rx.el.option(each.label, value=each.value, key=each.value)),
            value=DealState.card.phase_id.to_string(),
            on_change=DealState.move,
            class_name="input",
            name="phase",
        ),
        class_name="row",
    )


def _facts() -> rx.Component:
    can = may(Permission.EDIT_DEALS)
    facts: Any = DealState.facts
    shown: Any = DealState.card
    return card(
        t("Facts"),
        rx.el.dl(
            _linked(t("Organisation"), shown.organisation, f"/organisations/{shown.organisation_id}"),
            _linked(t("Person"), DealState.person, f"/persons/{DealState.person_id}"),
            rx.el.dt(t("Service")),
            rx.el.dd(rx.cond(DealState.service, DealState.service, "–")),
            rx.el.dt(t("Owner")),
            rx.el.dd(rx.cond(shown.owner, shown.owner, "–")),
            fact(DealState, "title", t("Title"), may_edit=can),
            fact(
                DealState,
                "value",
                t("Value"),
                may_edit=can,
                shown=rx.cond(shown.value.is_none(), "", shown_money(shown.value, shown.currency)),
            ),
            fact(
                DealState,
                "deal_type",
                t("Type"),
                may_edit=can,
                shown=label(DealType, facts["deal_type"]),
                kind="select",
                options=[(kind.value, label(DealType, kind.value)) for kind in DealType],
            ),
            fact(DealState, "probability", t("Probability, percent"), may_edit=can, kind="number"),
            fact(
                DealState,
                "expected_close_on",
                t("Expected close"),
                may_edit=can,
                kind="date",
                shown=rx.cond(facts["expected_close_on"], shown_date(facts["expected_close_on"]), ""),
            ),
            fact(
                DealState,
                "waits_until",
                t("Waits for a decision until"),
                may_edit=can,
                kind="date",
                shown=rx.cond(facts["waits_until"], shown_date(facts["waits_until"]), ""),
            ),
            rx.cond(
                DealState.lost_reason,
                rx.fragment(rx.el.dt(t("Lost because")), rx.el.dd(swatch(DealState.lost_color), DealState.lost_reason)),
            ),
            fact(DealState, "note", t("Note"), may_edit=can, kind="textarea"),
            class_name="facts",
        ),
        name="facts",
        action=rx.cond(can, button(t("Change links"), on_click=DealState.begin_linking)),
    )


def _linked(title: rx.Var[str], name: rx.Var[str], address: str) -> rx.Component:
    return rx.fragment(rx.el.dt(title), rx.el.dd(rx.cond(name, link(name, to=address), "–")))


def _shares() -> rx.Component:
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
        name="shares",
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


def _way() -> rx.Component:
    """Show the deal's way through the phases."""
    return card(
        t("Through the phases"),
        rx.el.ol(rx.foreach(DealState.steps, _step), class_name="plain-list stack-tight"),
        name="phases",
    )


def _step(step: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(step.phase),
            rx.cond(step.outcome, outcome_badge(step.outcome)),
            rx.cond(
                step.outcome,
                rx.fragment(),
                rx.el.span(tn("{count} day", "{count} days", count=step.days), class_name="muted"),
            ),
            class_name="row",
        ),
        rx.el.div(shown_time(step.since), rx.cond(step.user, rx.fragment(" · ", step.user)), class_name="hint"),
        key=step.id.to_string(),
        aria_current=rx.cond(step.is_present, "step", "false"),
    )


def _link_form() -> rx.Component:
    errors = DealState.errors
    shown: Any = DealState.card
    return dialog_form(
        t("Change links"),
        combobox_field(
            t("Organisation"),
            name="organisation_id",
            suggestions=DealState.organisations,
            on_search=DealState.search_organisations,
            value=rx.cond(shown.organisation_id, shown.organisation_id.to(int).to_string(), ""),
            text=shown.organisation,
            error=errors["organisation_id"],
        ),
        combobox_field(
            t("Person"),
            name="person_id",
            suggestions=DealState.persons,
            on_search=DealState.search_persons,
            value=rx.cond(DealState.person_id, DealState.person_id.to_string(), ""),
            text=DealState.person,
            error=errors["person_id"],
        ),
        choice_field(
            t("Service"),
            "service_id",
            DealState.services,
            empty=t("None"),
            default_value=DealState.service_id.to_string(),
            error=errors["service_id"],
        ),
        choice_field(
            t("Owner"),
            "owner_id",
            DealState.owners,
            empty=t("None"),
            default_value=DealState.owner_id.to_string(),
            error=errors["owner_id"],
        ),
        is_open=DealState.is_linking,
        on_open_change=DealState.show_linking,
        on_submit=DealState.link,
    )


PAGES = [
    Page(
        "/deals/[deal_id]",
        rx.cond(DealState.card.title, DealState.card.title, t("Deal")).to(str),
        deal_page,
        on_load=[DealState.load, TimelineState.of_deal],
    )
]
