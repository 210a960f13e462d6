"""Choosing rows of the inbox: the button that brings the boxes, and the bar that gives them to a colleague."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button, submit
from sambruk_crm.components.text import t, tn
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.todos.choosing import TodoChoosing


def choose_button(state: type[TodoChoosing]) -> rx.Component:
    """Bring the boxes into sight, or away again."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_TODOS.value) & ~state.is_closed,  # pyright: ignore[reportAttributeAccessIssue]
        button(
            rx.icon("list-todo", size=16, aria_hidden="true"),
            t("Choose several"),
            aria_pressed=rx.cond(is_choosing(state), "true", "false"),
            on_click=state.choose(~is_choosing(state)),
        ),
    )


def is_choosing(state: type[TodoChoosing]) -> Any:
    """Return whether the boxes are in sight."""
    return state.is_choosing | (state.selected > 0)


def choice_bar(state: type[TodoChoosing], people: Any) -> rx.Component:
    """Show how many are chosen, and ask who gets them."""
    return rx.el.form(
        rx.el.span(tn("{count} chosen", "{count} chosen rows", count=state.selected), role="status"),
        button(t("Choose all in sight"), kind="quiet", on_click=state.tick_page),
        rx.cond(
            ~state.is_all & (state.selected < state.total),
            button(t("Choose all {total} that match", total=state.total), kind="quiet", on_click=state.select_all),
        ),
        rx.el.span(class_name="spacer"),
        rx.el.select(
            rx.el.option(t("Give to…"), value=""),
            rx.el.option(t("{name} (me)", name=FrameState.user_name), value=FrameState.user_id.to_string()),
            rx.foreach(people, lambda choice: rx.el.option(choice.label, value=choice.value, key=choice.value)),
            name="assignee_id",
            aria_label=t("Who gets them"),
            aria_invalid=rx.cond(state.assign_error, "true", "false"),
            aria_describedby="assign-error",
            class_name="input",
        ),
        submit(t("Give"), disabled=state.selected == 0),
        button(t("Cancel"), on_click=state.choose(False)),
        rx.cond(
            state.assign_error, rx.el.span(state.assign_error, id="assign-error", role="alert", class_name="error")
        ),
        on_submit=state.assign,
        hidden=~is_choosing(state),
        role="group",
        aria_label=t("What is chosen"),
        class_name="todo-choice",
        data_testid="todo-choice",
    )
