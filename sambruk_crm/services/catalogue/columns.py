"""Columns: what a record can be shown and taken out with, and which of its facts are plain ones that people type."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import Message
from sambruk_crm.models import Tag, User
from sambruk_crm.services.audit import plain
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import Cell, CellKind
from sambruk_crm.services.vocabularies import word

Loader = Callable[[Session, Actor, Sequence[Any]], dict[int, Any]]
"""Reads a fact that hangs on records, for many at once, by key."""
Links = dict[Loader, dict[int, Any]]
Value = Callable[[Any, Links], "Cell | Message | Listed"]


@dataclass(frozen=True)
class Listed:
    """Several values of one cell, each in the reader's language."""

    values: tuple[str | Message, ...]


class Control(StrEnum):
    """How a plain fact is typed in."""

    TEXT = "text"
    LONG = "textarea"
    NUMBER = "number"
    EMAIL = "email"
    PHONE = "tel"
    URL = "url"
    DATE = "date"
    CHOICE = "select"


_KINDS = {Control.NUMBER: CellKind.WHOLE, Control.DATE: CellKind.DATE}


@dataclass(frozen=True)
class Fact:
    """A plain fact of the record's own, which people type, filter by and bring in from files.

    Attributes:
        part: the part of the record's page where it stands.
        headings: other headings that mean it in files.
        words: its vocabulary, where it has one.
        is_found: whether the search finds records by it.
        adds_up: whether the sum of many of it means anything.
    """

    part: str
    control: Control = Control.TEXT
    headings: tuple[str, ...] = ()
    words: type[StrEnum] | None = None
    is_found: bool = False
    adds_up: bool = True


@dataclass(frozen=True)
class Column:
    """A column: its title, what a record has there, and the linked facts that takes."""

    title: Message
    value: Value
    kind: CellKind = CellKind.TEXT
    link: Loader | None = None
    is_usual: bool = False
    fact: Fact | None = None


def fact(
    name: str,
    title: Message,
    *,
    part: str = "facts",
    control: Control = Control.TEXT,
    headings: tuple[str, ...] = (),
    words: type[StrEnum] | None = None,
    is_found: bool = False,
    is_usual: bool = False,
    adds_up: bool = True,
    value: Value | None = None,
) -> dict[str, Column]:
    """Return the column of a plain fact, under its name: the one line that a new fact takes."""
    kind = _KINDS.get(control, CellKind.TEXT)
    control = Control.CHOICE if words else control
    shown = value or (worded(name) if words else own(name))
    about = Fact(part, control, headings, words, is_found, adds_up)
    return {name: Column(title, shown, kind, is_usual=is_usual, fact=about)}


def facts_of(columns: Mapping[str, Column]) -> tuple[str, ...]:
    """Return the names of the columns that are plain facts."""
    return tuple(name for name, column in columns.items() if column.fact is not None)


def own(name: str) -> Value:
    """Return a value of the record's own."""
    return lambda row, _: getattr(row, name)


def worded(name: str) -> Value:
    """Return the word for a record's member of a fixed vocabulary."""
    return lambda row, _: word(getattr(row, name))


def linked(
    title: Message, link: Loader, name: str = "id", kind: CellKind = CellKind.TEXT, *, is_usual: bool = False
) -> Column:
    """Return the column of a linked fact, found by the record's key or by another value of it."""
    return Column(title, lambda row, found: found[link].get(getattr(row, name), ""), kind, link, is_usual)


def part(title: Message, link: Loader, at: int, kind: CellKind = CellKind.TEXT, *, is_usual: bool = False) -> Column:
    """Return the column of one part of a linked fact that has several."""

    def value(row: Any, found: Links) -> Cell:
        fact = found[link].get(row.id)
        return fact[at] if fact else ""

    return Column(title, value, kind, link, is_usual)


def written(value: Any) -> str:
    """Return a plain fact as it is typed: nothing for none."""
    return "" if value is None else str(plain(value))


def listed(values: Iterable[str]) -> str:
    """Return several values as one cell; a comma may stand in each of them."""
    return "; ".join(values)


def ids(rows: Sequence[Any]) -> list[int]:
    """Return the keys of rows."""
    return [row.id for row in rows]


def named(table: Any, column: str, name: str = "name") -> Loader:
    """Return what finds the names of records that rows point to by a column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        wanted = {getattr(row, column) for row in rows} - {None}
        query = sa.select(table.id, getattr(table, name)).where(table.id.in_(wanted))
        return {key: value for key, value in session.execute(query)}

    return load


def users_of(column: str) -> Loader:
    """Return what finds the names of users that rows point to by a column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        wanted = {getattr(row, column) for row in rows} - {None}
        query = sa.select(User.id, User.name, User.email).where(col(User.id).in_(wanted))
        return {key: name or email for key, name, email in session.execute(query)}

    return load


def responsible_of(table: Any, owner: Any) -> Loader:
    """Return what finds who is responsible for records, as a list."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(owner, User.name, User.email).join(User, col(User.id) == table.user_id)
        query = query.where(owner.in_(ids(rows))).order_by(table.position, table.id)
        found = group_by_id(session.execute(query))
        return {key: listed(name or email for name, email in people) for key, people in found.items()}

    return load


def tags_of(table: Any, owner: Any) -> Loader:
    """Return what finds the tags of records, as a list."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(owner, Tag.name).join(Tag, col(Tag.id) == table.tag_id)
        found = group_by_id(session.execute(query.where(owner.in_(ids(rows))).order_by(sa.func.lower(Tag.name))))
        return {key: listed(names) for key, names in found.items()}

    return load
