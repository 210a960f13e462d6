"""What goes with moving a deal: the question of won or lost, and the way back."""

import reflex as rx

from sambruk_crm.components.forms import button, field
from sambruk_crm.components.text import label, t
from sambruk_crm.components.undo import undo_bar
from sambruk_crm.models.vocabulary import Outcome
from sambruk_crm.state.deals.moves import DealMoves


def undo_move_bar(state: type[DealMoves]) -> rx.Component:
    """Show where the deal went, with a way back."""
    return undo_bar(state.undo_text, number=state.undo_number, on_undo=state.undo, on_end=state.dismiss_undo)


def closing_dialog(state: type[DealMoves]) -> rx.Component:
    """Ask won or lost, and why, before anything is saved. Won and a reason of the list are saved at once."""
    errors, is_lost = state.closing_errors, state.outcome == Outcome.LOST.value
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(rx.cond(is_lost, t("Why was it lost?"), t("Won or lost?"))),
            rx.dialog.description(state.closing.title, class_name="hint dialog-hint"),
            rx.el.form(
                rx.cond(
                    is_lost,
                    _reason(state),
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
                ),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    rx.cond(is_lost, button(t("Save"), kind="primary", type="submit")),
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
    """Offer the reasons, of which one is enough; whoever has more to say says it first, or later by a note."""
    error = state.closing_errors["lost_reason"]
    return rx.el.div(
        rx.el.div(
            rx.foreach(
                state.lost_reasons,
                lambda each: button(each.label, on_click=state.lose(each.value), key=each.value),
            ),
            role="group",
            aria_label=t("Reason"),
            class_name="row lost-reasons",
        ),
        field(
            t("In your own words"),
            rx.el.input(
                id="lost_reason",
                name="lost_reason",
                max_length=200,
                class_name="input",
                on_blur=state.write_words,
                aria_invalid=rx.cond(error, "true", "false"),
                aria_describedby="lost_reason-error",
            ),
            name="lost_reason",
            error=error,
        ),
        class_name="stack",
    )
