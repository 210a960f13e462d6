"""The form of an entry of a timeline that is being edited, in the entry's place."""

from typing import Any

import reflex as rx

from sambruk_crm.components.composer import COMPOSED, next_day
from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button, field, submit
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.history.composer import MET
from sambruk_crm.state.history.timeline import TimelineState


def history_editor(entry: Any) -> rx.Component:
    """Ask for all that can be changed of an entry; what a colleague made of it meanwhile stands above."""
    edited = TimelineState.edited
    return rx.el.form(
        rx.cond(
            TimelineState.theirs,
            notice(
                rx.fragment(t("A colleague changed this meanwhile to: "), rx.el.strong(TimelineState.theirs)),
                kind="bad",
            ),
        ),
        _field(t("What happened?"), "text", rx.el.textarea, entry.text),
        _field(t("Result"), "result", rx.el.input, entry.result),
        _field(t("Next step"), "next_step", rx.el.input, entry.next_step),
        rx.cond(
            edited.has_todo,
            rx.el.p(t("The to-do that it left behind is still open and follows the next step."), class_name="hint"),
            rx.cond(
                FrameState.rights.contains(Permission.EDIT_TODOS.value),
                next_day(TimelineState.edit_errors, ids="edit-"),
            ),
        ),
        rx.el.div(
            rx.cond(edited.has_kind, _kind()),
            _field(t("When"), "happened_at", rx.el.input, edited.happened_at, type="datetime-local"),
            _field(t("Type"), "type_name", rx.el.input, edited.type, list="history-types"),
            class_name="form-grid",
        ),
        rx.cond(edited.people.length() > 0, _people()),
        rx.el.div(
            submit(rx.cond(TimelineState.theirs, t("Save mine"), t("Save"))),
            button(t("Cancel"), on_click=TimelineState.edit(0)),
            class_name="row",
        ),
        on_submit=TimelineState.save_edit,
        class_name="stack-tight",
    )


def _field(title: Any, name: str, control: Any, value: Any, **props: Any) -> rx.Component:
    """Return a field whose id differs from the composer's field of the same name."""
    known = f"edit-{name}"
    made = control(
        id=known, name=name, default_value=value, class_name="input", aria_describedby=f"{known}-error", **props
    )
    return field(title, made, name=known, error=TimelineState.edit_errors.get(name, ""))


def _kind() -> rx.Component:
    """Offer what people write down, and the kind it has if that is another."""
    edited = TimelineState.edited
    others = [kind for kind in HistoryKind if kind not in COMPOSED]
    choices = [rx.el.option(label(HistoryKind, kind.value), value=kind.value) for kind in COMPOSED]
    own = [
        rx.cond(edited.kind == kind.value, rx.el.option(label(HistoryKind, kind.value), value=kind.value))
        for kind in others
    ]
    control = rx.el.select(*choices, *own, id="edit-kind", name="kind", default_value=edited.kind, class_name="input")
    return field(t("Counts as"), control, name="edit-kind", error=TimelineState.edit_errors.get("kind", ""))


def _people() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("Who took part?")),
        rx.el.input(type="hidden", name="has_people", value="1"),
        rx.foreach(
            TimelineState.edited.people,
            lambda one: rx.el.label(
                rx.el.input(type="checkbox", name=rx.Var.create(MET) + one.id, default_checked=one.is_met),
                one.name,
                key=one.id,
            ),
        ),
        class_name="composer-met composer-kinds",
    )
