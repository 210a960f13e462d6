"""The decisions about a deal on its page: the meetings it waits for, what came of them, and what follows."""

from typing import Any

import reflex as rx

from sambruk_crm.components.feedback import badge
from sambruk_crm.components.forms import button, date_field, dialog_form, field, icon_button, select_field, text_field
from sambruk_crm.components.record import card
from sambruk_crm.components.text import label, shown_date, t
from sambruk_crm.models.vocabulary import DecisionBody, DecisionResult
from sambruk_crm.pages.layout import may
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.decisions.of_deal import DealDecisionsState

COLOURS = {DecisionResult.DECIDED: "green", DecisionResult.POSTPONED: "amber", DecisionResult.REFUSED: "red"}
ICONS = {
    DecisionResult.DECIDED: "check",
    DecisionResult.POSTPONED: "calendar-clock",
    DecisionResult.REFUSED: "circle-x",
}


def decisions_card() -> rx.Component:
    """Show the meetings in their order, and what a result asks for."""
    state, can = DealDecisionsState, may(Permission.EDIT_DEALS)
    deal: Any = DealState.card
    is_open = deal.outcome.is_none()
    return card(
        t("Decisions"),
        rx.cond(can & (state.follows != ""), _follows()),
        rx.cond(
            state.rows.length() > 0,
            rx.el.ol(rx.foreach(state.rows, lambda row: _row(row, can)), class_name="line-list"),
            rx.el.p(t("The deal waits for no decision."), class_name="muted"),
        ),
        _form(),
        _question(),
        name="decisions",
        action=rx.cond(can & is_open, icon_button("plus", t("Plan a decision"), state.edit(0))),
    )


def decision_body(value: Any) -> rx.Var[str]:
    """Return what a body is called."""
    return label(DecisionBody, value)


def result_badge(row: Any) -> rx.Component:
    """Show what came of a meeting in words and colour, or that it is overdue; nothing while it is ahead."""
    until = rx.cond(row.postponed_to, rx.fragment(" ", t("to {day}", day=shown_date(row.postponed_to))))
    return rx.cond(
        row.result,
        badge(
            rx.fragment(label(DecisionResult, row.result), until),
            colour=rx.match(row.result, *((one.value, colour) for one, colour in COLOURS.items()), ""),  # pyright: ignore[reportArgumentType]
        ),
        rx.cond(row.is_overdue, badge(t("What was decided?"), colour="red", icon="circle-alert")),
    )


def _row(row: Any, can: rx.Var[bool]) -> rx.Component:
    state = DealDecisionsState
    name = decision_body(row.body)
    return rx.el.li(
        rx.el.div(
            rx.el.div(rx.el.strong(name), " ", result_badge(row)),
            rx.el.div(shown_date(row.meets_on), rx.cond(row.note, rx.fragment(" · ", row.note)), class_name="hint"),
            class_name="grow",
        ),
        rx.cond(
            can,
            rx.el.div(
                rx.cond(
                    row.result,
                    icon_button("undo-2", t("Take back the result of {name}", name=name), state.reopen(row.id)),
                    button(
                        t("Result…"),
                        rx.el.span(" ", name, class_name="visually-hidden"),
                        more="small",
                        on_click=state.ask(row.id),
                    ),
                ),
                icon_button("pencil", t("Edit {name}", name=name), state.edit(row.id)),
                class_name="row",
            ),
        ),
        key=row.id.to_string(),
        data_decision_id=row.id,
    )


def _follows() -> rx.Component:
    """Offer the step that a result asks for: the next phase, or the closing dialog."""
    following = DealState.next_phase
    return rx.cond(
        DealDecisionsState.follows == DecisionResult.REFUSED.value,
        rx.el.div(
            rx.el.span(t("It was refused."), class_name="grow"),
            button(t("Close as lost…"), more="small", on_click=DealState.lose_deal),
            class_name="row wrap",
        ),
        rx.cond(
            following.value,
            rx.el.div(
                rx.el.span(t("It was approved."), class_name="grow"),
                button(
                    t("Move to {phase}", phase=following.label), more="small", on_click=DealState.move(following.value)
                ),
                class_name="row wrap",
            ),
        ),
    )


def _form() -> rx.Component:
    """Ask who decides and when."""
    state = DealDecisionsState
    edited, errors = state.edited, state.errors
    is_ended = edited.result != ""
    return dialog_form(
        rx.cond(edited.id > 0, t("Edit the decision"), t("Plan a decision")),
        select_field(
            t("Who decides"),
            [(body.value, decision_body(body.value)) for body in DecisionBody],
            name="body",
            error=errors["body"],
            default_value=edited.body,
            disabled=is_ended,
        ),
        date_field(
            t("Meeting"),
            name="meets_on",
            error=errors["meets_on"],
            default_value=edited.meets_on,
            disabled=is_ended,
        ),
        text_field(
            t("Note"),
            name="decision_note",
            error=errors["note"],
            hint=t("Such as a case number or a paragraph."),
            default_value=edited.note,
            max_length=300,
        ),
        rx.cond(edited.id > 0, rx.el.div(button(t("Remove"), kind="quiet", on_click=state.remove))),
        is_open=state.is_editing,
        on_open_change=state.show_form,
        on_submit=state.save,
        description=t("The deal does not rot before the meeting. The day after, its owner is asked what was decided."),
    )


def _question() -> rx.Component:
    """Ask what came of a meeting; postponed asks until when."""
    state = DealDecisionsState
    asked, errors = state.asked, state.errors
    return dialog_form(
        t("What was decided?"),
        field(
            t("Result"),
            rx.el.div(
                *map(_result, DecisionResult),
                class_name="row wrap",
                id="decision-result",
                role="group",
                aria_label=t("Result"),
            ),
            name="decision-result",
            error=errors["result"],
        ),
        rx.cond(
            state.result == DecisionResult.POSTPONED.value,
            date_field(
                t("Until"),
                name="postponed_to",
                error=errors["postponed_to"],
                default_value=state.later,
                min=asked.meets_on,
            ),
        ),
        text_field(
            t("Note"),
            name="decision_note",
            error=errors["note"],
            hint=t("Such as a case number or a paragraph."),
            default_value=asked.note,
            max_length=300,
        ),
        is_open=state.is_asking,
        on_open_change=state.show_asking,
        on_submit=state.conclude,
        description=rx.fragment(
            decision_body(asked.body), ", ", rx.cond(asked.meets_on, shown_date(asked.meets_on), "")
        ),  # pyright: ignore[reportArgumentType]
    )


def _result(result: DecisionResult) -> rx.Component:
    return button(
        rx.icon(ICONS[result], size=16, aria_hidden="true"),
        label(DecisionResult, result.value),
        on_click=DealDecisionsState.choose(result.value),
        aria_pressed=rx.cond(DealDecisionsState.result == result.value, "true", "false"),
    )
