"""The dialog for a to-do, and the button that opens it."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportDict

from sambruk_crm.components.assets import beside
from sambruk_crm.components.combobox import combobox_field
from sambruk_crm.components.forms import (
    button,
    date_field,
    described,
    field,
    select_field,
    submit,
    text_area,
    text_field,
    time_field,
)
from sambruk_crm.components.text import label, t
from sambruk_crm.components.todo_conflicts import todo_conflicts
from sambruk_crm.components.todo_row import STYLES
from sambruk_crm.models.vocabulary import Offered, RepeatsFrom, Repetition, TodoScope
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.todos import RECORDS
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.todos.drafts import NEW_TYPE
from sambruk_crm.state.todos.form import TodoFormState

_DRAFT, _DAYS = (beside(__name__, name).importable_path for name in ("todo_draft.js", "todo_days.js"))
_ICONS = {TodoScope.PRIVATE: "lock", TodoScope.ORGANISATION: "landmark", TodoScope.PERSON: "user"}


class _KeptForm(rx.el.Form):
    """A form whose fields the browser keeps while they are typed in."""

    def add_imports(self) -> ImportDict:
        """Have the keeper, what fills in days and the style sheet loaded with the form."""
        return {"": [_DRAFT, _DAYS, STYLES]}


def new_todo_button(**props: Any) -> rx.Component:
    """Open an empty form."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_TODOS.value),
        button(
            rx.icon("plus", size=16, aria_hidden="true"),
            t("New to-do"),
            kind="primary",
            on_click=TodoFormState.begin,
            **props,
        ),
    )


@rx.memo
def todo_form() -> rx.Component:
    """Ask for a to-do. It stays open, with everything typed, until it is saved or left on purpose.

    A part of its own in the front end, which all pages that have the form share.
    """
    draft = TodoFormState.draft
    about = (
        (draft.deal, t("For the deal {deal}", deal=draft.deal.label)),
        (draft.lead, t("For the lead {lead}", lead=draft.lead.label)),
        (draft.contract, t("For the contract {contract}", contract=draft.contract.label)),
        (draft.service, t("For the service {service}", service=draft.service.label)),
        (draft.project, t("For the project {project}", project=draft.project.label)),
    )
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title(rx.cond(TodoFormState.draft.id, t("Edit to-do"), t("New to-do"))),
            rx.dialog.description(
                *(rx.cond(record.value, rx.fragment(words, rx.el.br())) for record, words in about),
                class_name="hint",
            ),
            _KeptForm.create(
                todo_conflicts(),
                rx.el.div(*_fields(), class_name="stack"),
                rx.el.div(
                    rx.dialog.close(button(t("Cancel"))),
                    submit(rx.cond(TodoFormState.conflicts.length() > 0, t("Save mine"), t("Save"))),
                    class_name="form-foot",
                ),
                on_submit=TodoFormState.save,
                key=TodoFormState.opened.to_string(),
                class_name="todo-form",
            ),
            on_interact_outside=rx.prevent_default,
            max_width="36rem",
        ),
        open=TodoFormState.is_open,
        on_open_change=TodoFormState.show,
    )


def _fields() -> list[rx.Component]:
    draft, errors = TodoFormState.draft, TodoFormState.errors
    return [
        *(
            rx.el.input(type="hidden", name=name, default_value=value.to_string())
            for name, value in (("id", draft.id), ("version", draft.version), ("author", FrameState.user_id))
        ),
        *_records(),
        _scope(),
        *_customers(),
        rx.el.div(_type(), _assignee(), class_name="form-grid"),
        text_area(t("Note"), name="note", error=errors.get("note", ""), default_value=draft.note, rows="3"),
        _days(),
        rx.el.div(
            date_field(
                t("Reminder"),
                name="remind_on",
                default_value=draft.remind_on,
                error=rx.cond(errors.get("remind_on", ""), errors.get("remind_on", ""), errors.get("remind_at", "")),
                hint=t("A time without a day means today."),
            ),
            time_field(
                t("Time"),
                name="remind_time",
                default_value=draft.remind_time,
                error=errors.get("remind_time", ""),
                hint=t("A day without a time means 09:00."),
            ),
            class_name="form-grid",
        ),
        _repetition(),
    ]


def _records() -> list[rx.Component]:
    """Carry the records along that the to-do is about."""
    draft = TodoFormState.draft
    records = {f"{noun}_id": getattr(draft, noun) for noun in RECORDS}
    return [
        rx.el.input(type="hidden", name=name, default_value=value)
        for field, record in records.items()
        for name, value in ((field, record.value), (f"{field}_text", record.label))
    ]


