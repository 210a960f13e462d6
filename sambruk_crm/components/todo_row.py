"""A to-do as inbox and start page show it, with what one tap or key does to it."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.feedback import badge, swatch
from sambruk_crm.components.forms import button, date_field, submit, time_field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import label, shown_clock, shown_time, t
from sambruk_crm.components.undo import undo_bar
from sambruk_crm.models.vocabulary import Repetition
from sambruk_crm.services import catalogue
from sambruk_crm.services.todos import Postponement
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.todos.actions import TodoActions
from sambruk_crm.state.todos.form import TodoFormState

STYLES = beside(__name__, "todos.css").importable_path
_KEYS = beside(__name__, "keys.js").importable_path
Row = Any


class _Todos(rx.Fragment):
    """Brings the style sheet and the keys along."""

    def add_imports(self) -> ImportDict:
        """Have both loaded with the page that shows to-dos."""
        return {"": [STYLES, _KEYS]}


def todo_list(rows: rx.Var[Any], state: type[TodoActions], *, name: Any, is_choosing: Any = None) -> rx.Component:
    """List to-dos; `name` says which. Where rows can be chosen, `is_choosing` tells whether the boxes are in sight."""
    return _Todos.create(
        rx.el.ul(
            rx.foreach(rows, lambda row: todo_row(row, state, is_choosable=is_choosing is not None)),
            aria_label=name,
            data_todo_list="true",
            data_choosing=rx.cond(False if is_choosing is None else is_choosing, "true", "false"),
            class_name="todos",
        )
    )


def todo_row(row: Row, state: type[TodoActions], *, is_choosable: bool = False) -> rx.Component:
    """Show one to-do: tick, what it is, when it is due, and its actions."""
    return rx.el.li(
        *([_choice(row, state)] if is_choosable else []),
        _tick(row, state),
        rx.el.div(_what(row), _about(row), class_name="todo-what"),
        _due(row),
        rx.el.div(_show(row), rx.cond(row.may_edit, _changes(row, state)), class_name="todo-actions"),
        key=row.id,
        tab_index=-1,
        data_todo_id=row.id,
        data_due=row.due,
        data_done=rx.cond(row.closed_at, "true", "false"),
        class_name="todo",
    )


def todo_extras(state: type[TodoActions]) -> rx.Component:
    """Return the way back and the question for another day, once for a page."""
    return rx.fragment(
        undo_bar(state.undo_text, number=state.undo_number, on_undo=state.undo, on_end=state.dismiss_undo),
        _day_dialog(state),
    )


def _name(row: Row) -> rx.Var[str]:
    """Show in a few words which to-do it is, for those who hear the buttons."""
    named = rx.cond(row.type, rx.cond(row.note, row.type + ": " + row.note, row.type), row.note)
    return rx.cond(named, named, rx.cond(row.customer, row.customer, t("To-do")))


def _tick(row: Row, state: type[TodoActions]) -> rx.Component:
    is_done = row.closed_at
    return rx.el.button(
        rx.cond(
            is_done,
            rx.icon("circle-check-big", size=20, aria_hidden="true"),
            rx.icon("circle", size=20, aria_hidden="true"),
        ),
        type="button",
        disabled=~row.may_edit,
        aria_label=rx.cond(is_done, t("Reopen: {todo}", todo=_name(row)), t("Close: {todo}", todo=_name(row))),
        title=rx.cond(is_done, t("Reopen"), t("Close (done)")),
        on_click=rx.cond(is_done, state.reopen(row.id), state.close(row.id)),
        data_action="close",
        class_name="todo-tick",
    )


def _choice(row: Row, state: Any) -> rx.Component:
    """Return the box that stands in the tick's place while rows are being chosen."""
    box = rx.el.input(
        type="checkbox",
        checked=state.ticked.contains(row.id),
        on_change=lambda _: state.tick(row.id),
        aria_label=t("Choose {name}", name=_name(row)),
        data_action="choose",
        class_name="tick",
    )
    return rx.cond(row.may_edit & ~row.closed_at.to(bool), rx.el.label(box, class_name="todo-box"))


def _what(row: Row) -> rx.Component:
    return rx.el.div(
        rx.cond(row.type, rx.el.strong(swatch(row.color), row.type)),
        rx.cond(row.note, rx.el.span(row.note)),
        rx.cond((row.type == "") & (row.note == ""), rx.el.span(t("To-do"), class_name="muted")),
        class_name="todo-title",
    )


def _about(row: Row) -> rx.Component:
    is_mine = row.assignee_id == FrameState.user_id
    return rx.el.div(
        rx.cond(
            row.customer_id, _fact(rx.match(row.scope, ("person", _icon("user")), _icon("landmark")), _customer(row))
        ),
        *(rx.cond(key, _fact(_icon(icon), link(name, to=address))) for key, name, address, icon, _ in _records(row)),
        rx.cond(row.scope == "private", _fact(_icon("lock"), t("Private"))),
        rx.cond(row.repeats, _fact(_icon("repeat"), label(Repetition, row.repeats))),
        rx.cond(
            row.stands_in,
            badge(t("for {name}", name=row.assignee), colour="amber", icon="user-round-check"),
            rx.cond(is_mine, rx.fragment(), _fact(_icon("user-round"), t("Assigned to {name}", name=row.assignee))),
        ),
        class_name="todo-about",
    )


