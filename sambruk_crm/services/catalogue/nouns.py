"""Nouns: what each one says of itself, once; and the catalogue of all there are, in their order."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.models import Row
from sambruk_crm.services.catalogue.columns import Column
from sambruk_crm.services.catalogue.criteria import Through
from sambruk_crm.services.catalogue.hits import Searched
from sambruk_crm.services.catalogue.noun_list import F, NounList
from sambruk_crm.services.permissions import Actor, Permission


@dataclass(frozen=True)
class Rules:
    """The service functions that read and write a record of a noun; each asks for its right and keeps the rules."""

    get: Callable[..., Any]
    update: Callable[..., Any]
    delete: Callable[..., Any]
    create: Callable[..., Any] | None = None


@dataclass(frozen=True)
class Trash:
    """What is particular of a noun's trash.

    Attributes:
        before: refuses to take a record out.
        after: puts in order what was taken out.
        permission: the right that putting a record there and taking it out takes.
        has_text: how records are found by words, where their table has no folded text.
    """

    before: Callable[[Session, Actor, Any], None] = lambda *_: None
    after: Callable[[Session, Actor, Any], None] = lambda *_: None
    permission: Permission = Permission.DELETE_RECORDS
    has_text: Callable[[Session, str], ColumnElement[bool]] | None = None


@dataclass(frozen=True)
class Link:
    """The table that ties something to records of a noun, and its column that points to the record."""

    table: type[Any]
    owner: str

    @property
    def column(self) -> Any:
        """The column that points to the record."""
        return getattr(self.table, self.owner)


@dataclass(frozen=True)
class BulkFact:
    """A fact of records as bulk work sees it: read, written by the noun's own rules, and put back.

    It is stored as `name`, or `name:key` where it is about something, such as `tag:7`.
    """

    name: str
    read: Callable[[Session, Actor, "Noun[Any]", int, str], Any]
    write: Callable[[Session, Actor, "Noun[Any]", int, str, Any], None]


@dataclass(frozen=True)
class Action:
    """What bulk work can do to records of a noun.

    Attributes:
        menu: what the menu of actions says.
        title: what a batch of it is called; `{label}` is what it is about.
        check: reads the value that was sent; returns it as it is kept, and its label.
        wanted: which fact of a record it is about (`name` or `name:key`), and what that shall be.
        choices: the values there are, with their labels; none where it takes no value.
        words: the vocabulary of its values, where it has one.
        is_day: its value is a day; today, where none is sent.
        is_own_field: its value is a field that the association has added, and what shall stand in it.
        permission: the right it takes, where it is not the noun's usual one.
    """

    name: str
    menu: Message
    title: Message
    fact: BulkFact
    check: Callable[[Session, Actor, "Noun[Any]", Any], tuple[Any, str]]
    wanted: Callable[[Session, Actor, "Noun[Any]", int, Any], tuple[str, Any]]
    choices: Callable[[Session, Actor, "Noun[Any]"], list[tuple[str, str]]] | None = None
    words: type[StrEnum] | None = None
    may_be_empty: bool = False
    is_day: bool = False
    is_own_field: bool = False
    permission: Permission | None = None

    @property
    def takes_value(self) -> bool:
        """Whether a value must be chosen for it."""
        return self.choices is not None or self.words is not None or self.is_day


@dataclass(frozen=True)
class Noun(Generic[F]):
    """A noun of the field. What it does not say, the mechanisms do not offer for it.

    Attributes:
        name: as it stands in addresses of the API, in the audit log and in what tabs are told.
        one, title: what one of them is called, and several.
        path: the address of their list.
        records: what a record's page lies below, where that is not `path`.
        permission: the right that changing a record takes.
        listed, columns, search, trash, actions: what lists, exports, the search, the trash and bulk work need to know.
        tags, responsible: the tables that tie tags and responsible users to records.
        shown: the column that holds what a record is called.
    """

    name: str
    one: Message
    title: Message
    table: type[Row]
    path: str = ""
    records: str = ""
    permission: Permission = Permission.EDIT_RECORDS
    rules: Rules | None = None
    listed: NounList[F] | None = None
    columns: Mapping[str, Column] = field(default_factory=dict[str, Column])
    search: Searched | None = None
    trash: Trash | None = None
    actions: tuple[Action, ...] = ()
    tags: Link | None = None
    responsible: Link | None = None
    shown: str = "name"
    is_recalled: bool = False
    """Whether it has a page that people come back to."""
    has_own_fields: bool = False
    """Whether the association can add fields to its records."""

    @property
    def key(self) -> ColumnElement[int]:
        """The key column of its table."""
        return sa.inspect(self.table).c.id

    def page(self, key: int | str) -> str:
        """Return the address of a record's page; without a key, what it begins with."""
        return f"{self.records or self.path}/{key}"

    @property
    def facts(self) -> dict[str, Column]:
        """The columns that are plain facts."""
        return {name: column for name, column in self.columns.items() if column.fact is not None}

    @property
    def countable(self) -> tuple[str, ...]:
        """The filters whose values can be counted."""
        if self.listed is None:
            return ()
        criteria = self.listed.criteria.items()
        counted = [name for name, how in criteria if not isinstance(how, Through) or how.is_countable]
        return (*counted, *self.facts)

    def in_list(self) -> NounList[F]:
        """Return the noun's list.

        Raises:
            NotFoundError: it has none.
        """
        if self.listed is None:
            raise NotFoundError(say("There is no such list."))
        return self.listed


_NOUNS: dict[str, Noun[Any]] = {}


def declare(*nouns: Noun[Any]) -> None:
    """Put nouns in the catalogue, after those that are in it."""
    _NOUNS.update({noun.name: noun for noun in nouns})


@contextmanager
def declared(noun: Noun[Any]) -> Iterator[None]:
    """Have a noun in the catalogue for a while."""
    declare(noun)
    try:
        yield
    finally:
        del _NOUNS[noun.name]


def get(name: str) -> Noun[Any]:
    """Return a noun.

    Raises:
        NotFoundError: there is none of this name.
    """
    if name not in _NOUNS:
        raise NotFoundError(say("There is no such list."))
    return _NOUNS[name]


def every() -> list[Noun[Any]]:
    """Return all nouns, in their order."""
    return list(_NOUNS.values())


def right_to_change(name: str) -> Permission:
    """Return the right that changing a record takes; a noun that is not in the catalogue takes the usual one."""
    return _NOUNS[name].permission if name in _NOUNS else Noun.permission


def in_lists() -> dict[str, Noun[Any]]:
    """Return the nouns that have a list, by name."""
    return {noun.name: noun for noun in every() if noun.listed is not None}


def trashed() -> dict[str, Noun[Any]]:
    """Return the nouns that have a trash, by name."""
    return {noun.name: noun for noun in every() if noun.trash is not None}


def searched() -> dict[str, Searched]:
    """Return how the nouns that can be found are searched, by name."""
    return {noun.name: noun.search for noun in every() if noun.search is not None}
