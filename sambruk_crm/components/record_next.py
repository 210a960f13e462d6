"""What is next for a record: its open to-dos, done and put off where they stand, and whatever else waits."""

from typing import Any

import reflex as rx

from sambruk_crm.components.listing import link
from sambruk_crm.components.record import card
from sambruk_crm.components.text import t
from sambruk_crm.components.todo_form import todo_form
from sambruk_crm.components.todo_row import todo_extras, todo_list
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.records.next import NextState


def next_card(*more: rx.Component, subject: str, own: Any, is_more: Any = False) -> rx.Component:
    """Show the to-dos, and below them `more`.

    Args:
        subject: the noun whose page it is, which its to-dos need not name.
        own: the record's key as text.
        is_more: whether there is anything in `more`.
    """
    state = NextState
    return card(
        t("What is next"),
        rx.cond(
            state.todos.length() > 0,
            todo_list(state.todos, state, name=t("To do")),
            rx.cond(is_more, rx.fragment(), rx.el.p(t("Nothing is planned."), class_name="muted")),
        ),
        rx.cond(
            state.todo_count > state.todos.length(),
            link(
                t("All {count} to-dos", count=state.todo_count),
                to=rx.Var.create(f"/todos?who=all&{subject}=") + own,
                class_name="all-of",
            ),
        ),
        *more,
        todo_extras(state),
        todo_form(),
        name="next",
        action=plan_button(),
    )


def plan_button() -> rx.Component:
    """Return the button that opens the composer for a to-do."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_TODOS.value)
        & FrameState.rights.contains(Permission.EDIT_RECORDS.value),
        rx.el.button(
            rx.icon("plus", size=16, aria_hidden="true"),
            type="button",
            aria_label=t("New to-do"),
            title=t("New to-do"),
            data_compose="todo",
            class_name="button quiet square",
        ),
    )
