"""What a colleague wrote into a to-do meanwhile, above its form."""

import reflex as rx

from sambruk_crm.components.feedback import notice
from sambruk_crm.components.forms import button
from sambruk_crm.components.text import label, t
from sambruk_crm.models.vocabulary import RepeatsFrom, Repetition, TodoScope
from sambruk_crm.state.todos.drafts import Conflict
from sambruk_crm.state.todos.form import TodoFormState


def todo_conflicts() -> rx.Component:
    """Show what a colleague wrote meanwhile in the fields that both changed, and ask."""
    return rx.cond(
        TodoFormState.conflicts.length() > 0,
        rx.el.div(
            notice(
                rx.el.div(
                    t("A colleague changed this meanwhile. Nothing was overwritten. It says now:"),
                    rx.el.dl(rx.foreach(TodoFormState.conflicts, _conflict), class_name="facts"),
                    button(t("Use theirs"), on_click=TodoFormState.edit(TodoFormState.draft.id)),
                    class_name="stack-tight",
                ),
                kind="bad",
            ),
            class_name="todo-conflicts",
        ),
    )


def _conflict(conflict: Conflict) -> rx.Component:
    names = {
        "scope": t("For whom"),
        "organisation_id": t("Organisation"),
        "person_id": t("Person"),
        "deal_id": t("Deal"),
        "lead_id": t("Lead"),
        "contract_id": t("Contract"),
        "service_id": t("Service"),
        "project_id": t("Project"),
        "type_id": t("Type"),
        "note": t("Note"),
        "assignee_id": t("Assignee"),
        "remind_at": t("Reminder"),
        "repeats": t("Comes back"),
        "repeats_from": t("Counted from"),
        "repeats_until": t("Last day"),
    }
    value = rx.match(
        conflict.field,
        ("scope", label(TodoScope, conflict.value)),
        ("repeats", label(Repetition, conflict.value)),
        ("repeats_from", label(RepeatsFrom, conflict.value)),
        conflict.value,
    )
    return rx.fragment(
        rx.el.dt(rx.match(conflict.field, *names.items(), conflict.field)),
        rx.el.dd(rx.cond(conflict.value, value, t("Nothing"))),
        key=conflict.field,
    )
