"""The composer of a timeline: what happened, whom one met, what came of it, and the to-do it leaves behind."""

from typing import Any

import reflex as rx

from sambruk_crm.components.drafted_form import kept_form
from sambruk_crm.components.forms import (
    check_field,
    date_field,
    described,
    field,
    submit,
    text_area,
    text_field,
    time_field,
)
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.history.composer import MET
from sambruk_crm.state.history.timeline import TimelineState

ICONS = {
    HistoryKind.NOTE: "sticky-note",
    HistoryKind.CALL: "phone",
    HistoryKind.VISIT: "map-pin",
    HistoryKind.MEETING: "users",
    HistoryKind.MAIL: "mail",
    HistoryKind.BOOKING: "calendar-check",
    HistoryKind.TODO: "circle-check",
    HistoryKind.SYSTEM: "settings",
}
COMPOSED = (HistoryKind.NOTE, HistoryKind.CALL, HistoryKind.VISIT, HistoryKind.MEETING)
"""What people write down themselves."""


def composer() -> rx.Component:
    """Ask what happened; a call, visit or meeting also for its result and what is next."""
    errors, offer = TimelineState.errors, TimelineState.offer
    return kept_form(
        TimelineState.draft,
        rx.el.fieldset(
            rx.el.legend(t("What happened?"), class_name="visually-hidden"),
            *(_kind_choice(kind) for kind in COMPOSED),
            class_name="composer-kinds",
        ),
        text_area(t("What happened?"), name="text", error=errors.get("text", ""), rows=3),
        rx.cond(offer.contacts.length() > 0, _met()),
        rx.el.div(
            text_field(t("Result"), name="result", error=errors.get("result", "")),
            text_field(t("Next step"), name="next_step", error=errors.get("next_step", "")),
            class_name="form-grid composer-outcome",
        ),
        rx.el.div(
            text_field(
                t("When"),
                name="happened_at",
                type="datetime-local",
                hint=t("Without a time: now."),
                error=errors.get("happened_at", ""),
            ),
            text_field(
                t("Type"),
                name="type_name",
                list="history-types",
                hint=t("Choose one, or write a new one."),
                error=errors.get("type_name", ""),
            ),
            rx.el.datalist(
                rx.foreach(offer.types, lambda one: rx.el.option(value=one.label, key=one.value)), id="history-types"
            ),
            class_name="form-grid",
        ),
        rx.cond(FrameState.rights.contains(Permission.EDIT_TODOS.value), _todo()),
        rx.el.div(submit(t("Write down")), class_name="row"),
        on_submit=TimelineState.write,
        key=TimelineState.composer.to_string(),
        class_name="composer",
        aria_label=t("Write in the history"),
    )


def _kind_choice(kind: HistoryKind) -> rx.Component:
    chosen = {"default_checked": True} if kind is HistoryKind.NOTE else {}
    return rx.el.label(
        rx.el.input(type="radio", name="kind", value=kind.value, **chosen),
        rx.icon(ICONS[kind], size=15, aria_hidden="true"),
        label(HistoryKind, kind.value),
    )


def _met() -> rx.Component:
    """Offer everybody who represents the organisation; several may have been met."""
    return rx.el.details(
        rx.el.summary(t("Who took part?")),
        rx.el.div(
            rx.foreach(
                TimelineState.offer.contacts,
                lambda person: rx.el.label(
                    rx.el.input(type="checkbox", name=rx.Var.create(MET) + person.value),
                    person.label,
                    key=person.value,
                ),
            ),
            role="group",
            aria_label=t("Who took part?"),
            class_name="composer-met composer-kinds",
        ),
        class_name="composer-outcome",
    )


def _todo() -> rx.Component:
    errors, offer = TimelineState.errors, TimelineState.offer
    return rx.el.div(
        check_field(t("Leave a to-do"), name="has_todo"),
        rx.el.div(
            rx.el.div(
                _select(t("What to do"), "todo_type_id", offer.todo_types, empty=t("None")),
                _select(t("Assignee"), "todo_assignee_id", offer.assignees),
                class_name="form-grid",
            ),
            text_field(
                t("Note"),
                name="todo_note",
                hint=t("Without a note: the next step."),
                error=errors.get("todo_note", ""),
            ),
            rx.el.div(
                date_field(t("Reminder"), name="todo_on", error=errors.get("todo_on", "")),
                time_field(
                    t("Time"),
                    name="todo_time",
                    hint=t("A day without a time means 09:00."),
                    error=errors.get("todo", ""),
                ),
                class_name="form-grid",
            ),
            class_name="stack composer-todo",
        ),
        class_name="stack-tight",
    )


def _select(title: Any, name: str, choices: Any, *, empty: Any = None) -> rx.Component:
    error = TimelineState.errors.get(name, "")
    control = rx.el.select(
        *([] if empty is None else [rx.el.option(empty, value="")]),
        rx.foreach(choices, lambda choice: rx.el.option(choice.label, value=choice.value, key=choice.value)),
        **described(name, error),
    )
    return field(title, control, name=name, error=error)
