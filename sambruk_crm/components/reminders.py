"""Reminders that have fired, among the messages of every page until they are put away."""

from collections.abc import Callable

import reflex as rx

from sambruk_crm.components.forms import button
from sambruk_crm.components.messages import message
from sambruk_crm.components.text import shown_time, t
from sambruk_crm.services.todos import ReminderRow
from sambruk_crm.state.frame import FrameState


def reminder_stack(link: Callable[..., rx.Component]) -> rx.Component:
    """Show my reminders, announced to screen readers; `link` makes the links of this application."""
    return rx.foreach(FrameState.reminders, lambda row: _reminder(row, link))


def _reminder(row: rx.vars.ObjectVar[ReminderRow], link: Callable[..., rx.Component]) -> rx.Component:
    return message(
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
            more="square",
            aria_label=t("Put away: {todo}", todo=row.todo),
            title=t("Put away"),
            on_click=FrameState.put_reminder_away(row.id),
        ),
        more="reminder",
        data_reminder_id=row.id.to_string(),
    )
