"""What one does with a row on a phone: one button at its end, by the same rule in every list."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from sambruk_crm.components.contact_links import mailto, telephone
from sambruk_crm.components.forms import button
from sambruk_crm.components.list_columns import Column, called
from sambruk_crm.components.text import t
from sambruk_crm.models.vocabulary import MailingState
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.deals.desk import DealDeskState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.mailings.list import MailingListState
from sambruk_crm.state.todos.form import TodoFormState

FACE = "button square quiet"


def to_reach(noun: str) -> Column:
    """Return the column that calls whoever has a telephone number, writes to whoever has an address, or else plans."""

    def shown(row: Any) -> rx.Component:
        called, mailed = t("Call {name}", name=row.name), t("Mail {email}", email=row.email)
        return rx.cond(
            row.called_at.dialled,
            telephone(row.called_at, _icon("phone"), aria_label=called, class_name=FACE),
            rx.cond(row.email, mailto(row.email, _icon("mail"), aria_label=mailed, class_name=FACE), _plan(noun, row)),
        )

    return _column(shown)


def to_plan(noun: str) -> Column:
    """Return the column that plans what is to be done about a record."""
    return _column(lambda row: _plan(noun, row))


def to_plan_with_organisation() -> Column:
    """Return the column that plans what is to be done about the organisation that a row belongs to."""

    def shown(row: Any) -> rx.Component:
        name = t("To-do about {name}", name=row.organisation)
        plan = TodoFormState.plan("organisation", row.organisation_id)
        button_of = button(_icon("list-plus"), aria_label=name, on_click=plan, more=FACE)
        return rx.cond(FrameState.rights.contains(Permission.EDIT_TODOS.value), button_of)

    return _column(shown)


def to_call_about() -> Column:
    """Return the column that calls whom a deal is talked about with, and asks what was said."""

    def shown(row: Any) -> rx.Component:
        name = t("Call about {name}", name=row.title)
        call = button(_icon("phone"), aria_label=name, on_click=DealDeskState.act("call", row.id), more=FACE)
        return rx.cond(FrameState.rights.contains(Permission.EDIT_RECORDS.value), call)

    return _column(shown)


def to_stop_or_copy() -> Column:
    """Return the column that stops a mailing that is on its way, and begins a new draft like any other."""
    under_way = (MailingState.QUEUED.value, MailingState.SENDING.value)

    def shown(row: Any) -> rx.Component:
        stopped, copied = t("Stop {name}", name=row.subject), t("Copy {name} as new draft", name=row.subject)
        stop = button(_icon("circle-stop"), aria_label=stopped, on_click=MailingListState.stop(row.id), more=FACE)
        copy = button(_icon("copy"), aria_label=copied, on_click=MailingListState.copy_it(row.id), more=FACE)
        either = rx.match(row.state, *((state, stop) for state in under_way), copy)
        return rx.cond(FrameState.rights.contains(Permission.SEND_MAILINGS.value), either)

    return _column(shown)


def _column(shown: Callable[[Any], rx.Component]) -> Column:
    return Column(t("Action"), shown, is_action=True)


def _plan(noun: str, row: Any) -> rx.Component:
    name = t("To-do about {name}", name=called(row))
    plan = button(_icon("list-plus"), aria_label=name, on_click=TodoFormState.plan(noun, row.id), more=FACE)
    return rx.cond(FrameState.rights.contains(Permission.EDIT_TODOS.value), plan)


def _icon(name: str) -> rx.Component:
    return rx.icon(name, size=18, aria_hidden="true")
