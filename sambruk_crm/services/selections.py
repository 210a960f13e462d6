"""Which records of a list are meant: these, or all that match its filters but for some; in the list's own order."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Contract, Deal, Lead, Organisation, Person, Todo
from sambruk_crm.services import (
    clock,
    contracts,
    deal_lists,
    leads,
    organisation_sorts,
    organisations,
    person_sorts,
    persons,
    todo_lists,
)
from sambruk_crm.services.contracts import ContractFilter
from sambruk_crm.services.deal_lists import DealFilter
from sambruk_crm.services.leads import LeadFilter
from sambruk_crm.services.organisations import OrganisationFilter
from sambruk_crm.services.paging import key_of, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import PersonFilter
from sambruk_crm.services.todo_lists import TodoFilter
from sambruk_crm.services.validation import Id, Input, messages_of

F = TypeVar("F")
MOST_NAMED = 10_000
"""So many keys are looked up by name at most; of more, the whole list is gone through."""
SelectionNoun = Literal["organisation", "person", "lead", "deal", "contract", "todo"]
Where = Callable[[Session, Actor, Any], ColumnElement[bool]]
Sorts = Callable[[Session, Actor], dict[str, ColumnElement[Any]]]


class Selection(Input):
    """These records (`ids`), or all that match `filters` but for those `excluded`; `sort` is the list's."""

    noun: SelectionNoun
    ids: tuple[Id, ...] | None = None
    filters: dict[str, Any] = {}
    excluded: tuple[Id, ...] = ()
    sort: str = ""


@dataclass(frozen=True)
class _List:
    table: type[SQLModel]
    filter: type[Any]
    where: Where
    present: Where
    """All that may be named one by one, whatever the list shows."""
    sorts: Sorts
    usual_sort: str


_LISTS: dict[str, _List] = {
    "organisation": _List(
        Organisation,
        OrganisationFilter,
        lambda session, _, wanted: organisations.where(session, wanted),
        lambda session, *_: organisations.where(session, OrganisationFilter()),
        lambda session, actor: organisations.sort_columns(actor) | organisation_sorts.columns(clock.today(session)),
        "name",
    ),
    "person": _List(
        Person,
        PersonFilter,
        lambda session, _, wanted: persons.where(session, wanted),
        lambda session, *_: persons.where(session, PersonFilter()),
        lambda session, actor: (
            persons.sort_columns(actor) | person_sorts.columns(actor, persons.current(clock.today(session)))
        ),
        "name",
    ),
    "lead": _List(
        Lead,
        LeadFilter,
        lambda session, _, wanted: leads.where(session, wanted),
        lambda session, *_: leads.where(session, LeadFilter()),
        lambda _, actor: leads.sort_columns(actor),
        "-created",
    ),
    "contract": _List(
        Contract,
        ContractFilter,
        lambda session, _, wanted: contracts.where(session, wanted),
        lambda session, *_: contracts.where(session, ContractFilter()),
        lambda _, actor: contracts.sort_columns(actor),
        "title",
    ),
    "deal": _List(
        Deal,
        DealFilter,
        lambda session, _, wanted: deal_lists.where(session, wanted),
        lambda session, *_: deal_lists.where(session, DealFilter()),
        lambda _, actor: deal_lists.sort_columns(actor),
        "title",
    ),
    "todo": _List(
        Todo,
        TodoFilter,
        todo_lists.where,
        lambda _session, actor, _wanted: todo_lists.visible(actor),
        lambda *_: todo_lists.SORTS,
        "remind",
    ),
}


def keys(session: Session, actor: Actor, selection: Selection) -> list[int]:
    """Give the keys that are meant, in the list's order; what was deleted or may not be seen is not among them.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    require(actor, Permission.VIEW)
    found = _LISTS[selection.noun]
    order = order_of(selection.sort or found.usual_sort, found.sorts(session, actor))
    turn = sa.desc if order.descending else sa.asc
    query = sa.select(key_of(found.table)).where(_where(session, actor, selection))
    rows = session.scalars(query.order_by(turn(order.expression), turn(key_of(found.table))))
    return _without(list(rows), selection)


def count(session: Session, actor: Actor, selection: Selection) -> int:
    """Count what is meant."""
    require(actor, Permission.VIEW)
    if len(selection.ids or ()) > MOST_NAMED or len(selection.excluded) > MOST_NAMED:
        return len(keys(session, actor, selection))
    query = sa.select(sa.func.count()).select_from(_LISTS[selection.noun].table)
    return session.scalar(query.where(_where(session, actor, selection))) or 0


def filter_of(selection: Selection) -> Any:
    """Read the filters as the list's own service takes them.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    return read_filter(_LISTS[selection.noun].filter, selection.filters)


def read_filter(kind: type[F], filters: dict[str, Any]) -> F:
    """Read filters, as JSON has them, into those of a list.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    known = {field.name for field in fields(kind)}  # pyright: ignore[reportArgumentType]
    if unknown := [name for name in filters if name not in known]:
        raise InvalidError(dict.fromkeys(unknown, say("There is no such field.")))
    try:
        return _reader(kind).validate_python(filters)
    except ValidationError as error:
        raise InvalidError(messages_of(error.errors(include_url=False))) from None


def _where(session: Session, actor: Actor, selection: Selection) -> ColumnElement[bool]:
    found, key = _LISTS[selection.noun], key_of(_LISTS[selection.noun].table)
    if selection.ids is None:
        parts = [found.where(session, actor, filter_of(selection))]
    else:
        parts = [found.present(session, actor, None)]
        if len(selection.ids) <= MOST_NAMED:
            parts.append(key.in_(selection.ids))
    if 0 < len(selection.excluded) <= MOST_NAMED:
        parts.append(key.not_in(selection.excluded))
    return sa.and_(*parts)


def _without(found: list[int], selection: Selection) -> list[int]:
    if selection.ids is not None and len(selection.ids) > MOST_NAMED:
        meant = set(selection.ids)
        found = [key for key in found if key in meant]
    excluded = set(selection.excluded)
    return [key for key in found if key not in excluded] if excluded else found


@cache
def _reader(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
