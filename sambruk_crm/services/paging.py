"""One page of a list: by page number for the screens, by cursor for programs; always with the total."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from inspect import isfunction
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.services.audit import plain

T = TypeVar("T")
R = TypeVar("R")
PAGE_SIZE = 50
LARGEST_PAGE = 200
_KINDS: dict[str, type[Any]] = {"moment": datetime, "day": date, "amount": Decimal}
_READERS: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "amount": Decimal,
}


@dataclass(frozen=True)
class Paging:
    """Which part of a list is wanted: so many `pages` from `page`, which counts from 1. A `cursor` goes before it."""

    page: int = 1
    limit: int = PAGE_SIZE
    cursor: str | None = None
    pages: int = 1


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, how many there are in all, and the cursor of the next ones."""

    items: list[T]
    total: int
    next_cursor: str | None = None


@dataclass(frozen=True)
class Order:
    """What a list is sorted by, within groups if there are any. No expression is ever NULL; the key breaks ties."""

    expression: ColumnElement[Any]
    descending: bool = False
    name: str = ""
    group: ColumnElement[Any] | None = None

    @property
    def parts(self) -> tuple[ColumnElement[Any], ...]:
        """The group, if there is one, and the expression."""
        return (self.expression,) if self.group is None else (self.group, self.expression)


def order_of(sort: str, columns: Mapping[str, ColumnElement[Any] | Callable[[], ColumnElement[Any]]]) -> Order:
    """Read a sort such as `name` or `-name`, or `county,name` for what is sorted by name within each county.

    Raises:
        InvalidError: the list cannot be sorted by that.
    """
    names = sort.removeprefix("-").split(",")
    if len(names) > 2 or any(name not in columns for name in names):  # noqa: PLR2004 -- a group, and what it holds
        choices = ", ".join(columns)
        raise InvalidError({"sort": say("Sort by one of: {choices}. A minus sign turns the order.", choices=choices)})
    *group, expression = (found() if isfunction(found) else found for found in (columns[name] for name in names))
    return Order(expression, descending=sort.startswith("-"), name=sort, group=group[0] if group else None)


def fetch(session: Session, table: type[R], where: ColumnElement[bool], order: Order, paging: Paging) -> Page[R]:
    """Read one page of a table, sorted, with the total of all that match."""
    total = session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0
    query = sa.select(table).where(where)
    found, next_cursor = fetch_rows(session, query, order, sa.inspect(table).c.id, paging)
    return Page([row[0] for row in found], total, next_cursor)


def fetch_rows(
    session: Session, query: sa.Select[Any], order: Order, key: ColumnElement[int], paging: Paging
) -> tuple[list[Any], str | None]:
    """Read one page of what a query gives, whose rows `key` tells apart, and the cursor of the next."""
    limit = max(1, min(paging.limit, LARGEST_PAGE))
    turn = sa.desc if order.descending else sa.asc
    count = len(order.parts)
    query = query.add_columns(*(part.label(f"sort_value_{at}") for at, part in enumerate(order.parts)), key)
    if paging.cursor:
        query = query.where(_after(order, key, paging.cursor))
    else:
        query = query.offset((max(1, paging.page) - 1) * limit)
        limit = max(1, min(limit * max(1, paging.pages), LARGEST_PAGE))
    found = session.execute(query.order_by(*map(turn, order.parts), turn(key)).limit(limit + 1)).all()
    rows = list(found[:limit])
    next_cursor = _cursor(order, rows[-1][-1 - count : -1], rows[-1][-1]) if len(found) > limit else None
    return rows, next_cursor


def group_by_id(pairs: Any) -> dict[int, list[Any]]:
    """Gather (id, value …) rows by id: a pair gives its value, a longer row the rest of it as a tuple."""
    grouped: dict[int, list[Any]] = {}
    for key, *rest in pairs:
        grouped.setdefault(key, []).append(rest[0] if len(rest) == 1 else tuple(rest))
    return grouped


def among(column: ColumnElement[Any], keys: Collection[int]) -> ColumnElement[bool]:
    """Return the condition that a column has one of many keys, which are bound as one value and not one by one."""
    return column.in_(sa.bindparam(None, list(keys), expanding=True, unique=True))


def key_of(table: type[SQLModel]) -> ColumnElement[int]:
    """Return a table's key column."""
    return sa.inspect(table).c.id


def _after(order: Order, key: ColumnElement[int], cursor: str) -> ColumnElement[bool]:
    values, row_id = _read(cursor, order)
    place = sa.tuple_(*order.parts, key)
    bounds = (sa.literal(value, part.type) for value, part in zip(values, order.parts, strict=True))
    bound = sa.tuple_(*bounds, sa.literal(row_id, sa.Integer()))
    return place < bound if order.descending else place > bound


def _cursor(order: Order, values: Sequence[Any], row_id: int) -> str:
    kinds = [next((name for name, form in _KINDS.items() if isinstance(value, form)), "") for value in values]
    told = [order.name, kinds, list(map(plain, values)), row_id]
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


def _read(cursor: str, order: Order) -> tuple[list[Any], int]:
    try:
        name, kinds, plain_values, row_id = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        told = zip(kinds, plain_values, strict=True)
        values = [_READERS[kind](value) if kind else value for kind, value in told]
        is_ours = name == order.name and isinstance(row_id, int) and len(values) == len(order.parts)
    except (binascii.Error, ValueError, TypeError, KeyError, ArithmeticError):
        is_ours, values, row_id = False, [], 0
    if not is_ours:
        raise InvalidError({"cursor": say("This cursor is not one of this list.")})
    return values, row_id