def _records(row: Row) -> list[tuple[Any, rx.Var[str], rx.Var[str], str, rx.Var[str]]]:
    """Return the records that a to-do can be about: key, name, address, icon, and what the way there is called."""
    records = (
        (row.deal_id, row.deal, "deal", "kanban", t("Show deal: {name}", name=row.deal)),
        (row.lead_id, row.lead, "lead", "user-plus", t("Show lead: {name}", name=row.lead)),
        (row.contract_id, row.contract, "contract", "file-pen-line", t("Show contract: {name}", name=row.contract)),
        (row.service_id, row.service, "service", "package", t("Show service: {name}", name=row.service)),
        (row.project_id, row.project, "project", "rocket", t("Show project: {name}", name=row.project)),
    )
    return [
        (
            key,
            rx.cond(name, name, t("Without a name")),
            rx.Var.create(catalogue.get(noun).page("")) + key.to_string(),
            icon,
            words,
        )
        for key, name, noun, icon, words in records
    ]


def _icon(name: str) -> rx.Component:
    return rx.icon(name, size=14, aria_hidden="true")


def _fact(icon: rx.Component, text: Any) -> rx.Component:
    return rx.el.span(icon, text, class_name="todo-fact")


def _customer(row: Row) -> rx.Component:
    return link(rx.cond(row.customer, row.customer, t("Without a name")), to=_customer_address(row))


def _customer_address(row: Row) -> rx.Var[str]:
    folder = rx.cond(row.scope == "person", "/persons/", "/organisations/")
    return folder.to(str) + row.customer_id.to_string()


def _due(row: Row) -> rx.Component:
    """Show when it is due: colour, icon and word agree."""
    moment = rx.cond(row.remind_at, shown_time(row.remind_at), t("No date"))
    return rx.el.div(
        rx.cond(
            row.closed_at,
            badge(t("Done"), colour="green", icon="check"),
            rx.match(
                row.due,
                ("overdue", badge(t("Overdue"), colour="red", icon="circle-alert")),
                ("today", badge(t("Today"), colour="blue", icon="clock")),
                badge(t("Upcoming"), colour="white", icon="calendar"),
            ),
        ),
        rx.el.span(rx.cond(row.due == "today", shown_clock(row.remind_at), moment), class_name="todo-time"),
        class_name="todo-due",
    )


def _show(row: Row) -> rx.Component:
    """Lead to the customer, or else to the record that it is about."""
    words = rx.cond(
        row.scope == "person",
        t("Show person: {name}", name=row.customer),
        t("Show organisation: {name}", name=row.customer),
    )
    way = rx.fragment()
    for key, _, address, _, name in reversed(_records(row)):
        way = rx.cond(key, _way(address, name), way)
    return rx.cond(row.customer_id, _way(_customer_address(row), words), way)


def _way(address: rx.Var[str], words: rx.Var[str]) -> rx.Component:
    return link(
        rx.icon("square-arrow-out-up-right", size=18, aria_hidden="true"),
        to=address,
        aria_label=words,
        title=words,
        data_action="open",
        class_name="button quiet square",
    )


def _changes(row: Row, state: type[TodoActions]) -> rx.Component:
    return rx.cond(row.closed_at, rx.fragment(), rx.fragment(_next(row, state), _postpone_menu(row, state), _edit(row)))


def _next(row: Row, state: type[TodoActions]) -> rx.Component:
    return button(
        rx.icon("list-plus", size=18, aria_hidden="true"),
        kind="quiet",
        more="square",
        aria_label=t("Done and next: {todo}", todo=_name(row)),
        title=t("Done and next"),
        on_click=[state.close(row.id), TodoFormState.follow_up(row.id)],
        data_action="next",
    )


def _edit(row: Row) -> rx.Component:
    return button(
        rx.icon("pencil", size=18, aria_hidden="true"),
        kind="quiet",
        more="square",
        aria_label=t("Edit: {todo}", todo=_name(row)),
        title=t("Edit"),
        on_click=TodoFormState.edit(row.id),
        data_action="edit",
    )


def _postpone_menu(row: Row, state: type[TodoActions]) -> rx.Component:
    days = {
        Postponement.TOMORROW: t("Tomorrow"),
        Postponement.NEXT_MONDAY: t("Next Monday"),
        Postponement.TWO_WEEKS: t("In two weeks"),
    }
    return rx.menu.root(
        rx.menu.trigger(
            button(
                rx.icon("calendar-clock", size=18, aria_hidden="true"),
                kind="quiet",
                more="square",
                aria_label=t("Postpone: {todo}", todo=_name(row)),
                title=t("Postpone"),
                data_action="postpone",
            )
        ),
        rx.menu.content(
            *(rx.menu.item(text, on_select=state.postpone(row.id, to.value)) for to, text in days.items()),
            rx.menu.separator(),
            rx.menu.item(t("Choose day and time…"), on_select=state.choose_day(row.id)),
        ),
    )


def _day_dialog(state: type[TodoActions]) -> rx.Component:
    asked = state.postponing
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(t("Postpone")),
            rx.dialog.description(asked.todo, class_name="hint"),
            rx.el.form(
                rx.el.div(
                    date_field(
                        t("Day"),
                        name="remind_on",
                        default_value=asked.remind_on,
                        error=state.postpone_errors.get("remind_on", ""),
                        auto_focus=True,
                    ),
                    time_field(
                        t("Time"),
                        name="remind_time",
                        default_value=asked.remind_time,
                        error=state.postpone_errors.get("remind_time", ""),
                    ),
                    class_name="form-grid",
                ),
                rx.el.div(rx.dialog.close(button(t("Cancel"))), submit(t("Postpone")), class_name="form-foot"),
                on_submit=state.postpone_to,
            ),
            max_width="28rem",
        ),
        open=state.is_postponing,
        on_open_change=state.show_postponing,
    )
