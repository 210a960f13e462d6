"""Bulk work: the menu of what can be done to the chosen rows, its dialog, and the bar that tells how it goes."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from sambruk_crm.components.attached import hanging
from sambruk_crm.components.forms import (
    button,
    choice_field,
    date_field,
    described,
    dialog_form,
    field,
    text_area,
    text_field,
)
from sambruk_crm.components.listing import link
from sambruk_crm.components.messages import message
from sambruk_crm.components.text import t, tn, translated
from sambruk_crm.models.vocabulary import OwnKind
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Action
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.bulk import OPTION, BulkState
from sambruk_crm.state.frame import FrameState


def bulk_menu(noun: str) -> rx.Component:
    """Offer what can be done to the chosen rows of a list at once."""
    return rx.cond(
        FrameState.rights.contains(Permission.EDIT_RECORDS.value),
        rx.menu.root(
            rx.menu.trigger(
                button(t("Change chosen…"), rx.icon("chevron-down", size=16, aria_hidden="true"), kind="primary")
            ),
            rx.menu.content(*(_item(noun, action) for action in catalogue.get(noun).actions)),
        ),
    )


def bulk_parts() -> rx.Component:
    """Return the dialog and the bar; once on every page with a `bulk_menu`."""
    return rx.fragment(_bar(), _dialog())


def batch_bar(batch: Any, *actions: rx.Component, is_message: bool = False) -> rx.Component:
    """Show what a batch does and how far it has come, where it stands or among the messages."""
    parts = (
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
    )
    if is_message:
        return message(*parts, data_testid="batch-bar")
    return rx.el.div(*parts, class_name="batch-bar", data_testid="batch-bar")


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
            is_message=True,
        ),
    )


def _dialog() -> rx.Component:
    return dialog_form(
        _title(BulkState.action),
        rx.cond(
            ~_named(lambda action: action.takes_value).contains(BulkState.action),
            rx.fragment(
                rx.el.p(t("They leave the lists. This can be undone.")),
                hanging(BulkState.attached),
            ),
            rx.cond(
                _named(lambda action: action.is_day).contains(BulkState.action),
                date_field(
                    t("From which day?"),
                    name="value",
                    error=BulkState.errors["value"],
                    default_value=BulkState.today,
                    required=True,
                ),
                rx.cond(_named(lambda action: action.is_own_field).contains(BulkState.action), _own_field(), _choice()),
            ),
        ),
        is_open=BulkState.is_open,
        on_open_change=BulkState.dismiss,
        on_submit=BulkState.start,
        save_text=t("Change all"),
        description=BulkState.count_text,
    )


def _choice() -> rx.Component:
    return field(
        t("Which one?"),
        rx.el.select(
            rx.el.option(t("Choose…"), value=""),
            rx.foreach(BulkState.options, lambda one: rx.el.option(one.label, value=one.value, key=one.value)),
            required=~_named(lambda action: action.may_be_empty).contains(BulkState.action),
            **described("value", BulkState.errors["value"]),
        ),
        name="value",
        error=BulkState.errors["value"],
    )


def _own_field() -> rx.Component:
    """Offer the fields that the association has added, and ask for a value as the one that is chosen takes it."""
    error, kind = BulkState.errors["value"], BulkState.asked.kind
    title, hint = t("New value"), t("Leave it empty to empty the field.")
    asked = {"name": "value", "error": error, "hint": hint}
    options = BulkState.asked.options
    several = rx.el.div(
        rx.el.span(title, class_name="label"),
        rx.el.div(rx.foreach(options, _box), role="group", aria_label=title, class_name="composer-met composer-kinds"),
        rx.el.span(hint, class_name="hint"),
        rx.cond(error, rx.el.span(error, class_name="error", role="alert")),
        class_name="field",
    )
    one = choice_field(title, "value", options, error=error)
    return rx.fragment(
        rx.cond(
            BulkState.options.length() > 0,
            choice_field(
                t("Which field?"),
                "field",
                BulkState.options,
                error=BulkState.errors["field"],
                empty=t("Choose…"),
                required=True,
                on_change=BulkState.choose_field,
            ),
            rx.el.p(t("No field has been added yet. Administrators add them in the settings.")),
        ),
        rx.el.div(
            rx.match(
                kind,
                ("", rx.fragment()),
                (OwnKind.LONG_TEXT.value, text_area(title, **asked)),
                (OwnKind.DATE.value, date_field(title, **asked)),
                (OwnKind.SEVERAL_OF.value, several),
                *((each.value, one) for each in (OwnKind.ONE_OF, OwnKind.YES_NO, OwnKind.USER)),
                text_field(title, **asked),
            ),
            key=BulkState.asked.key,
        ),
    )


def _box(option: Any) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=rx.Var.create(OPTION) + option.value), option.label, key=option.value
    )


def _item(noun: str, action: Action) -> rx.Component:
    item = rx.menu.item(translated(action.menu), on_select=BulkState.ask(noun, action.name))
    if action.permission is None:
        return item
    return rx.cond(FrameState.rights.contains(action.permission.value), rx.fragment(rx.menu.separator(), item))


def _actions() -> dict[str, Action]:
    """Return the actions of all nouns; those of the same name say the same."""
    return {action.name: action for noun in catalogue.every() for action in noun.actions}


def _named(fits: Callable[[Action], bool]) -> rx.Var[list[str]]:
    return rx.Var.create(sorted(action.name for action in _actions().values() if fits(action)))


def _title(name: Any) -> rx.Var[str]:
    return rx.match(name, *((each.name, translated(each.menu)) for each in _actions().values()), "")  # pyright: ignore[reportReturnType]
