"""Bulk work: the menu of what can be done to the chosen rows, its dialog, and the bar that tells how it goes."""

from typing import Any

import reflex as rx

from sambruk_crm.components.forms import button, described, dialog_form, field
from sambruk_crm.components.listing import link
from sambruk_crm.components.text import t, tn
from sambruk_crm.services.batch_actions import ACTIONS, EMPTIED
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.frame import FrameState


def bulk_menu(noun: str) -> rx.Component:
    """Offer what can be done to the chosen rows of a list at once."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_RECORDS.value),
        rx.menu.root(
            rx.menu.trigger(
                button(t("Change chosen…"), rx.icon("chevron-down", size=16, aria_hidden="true"), kind="primary")
            ),
            rx.menu.content(*(_item(noun, action) for action in ACTIONS[noun])),
        ),
    )


def bulk_parts() -> rx.Component:
    """Give the dialog and the bar; once on every page with a `bulk_menu`."""
    return rx.fragment(_bar(), _dialog())


def batch_bar(batch: Any, *actions: rx.Component) -> rx.Component:
    """Tell what a batch does and how far it has come."""
    return rx.el.div(
        rx.el.div(
            rx.el.strong(batch.title),
            rx.el.span(
                t("{done} of {total} done", done=batch.done, total=batch.total),
                rx.cond(
                    batch.failed > 0,
                    rx.fragment(" · ", tn("{count} failed", "{count} have failed", count=batch.failed)),
                ),
                rx.cond(batch.state == "undone", rx.fragment(" · ", t("Taken back"))),
                class_name="muted",
            ),
            class_name="batch-words",
            role="status",
        ),
        rx.cond(
            batch.is_busy,
            rx.el.progress(value=batch.done, max=batch.total, aria_label=batch.title, class_name="batch-progress"),
        ),
        *actions,
        class_name="selection-bar",
        data_testid="batch-bar",
    )


def _bar() -> rx.Component:
    shown = BulkState.shown
    return rx.cond(
        shown.id > 0,
        batch_bar(
            shown,
            link(t("Show the result"), to=shown.address),
            rx.cond(shown.is_undoable, button(t("Undo"), on_click=BulkState.undo)),
            rx.cond(
                ~shown.is_busy,
                button(
                    rx.icon("x", size=16, aria_hidden="true"),
                    aria_label=t("Put away"),
                    title=t("Put away"),
                    on_click=BulkState.put_away,
                    kind="quiet",
                    more="square",
                ),
            ),
        ),
    )


def _dialog() -> rx.Component:
    return dialog_form(
        _title(BulkState.action),
        rx.cond(
            BulkState.action == "archive",
            rx.el.p(t("They leave the lists. This can be undone.")),
            field(
                t("Which one?"),
                rx.el.select(
                    rx.el.option(t("Choose…"), value=""),
                    rx.foreach(BulkState.options, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
                    required=~rx.Var.create(sorted(EMPTIED)).contains(BulkState.action),
                    **described("value", BulkState.errors["value"]),
                ),
                name="value",
                error=BulkState.errors["value"],
            ),
        ),
        is_open=BulkState.is_open,
        on_open_change=BulkState.dismiss,
        on_submit=BulkState.start,
        save_text=t("Change all"),
        description=BulkState.count_text,
    )


def _item(noun: str, action: str) -> rx.Component:
    item = rx.menu.item(_words(action), on_select=BulkState.ask(noun, action))
    if action != "archive":
        return item
    return rx.cond(FrameState.rights.contains(Permission.DELETE_RECORDS.value), rx.fragment(rx.menu.separator(), item))


def _title(action: Any) -> rx.Var[str]:
    names = {name for actions in ACTIONS.values() for name in actions}
    return rx.match(action, *((name, _words(name)) for name in sorted(names)), "")  # pyright: ignore[reportReturnType]


def _words(action: str) -> rx.Var[str]:
    return {
        "add_tag": t("Add a tag"),
        "remove_tag": t("Remove a tag"),
        "status": t("Change status"),
        "kind": t("Change kind"),
        "add_responsible": t("Add someone responsible"),
        "remove_responsible": t("Relieve someone responsible"),
        "replace_responsible": t("Replace who is responsible"),
        "add_department": t("Add to a department"),
        "remove_department": t("Remove from a department"),
        "owner": t("Hand over to a colleague"),
        "service": t("Change service"),
        "deal_type": t("Change type"),
        "contract_type": t("Change type"),
        "archive": t("Move to the trash"),
    }[action]
