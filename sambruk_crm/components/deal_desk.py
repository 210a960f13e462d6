"""What is written down about a deal from its card: a note, or what was said on the telephone."""

import reflex as rx

from sambruk_crm.components.composer import next_day
from sambruk_crm.components.contact_links import telephone
from sambruk_crm.components.forms import button, submit, text_area, text_field
from sambruk_crm.components.text import t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.desk import DealDeskState
from sambruk_crm.state.frame import FrameState


def desk_dialog() -> rx.Component:
    """Ask for a note, or for what a call was about; a call shows whom to dial."""
    state = DealDeskState
    is_call = state.kind == HistoryKind.CALL.value
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(rx.cond(is_call, t("Call"), t("Write a note"))),
            rx.dialog.description(state.contact.title, class_name="hint dialog-hint"),
            rx.el.form(
                rx.el.div(
                    rx.cond(is_call, _whom()),
                    text_area(
                        rx.cond(is_call, t("What was said?"), t("Note")),
                        name="text",
                        error=state.errors.get("text", ""),
                        rows=3,
                        auto_focus=True,
                    ),
                    rx.cond(
                        is_call,
                        rx.el.div(
                            text_field(t("Result"), name="result", error=state.errors.get("result", "")),
                            text_field(t("Next step"), name="next_step", error=state.errors.get("next_step", "")),
                            class_name="form-grid",
                        ),
                    ),
                    rx.cond(is_call & FrameState.rights.contains(Permission.EDIT_TODOS.value), next_day(state.errors)),
                    class_name="stack",
                ),
                rx.el.div(rx.dialog.close(button(t("Cancel"))), submit(t("Write down")), class_name="form-foot"),
                on_submit=state.write,
                key=state.opened.to_string(),
            ),
            on_interact_outside=rx.prevent_default,
            max_width="32rem",
        ),
        open=state.is_open,
        on_open_change=state.show,
    )


def _whom() -> rx.Component:
    """Show who is called and the number, to dial again."""
    phone = DealDeskState.phone
    return rx.el.p(
        rx.icon("phone", size=16, aria_hidden="true"),
        rx.el.span(DealDeskState.contact.name),
        rx.cond(
            phone.dialled,
            telephone(phone),
            rx.el.span(t("No telephone number is known."), class_name="hint"),
        ),
        class_name="row",
    )
