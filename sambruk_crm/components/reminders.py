"""Reminders that have fired, in a corner of every page until they are put away."""

from collections.abc import Callable

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.text import shown_time, t
from sambruk_crm.services.todos import ReminderRow
from sambruk_crm.state.frame import FrameState


def reminder_stack(link: Callable[..., rx.Component]) -> rx.Component:
    """Show my reminders, announced to screen readers; `link` makes the links of this application."""
    return rx.el.aside(
        rx.foreach(FrameState.reminders, lambda row: _reminder(row, link)),
        aria_label=t("Reminders"),
        aria_live="polite",
        class_name="reminders",
    )


def _reminder(row: rx.vars.ObjectVar[ReminderRow], link: Callable[..., rx.Component]) -> rx.Component:
    return rx.el.div(
        rx.icon("bell", size=18, aria_hidden="true"),
        rx.el.div(
            link(row.todo, to=rx.Var.create("/todos?todo=") + row.todo_id.to_string()),
            rx.el.div(
                shown_time(row.remind_at),
                rx.cond(row.customer, rx.fragment(" · ", row.customer)),
                rx.cond(row.colleague, rx.fragment(" · ", t("for {name}", name=row.colleague))),
                class_name="hint",
            ),
            class_name="grow",
        ),
        button(
            rx.icon("x", size=18, aria_hidden="true"),
            kind="quiet",
            aria_label=t("Put away: {todo}", todo=row.todo),
            title=t("Put away"),
            on_click=FrameState.put_reminder_away(row.id),
        ),
        key=row.id.to_string(),
        class_name="reminder",
        data_reminder_id=row.id.to_string(),
    )
