"""The list of a noun: what it can be asked, how it is sorted, and a page of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.models import Row
from sambruk_crm.services import own_values
from sambruk_crm.services.catalogue.criteria import Clause, Criterion, ListFilter, fact_clause, fact_text
from sambruk_crm.services.paging import Order, Page, Paging, fetch, fetch_rows, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding

F = TypeVar("F", bound=ListFilter)


Sorts = dict[str, ColumnElement[Any] | Callable[[], ColumnElement[Any]]]
"""What a list can be sorted by; one that takes a subquery is a function, called when it is asked for."""


@dataclass(frozen=True)
class NounList(Generic[F]):
    """The list of a noun: what it can be asked and how it is sorted.

    Attributes:
        present: all that may be named one by one, whatever the list shows.
        criteria: how each field of the filter becomes SQL; `text` and `facts` are the same for all.
        more: what else the filter asks, by hand.
    """

    table: type[Row]
    filter: type[F]
    present: Callable[[Actor], Clause]
    criteria: Mapping[str, Criterion]
    sorts: Callable[[Session, Actor, F], Sorts]
    usual_sort: str
    facts: tuple[str, ...] = ()
    """The plain facts of the noun's columns, by which records are filtered and sorted too."""
    more: Callable[[Session, Actor, F], Iterable[Clause]] = lambda *_: ()
    summed: Callable[[Session, Actor], Mapping[str, ColumnElement[Any]]] = lambda *_: {}
    """Columns of numbers beside the facts, by name, which are NULL where there is none."""
    currency: ColumnElement[str] | None = None
    """The column of the currency that they are in."""
    has_text: Callable[[Session, str], Clause] | None = None
    """The condition that a record has a text, where its table has no folded one."""

    @property
    def key(self) -> ColumnElement[int]:
        """The key column of its table."""
        return sa.inspect(self.table).c.id

    @property
    def noun(self) -> str:
        """The noun whose list it is."""
        return str(self.table.__tablename__)

    def where(self, session: Session, actor: Actor, wanted: F) -> Clause:
        """Return the condition that a record fits a filter and may be seen, for lists, counts and bulk work alike."""
        parts = [self.present(actor)]
        if wanted.text:
            has_text = self.has_text or (lambda session, text: folding.matches(session, self.table, text))
            parts.append(has_text(session, wanted.text))
        for name, criterion in self.criteria.items():
            if values := getattr(wanted, name):
                parts.append(criterion.where(session, wanted, values))
        parts += [self._fact(session, name, values) for name, values in wanted.facts.items() if values]
        return sa.and_(*parts, *self.more(session, actor, wanted))

    def _fact(self, session: Session, name: str, values: tuple[str, ...]) -> Clause:
        """Return the condition that one of the values stands in a plain fact or in an own field."""
        if own_values.is_own(name):
            return own_values.where(session, self.noun, self.key, name, values)
        return fact_clause(session, sa.inspect(self.table).c[name], values)

    def _by_fact(self, session: Session, name: str) -> ColumnElement[Any]:
        """Return what sorts by a plain fact; those without it come first."""
        column = sa.inspect(self.table).c[name]
        is_number = isinstance(column.type, sa.Integer)
        return sa.func.coalesce(column, -1) if is_number else db.lowered(session, fact_text(column))

    def order(self, session: Session, actor: Actor, sort: str, wanted: F) -> Order:
        """Read a sort of this list, such as `-name`; an empty one is the usual one.

        Raises:
            InvalidError: the list cannot be sorted by that.
        """
        sort = sort or self.usual_sort
        facts: Sorts = {name: lambda name=name: self._by_fact(session, name) for name in self.facts}
        asked = filter(own_values.is_own, sort.removeprefix("-").split(","))
        own: Sorts = {name: own_values.sorting(session, self.noun, self.key, name) for name in asked}
        return order_of(sort, facts | self.sorts(session, actor, wanted) | own)

    def numbers(self, session: Session, actor: Actor) -> Mapping[str, ColumnElement[Any]]:
        """Return what can be summed up, by name: numbers among the plain facts, and what the noun says."""
        columns = sa.inspect(self.table).c
        facts = {name: columns[name] for name in self.facts if isinstance(columns[name].type, sa.Integer)}
        return {**facts, **self.summed(session, actor)}

    def find(
        self, session: Session, actor: Actor, wanted: F, *, sort: str = "", paging: Paging | None = None
    ) -> Page[Any]:
        """Return a page of the records that fit, as they are stored."""
        require(actor, Permission.VIEW)
        order = self.order(session, actor, sort, wanted)
        return fetch(session, self.table, self.where(session, actor, wanted), order, paging or Paging())

    def read(
        self,
        session: Session,
        actor: Actor,
        wanted: F,
        names: Sequence[str],
        *,
        sort: str = "",
        paging: Paging | None = None,
    ) -> Page[dict[str, Any]]:
        """Return a page of the records that fit as plain values of these columns, which is faster than as entities."""
        require(actor, Permission.VIEW)
        where, columns = self.where(session, actor, wanted), sa.inspect(self.table).c
        total = session.scalar(sa.select(sa.func.count()).select_from(self.table).where(where)) or 0
        query = sa.select(*(columns[name] for name in names)).where(where)
        order = self.order(session, actor, sort, wanted)
        found, next_cursor = fetch_rows(session, query, order, self.key, paging or Paging())
        return Page([dict(zip(names, row, strict=False)) for row in found], total, next_cursor)


def name_of(table: Any, column: Any) -> Callable[[], ColumnElement[Any]]:
    """Return the sort by the name of what a column points to; nothing comes first."""
    query = sa.select(sa.func.lower(table.name)).where(table.id == column)
    return lambda: sa.func.coalesce(query.scalar_subquery(), "")


def kept(table: Any) -> Callable[[Actor], Clause]:
    """Return the condition that a row of a table that has a trash is not in it."""
    mapper: Any = sa.inspect(table)
    return lambda _actor: mapper.c.deleted_at.is_(None)