def _days() -> rx.Component:
    """Offer days that are chosen with one press; todo_days.js writes them below."""
    return rx.el.div(
        rx.el.div(t("When"), class_name="group-label", id="todo-days"),
        rx.el.div(
            rx.foreach(
                TodoFormState.days,
                lambda day: button(
                    label(Offered, day.name),
                    data_day=day.day,
                    data_time=day.time,
                    data_name=day.name,
                    key=day.name,
                    more="small",
                ),
            ),
            button(t("No day"), data_day="", data_time="", more="small"),
            role="group",
            aria_labelledby="todo-days",
            class_name="row",
        ),
    )


def _repetition() -> rx.Component:
    """Ask whether it comes back; the style sheet shows how only when it does."""
    draft, errors = TodoFormState.draft, TodoFormState.errors
    return rx.el.div(
        select_field(
            t("Comes back"),
            [(each.value, label(Repetition, each.value)) for each in Repetition],
            name="repeats",
            empty=t("Never"),
            error=errors.get("repeats", ""),
            default_value=draft.repeats,
        ),
        rx.el.div(
            select_field(
                t("Counted from"),
                [
                    (RepeatsFrom.CLOSING.value, t("The day it is closed")),
                    (RepeatsFrom.DATE.value, t("Its own date")),
                ],
                name="repeats_from",
                hint=t("By its own date it comes back even if this one is not closed."),
                default_value=draft.repeats_from,
            ),
            class_name="for-repeating",
        ),
        rx.el.div(
            date_field(
                t("Last day"),
                name="repeats_until",
                error=errors.get("repeats_until", ""),
                hint=t("Empty: for as long as you like."),
                default_value=draft.repeats_until,
            ),
            class_name="for-repeating",
        ),
        class_name="form-grid",
    )


def _scope() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("For whom")),
        rx.el.div(
            *(
                rx.el.label(
                    rx.el.input(
                        type="radio",
                        name="scope",
                        value=scope.value,
                        default_checked=TodoFormState.draft.scope == scope.value,
                    ),
                    rx.icon(icon, size=16, aria_hidden="true"),
                    label(TodoScope, scope.value),
                )
                for scope, icon in _ICONS.items()
            ),
            class_name="todo-scopes",
        ),
        class_name="group",
    )


def _customers() -> list[rx.Component]:
    """Return both fields; the style sheet shows the one that the chosen scope asks for, without asking the server."""
    draft, errors = TodoFormState.draft, TodoFormState.errors
    return [
        rx.el.div(
            combobox_field(
                t("Organisation"),
                name="organisation_id",
                suggestions=TodoFormState.organisations,
                on_search=TodoFormState.search_organisations,
                value=draft.organisation.value,
                text=draft.organisation.label,
                error=errors.get("organisation_id", ""),
                placeholder=t("Type to search"),
            ),
            class_name="for-organisation",
        ),
        rx.el.div(
            combobox_field(
                t("Person"),
                name="person_id",
                suggestions=TodoFormState.persons,
                on_search=TodoFormState.search_persons,
                value=draft.person.value,
                text=draft.person.label,
                error=errors.get("person_id", ""),
                placeholder=t("Type to search"),
            ),
            class_name="for-person",
        ),
    ]


def _type() -> rx.Component:
    draft, errors = TodoFormState.draft, TodoFormState.errors
    choice = rx.el.select(
        rx.el.option(t("None"), value=""),
        rx.foreach(
            TodoFormState.types,
            lambda kind: rx.el.option(
                kind.label, value=kind.value, key=kind.value, data_day_of=TodoFormState.usual_days.get(kind.value, "")
            ),
        ),
        rx.cond(
            FrameState.rights.contains(Permission.EDIT_RECORDS.value), rx.el.option(t("New type…"), value=NEW_TYPE)
        ),
        default_value=draft.type_id,
        **described("type_id", errors.get("type_id", "")),
    )
    return rx.el.div(
        field(t("Type"), choice, name="type_id", error=errors.get("type_id", "")),
        rx.el.div(
            text_field(
                t("Name of the new type"),
                name="new_type",
                error=errors.get("new_type", ""),
                max_length=120,
                default_value=draft.new_type,
            ),
            class_name="for-new-type",
        ),
        class_name="stack-tight",
    )


def _assignee() -> rx.Component:
    error = TodoFormState.errors.get("assignee_id", "")
    choice = rx.el.select(
        rx.foreach(TodoFormState.assignees, _option),
        default_value=TodoFormState.draft.assignee_id,
        **described("assignee_id", error),
    )
    return field(t("Assignee"), choice, name="assignee_id", error=error)


def _option(choice: Any) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value, key=choice.value)
