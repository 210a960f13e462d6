"""What goes with moving a deal: the question of won or lost, and the way back."""

import reflex as rx

from sambruk_crm.components.forms import button, field, text_field
from sambruk_crm.components.text import label, t
from sambruk_crm.components.undo import undo_bar
from sambruk_crm.models.vocabulary import Outcome
from sambruk_crm.state.deals.moves import DealMoves


def undo_move_bar(state: type[DealMoves]) -> rx.Component:
    """Show where the deal went, with a way back."""
    return undo_bar(state.undo_text, number=state.undo_number, on_undo=state.undo, on_end=state.dismiss_undo)


def closing_dialog(state: type[DealMoves]) -> rx.Component:
    """Ask won or lost, and the reason, before anything is saved."""
    errors = state.closing_errors
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Won or lost?")),
            rx.dialog.description(state.closing.title, class_name="hint"),
            rx.el.form(
                rx.el.div(
                    field(
                        t("Outcome"),
                        rx.el.div(
                            _outcome_button(state, Outcome.WON, "trophy"),
                            _outcome_button(state, Outcome.LOST, "circle-x"),
                            class_name="row",
                            id="outcome",
                            role="group",
                            aria_label=t("Outcome"),
                        ),
                        name="outcome",
                        error=errors["outcome"],
                    ),
                    rx.cond(state.outcome == Outcome.LOST.value, _reason(state)),
                    class_name="stack",
                ),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    button(t("Save"), kind="primary", type="submit"),
                    class_name="form-foot",
                ),
                on_submit=state.close,
            ),
            max_width="28rem",
        ),
        open=state.is_closing,
        on_open_change=state.show_closing,
    )


def _outcome_button(state: type[DealMoves], outcome: Outcome, icon: str) -> rx.Component:
    return button(
        rx.icon(icon, size=16, aria_hidden="true"),
        label(Outcome, outcome.value),
        on_click=state.choose_outcome(outcome.value),
        aria_pressed=rx.cond(state.outcome == outcome.value, "true", "false"),
    )


def _reason(state: type[DealMoves]) -> rx.Component:
    errors = state.closing_errors
    choices = rx.foreach(state.lost_reasons, lambda each: rx.el.option(each.label, value=each.value, key=each.value))
    return rx.fragment(
        field(
            t("Reason"),
            rx.el.select(
                rx.el.option(t("Choose a reason"), value=""),
                choices,
                id="lost_reason_id",
                name="lost_reason_id",
                class_name="input",
                aria_invalid=rx.cond(errors["lost_reason"], "true", "false"),
                aria_describedby="lost_reason_id-error",
            ),
            name="lost_reason_id",
            error=errors["lost_reason"],
        ),
        text_field(t("In your own words"), name="lost_reason", max_length=200),
    )
