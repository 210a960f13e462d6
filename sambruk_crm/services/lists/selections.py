"""Which records of a list are meant: these, or all that match its filters but for some; in the list's own order."""

from dataclasses import fields
from functools import cache
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.catalogue import ListFilter, NameOf
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Id, Input, messages_of

F = TypeVar("F", bound=ListFilter)
MOST_NAMED = 10_000
"""So many keys are looked up by name at most; of more, the whole list is gone through."""


SelectionNoun = Annotated[str, NameOf(catalogue.in_lists)]
"""The name of a noun that has a list."""


class Selection(Input):
    """These records (`ids`), or all that match `filters` but for those `excluded`; `sort` is the list's."""

    noun: SelectionNoun
    ids: tuple[Id, ...] | None = None
    filters: dict[str, Any] = {}
    excluded: tuple[Id, ...] = ()
    sort: str = ""


def keys(session: Session, actor: Actor, selection: Selection) -> list[int]:
    """Return the keys that are meant, in the list's order; what was deleted or may not be seen is not among them.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    require(actor, Permission.VIEW)
    found = catalogue.get(selection.noun).in_list()
    order = found.order(session, actor, selection.sort, filter_of(selection))
    turn = sa.desc if order.descending else sa.asc
    query = sa.select(found.key).where(_where(session, actor, selection))
    rows = session.scalars(query.order_by(turn(order.expression), turn(found.key)))
    return _without(list(rows), selection)


def count(session: Session, actor: Actor, selection: Selection) -> int:
    """Count the records that are meant."""
    require(actor, Permission.VIEW)
    if len(selection.ids or ()) > MOST_NAMED or len(selection.excluded) > MOST_NAMED:
        return len(keys(session, actor, selection))
    query = sa.select(sa.func.count()).select_from(catalogue.get(selection.noun).table)
    return session.scalar(query.where(_where(session, actor, selection))) or 0


def filter_of(selection: Selection) -> Any:
    """Read the filters as the list's own service takes them.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    return read_filter(selection.noun, selection.filters)


def read_filter(noun: str, filters: dict[str, Any]) -> Any:
    """Read filters, as JSON has them, into those of a noun's list; plain facts stand among them by their names.

    Raises:
        InvalidError: a filter cannot be read, or there is no such one.
    """
    found = catalogue.get(noun)
    kind = found.in_list().filter
    known = {field.name for field in fields(kind)}

    def is_fact(name: str) -> bool:
        return name in found.facts or (found.has_own_fields and own_values.is_own(name))

    facts = {name: value for name, value in filters.items() if is_fact(name) and name not in known}
    rest = {name: value for name, value in filters.items() if name not in facts}
    unknown = [*(rest.keys() - known), *(name for name in dict(rest.get("facts") or {}) if not is_fact(name))]
    if unknown:
        raise InvalidError(dict.fromkeys(unknown, say("There is no such field.")))
    if facts:
        rest["facts"] = {**dict(rest.get("facts") or {}), **facts}
    try:
        return _reader(kind).validate_python(rest)
    except ValidationError as error:
        raise InvalidError(messages_of(error.errors(include_url=False))) from None


def _where(session: Session, actor: Actor, selection: Selection) -> ColumnElement[bool]:
    found = catalogue.get(selection.noun).in_list()
    if selection.ids is None:
        parts = [found.where(session, actor, filter_of(selection))]
    else:
        parts = [found.present(actor)]
        if len(selection.ids) <= MOST_NAMED:
            parts.append(found.key.in_(selection.ids))
    if 0 < len(selection.excluded) <= MOST_NAMED:
        parts.append(found.key.not_in(selection.excluded))
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
