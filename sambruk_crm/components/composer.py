"""The composer of a timeline: one line that unfolds for what happened, what came of it and what is next."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.drafted_form import kept_form
from sambruk_crm.components.forms import described, field, submit, text_field
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import HistoryKind, Offered
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.history.composer import MET, ON_A_DAY, UNDATED, UNPLANNED
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
COMPOSED = (HistoryKind.NOTE, HistoryKind.CALL, HistoryKind.VISIT, HistoryKind.MEETING, HistoryKind.MAIL)
"""What people write down themselves."""
KEYS = {
    HistoryKind.NOTE: "n",
    HistoryKind.CALL: "c",
    HistoryKind.VISIT: "v",
    HistoryKind.MEETING: "m",
    HistoryKind.MAIL: "p",
    HistoryKind.TODO: "t",
}
_UNFOLDS, _STYLES = (beside(__name__, name).importable_path for name in ("composer.js", "record.css"))


class _Unfolding(rx.Fragment):
    """Brings along what unfolds the composer and chooses days."""

    def add_imports(self) -> ImportDict:
        """Have it and its style sheet loaded with the page that has a composer."""
        return {"": [_UNFOLDS, _STYLES]}


def composer() -> rx.Component:
    """Ask what happened, or what is to be done; what was typed stays until it is written down."""
    errors = TimelineState.errors
    may_plan = FrameState.rights.contains(Permission.EDIT_TODOS.value)
    return _Unfolding.create(
        kept_form(
            TimelineState.draft,
            field(
                rx.el.span(t("What happened?"), class_name="visually-hidden"),
                rx.el.textarea(
                    **described("text", errors.get("text", "")), rows=1, placeholder=t("Write what happened…")
                ),
                name="text",
                error=errors.get("text", ""),
            ),
            rx.el.div(
                rx.el.fieldset(
                    rx.el.legend(t("What is it?"), class_name="visually-hidden"),
                    *(_kind_choice(kind) for kind in COMPOSED),
                    rx.cond(may_plan, _kind_choice(HistoryKind.TODO)),
                    class_name="composer-kinds",
                ),
                rx.el.div(
                    text_field(t("Next step"), name="next_step", error=errors.get("next_step", "")),
                    class_name="for-event",
                ),
                rx.cond(may_plan, next_day(errors)),
                _more(may_plan),
                rx.el.div(
                    submit(t("Write down")),
                    rx.el.span(rx.el.kbd("Ctrl"), " ", rx.el.kbd("Enter"), class_name="hint composer-keys"),
                    class_name="row",
                ),
                class_name="composer-more",
            ),
            on_submit=TimelineState.write,
            key=TimelineState.composer.to_string(),
            class_name="composer",
            aria_label=t("Write in the history"),
        )
    )


def composer_to_come() -> rx.Component:
    """Keep the room of a composer whose record is still on its way."""
    return rx.el.div(
        rx.el.div(
            rx.el.textarea(rows=1, disabled=True, aria_label=t("What happened?"), class_name="input"),
            class_name="field",
        ),
        class_name="composer",
        aria_busy="true",
    )


def _kind_choice(kind: HistoryKind) -> rx.Component:
    chosen = {"default_checked": True} if kind is HistoryKind.NOTE else {}
    asks = t("What is to be done?") if kind is HistoryKind.TODO else t("What happened?")
    word = t("To-do") if kind is HistoryKind.TODO else label(HistoryKind, kind.value)
    return rx.el.label(
        rx.el.input(type="radio", name="kind", value=kind.value, data_asks=asks, **chosen),
        rx.icon(ICONS[kind], size=15, aria_hidden="true"),
        word,
        data_compose=kind.value,
        **({"data_key": KEYS[kind]} if kind in KEYS else {}),
    )


def next_day(errors: Any, ids: str = "") -> rx.Component:
    """Offer days for what is next; composer.js chooses the usual one as soon as a next step is written.

    `ids` begins the ids of its fields, where a page has them twice.
    """

    def ask(title: Any, name: str, kind: str, error: Any, hint: Any = "") -> rx.Component:
        control = rx.el.input(type=kind, **{**described(ids + name, error), "name": name})
        return field(title, control, name=ids + name, error=error, hint=hint)

    days = (
        (UNPLANNED, t("No to-do")),
        *((each.value, label(Offered, each.value)) for each in Offered),
        (UNDATED, t("Without a day")),
        (ON_A_DAY, t("Choose a day…")),
    )
    return rx.el.div(
        _Unfolding.create(),
        rx.el.fieldset(
            rx.el.legend(t("To-do"), class_name="label"),
            *(rx.el.label(rx.el.input(type="radio", name="todo_in", value=value), text) for value, text in days),
            class_name="composer-kinds composer-days",
        ),
        rx.el.div(
            ask(t("Reminder"), "todo_on", "date", errors.get("todo_on", "")),
            ask(t("Time"), "todo_time", "time", errors.get("todo", ""), t("A day without a time means 09:00.")),
            class_name="form-grid composer-day",
        ),
        rx.cond(
            errors.get("todo_note", ""),
            rx.el.p(errors.get("todo_note", ""), class_name="error", role="alert"),
        ),
        class_name="stack-tight",
    )


def _more(may_plan: rx.Var[bool]) -> rx.Component:
    """Ask for what is seldom said: the result, when it was, of which type, who took part, and who is to do it."""
    errors, offer = TimelineState.errors, TimelineState.offer
    return rx.el.details(
        rx.el.summary(t("More")),
        rx.el.div(
            rx.el.div(
                text_field(t("Result"), name="result", error=errors.get("result", "")),
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
                        rx.foreach(offer.types, lambda one: rx.el.option(value=one.label, key=one.value)),
                        id="history-types",
                    ),
                    class_name="form-grid",
                ),
                rx.cond(offer.contacts.length() > 0, _met()),
                class_name="stack-tight for-event",
            ),
            rx.cond(
                may_plan,
                rx.el.div(
                    _select(
                        t("Type of to-do"), "todo_type_id", offer.todo_types, empty=t("None"), days=offer.usual_days
                    ),
                    _select(t("Assignee"), "todo_assignee_id", offer.assignees),
                    class_name="form-grid composer-todo",
                ),
            ),
            class_name="stack-tight",
        ),
        open=(errors.get("happened_at", "") + errors.get("type_name", "") + errors.get("result", "")) != "",
    )


def _met() -> rx.Component:
    """Offer everybody who represents the organisation; several may have been met."""
    return rx.el.div(
        rx.el.span(t("Who took part?"), class_name="label"),
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
        class_name="field",
    )


def _select(title: Any, name: str, choices: Any, *, empty: Any = None, days: Any = None) -> rx.Component:
    """Return a choice; `days` are the usual days of what is chosen, which composer.js reads."""
    error = TimelineState.errors.get(name, "")

    def option(choice: Any) -> rx.Component:
        usual = {} if days is None else {"data_day_of": days.get(choice.value, "")}
        return rx.el.option(choice.label, value=choice.value, key=choice.value, **usual)

    control = rx.el.select(
        *([] if empty is None else [rx.el.option(empty, value="")]),
        rx.foreach(choices, option),
        **described(name, error),
    )
    return field(title, control, name=name, error=error)
