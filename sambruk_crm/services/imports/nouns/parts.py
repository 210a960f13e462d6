"""What a noun that can be imported is made of; each noun has a module beside this one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from sambruk_crm.errors import Message
from sambruk_crm.models import utc_now
from sambruk_crm.services import own_values
from sambruk_crm.services.catalogue import Column, Control, Fact
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission

Facts = dict[str, Any]
"""What an import writes of a record, as JSON can hold it."""


class Match(StrEnum):
    """By what a row of a file is told to be a record that is here already."""

    NUMBER = "number"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    ENTRY = "entry"
    """The same words at the same time about the same record."""


class Holds(StrEnum):
    """What a column holds, which decides how its doubts are settled and how its facts are shown."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"
    DAY = "day"
    WORD = "word"
    """A word of a fixed vocabulary, in any of our languages."""
    USERS = "users"
    ORGANISATIONS = "organisations"
    PERSON = "person"
    SERVICE = "service"
    PHASE = "phase"
    DEAL = "deal"
    TYPE = "type"


@dataclass(frozen=True)
class Field:
    """What a column can be: its title, other headings that mean it, and what it holds."""

    title: Message
    others: tuple[str, ...] = ()
    holds: Holds = Holds.TEXT
    words: type[StrEnum] | None = None
    is_several: bool = False
    """More than one column may be it."""


def field_of(column: Column) -> Field:
    """Return what a column of a plain fact can be in a file."""
    fact = column.fact or Fact("")
    if fact.words is not None:
        return Field(column.title, fact.headings, Holds.WORD, fact.words)
    holds = {Control.NUMBER: Holds.COUNT, Control.DATE: Holds.DAY}.get(fact.control, Holds.TEXT)
    return Field(column.title, fact.headings, holds)


@dataclass(frozen=True)
class OwnColumns:
    """Fields that the association has added, by the names of their columns, and whom those of users can name."""

    fields: Mapping[str, own_values.Field] = field(default_factory=dict[str, own_values.Field])
    colleagues: own_values.Colleagues = field(default_factory=dict[int, own_values.Colleague])


@dataclass(frozen=True)
class ImportNoun:
    """How records of a noun are read from rows, told apart, written, and put back."""

    table: type[SQLModel]
    fields: dict[str, Field]
    matches: dict[Match, frozenset[str]]
    """By what records can be told, the surest first; and the columns of which one must be there for it."""
    permission: Permission
    read: Callable[[dict[str, str], Known, Faults], Facts]
    """Read a row, by field."""
    signs: Callable[[Facts], dict[Match, list[str]]]
    find: Callable[[Session, Sequence[Facts]], dict[Match, sa.Select[Any] | Sequence[tuple[str, int]]]]
    """Find the records that have the same signs as rows, as pairs of a sign and a key, or a query for them."""
    facts: Callable[[Session, Sequence[int]], dict[int, Facts]]
    """Read what records hold that are not in the trash, in as many queries as of one."""
    create: Callable[[Session, Actor, Sequence[Facts]], list[int]]
    write: Callable[[Session, Actor, Mapping[int, Facts]], None]
    """Make facts of records exactly so, and leave their others as they are."""
    take_back: Callable[[Session, Actor, Sequence[int]], None]
    """Put away what an import has made."""
    titles: Mapping[str, Message] = field(default_factory=dict[str, Message])
    """What facts are called that are more than one column."""
    own: OwnColumns = field(default_factory=OwnColumns)

    def title(self, fact: str) -> Message:
        """Return what a fact is called."""
        if fact not in self.titles and fact not in self.fields:  # a field that has been archived since
            return Message("{name}", {"name": fact})
        return self.titles.get(fact) or self.fields[fact].title


def all_signs(signs: Callable[[Facts], dict[Match, list[str]]], rows: Sequence[Facts]) -> dict[Match, list[str]]:
    """Gather the signs of rows."""
    found: dict[Match, list[str]] = {match: [] for match in Match}
    for row in rows:
        for match, told in signs(row).items():
            found[match] += told
    return found


def to_trash(table: Any) -> Callable[[Session, Actor, Sequence[int]], None]:
    """Return how records of a table that has a trash are put away."""

    def take_back(session: Session, _actor: Actor, ids: Sequence[int]) -> None:
        for row in session.exec(select(table).where(table.id.in_(ids))):
            row.deleted_at = utc_now()

    return take_back
