"""Filters: how the values of each part of a filter become SQL, and how records are counted by them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm import db

Clause = ColumnElement[bool]
Code = Annotated[str, Field(pattern="^[0-9A-Za-z]{1,4}$")]
"""The code of a county or the like."""
FILLED, EMPTY = ":filled", ":empty"
"""Values of a fact's filter that ask whether the fact is there at all."""


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What every list can be asked: words that all occur, and plain facts by their column's name.

    A fact fits that contains one of the texts given for it, or is `:filled` or `:empty`.
    """

    text: str = ""
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@dataclass(frozen=True)
class In:
    """Fits records whose own column has one of the values."""

    column: Any

    def where(self, _session: Session, _wanted: Any, values: tuple[Any, ...]) -> Clause:
        """Return the condition."""
        return col(self.column).in_(values)

    def counted(self, _session: Session, _wanted: Any, query: sa.Select[Any]) -> tuple[Any, Any]:
        """Return what records are grouped by, and the query that has it."""
        return col(self.column), query


@dataclass(frozen=True)
class Through:
    """Fits records that another table ties to one of the values: rows of it with `owner` equal to the record's `key`.

    `holds` narrows the rows that count, on the day of asking.
    """

    value: Any
    owner: Any
    key: Any
    holds: Callable[[Session], Clause] | None = None
    is_countable: bool = True

    def where(self, session: Session, _wanted: Any, values: tuple[Any, ...]) -> Clause:
        """Return the condition."""
        rows = sa.select(col(self.owner)).where(col(self.value).in_(values))
        return col(self.key).in_(rows if self.holds is None else rows.where(self.holds(session)))

    def counted(self, _session: Session, _wanted: Any, query: sa.Select[Any]) -> tuple[Any, Any]:
        """Return what records are grouped by, and the query that has it."""
        return col(self.value), query.join(self.owner.class_, col(self.owner) == self.key)


@dataclass(frozen=True)
class Cases:
    """Fits records of which one of the conditions holds; no column tells which one it is.

    `cases` gives the values with their conditions, from the session and the whole filter.
    """

    cases: Callable[[Session, Any], Iterable[tuple[str, Clause]]]

    def where(self, session: Session, wanted: Any, values: tuple[Any, ...]) -> Clause:
        """Return the condition."""
        return sa.or_(*(clause for value, clause in self.cases(session, wanted) if value in values))

    def counted(self, session: Session, wanted: Any, query: sa.Select[Any]) -> tuple[Any, Any]:
        """Return what records are grouped by, and the query that has it."""
        cases = ((clause, sa.literal(value)) for value, clause in self.cases(session, wanted))
        return sa.case(*cases, else_=""), query


Criterion = In | Through | Cases


def fact_text(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a plain fact as a text, empty for none."""
    return sa.func.coalesce(sa.cast(column, sa.String), "")


def fact_clause(session: Session, column: ColumnElement[Any], values: tuple[str, ...]) -> Clause:
    """Return the condition that a plain fact contains one of these texts, or is filled or empty."""
    text = fact_text(column)
    parts: list[Clause] = []
    for value in values:
        if value == FILLED:
            parts.append(text != "")
        elif value == EMPTY:
            parts.append(text == "")
        else:
            parts.append(db.has_text(session, text, value))
    return sa.or_(*parts)
