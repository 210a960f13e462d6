"""Columns of when people had to do with a record last, and when they will next."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import HistoryEntry, HistoryKind, Todo, TodoScope, utc_now
from sambruk_crm.services.catalogue.columns import Loader, ids
from sambruk_crm.services.catalogue.criteria import Clause
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor

CONTACTS = (HistoryKind.CALL, HistoryKind.VISIT, HistoryKind.MEETING, HistoryKind.MAIL, HistoryKind.BOOKING)
"""Kinds of events in which two sides took part."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""Sorts what has no moment before what has one."""


def last_contact(owner: Any) -> Loader:
    """Return what finds when a record was last called, visited, met or written with; `owner` is an entry's column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(owner, sa.func.max(HistoryEntry.happened_at)).where(among(owner, ids(rows)), *_contacts())
        return {key: moment for key, moment in session.execute(query.group_by(owner))}

    return load


def by_last_contact(owner: Any, key: Any) -> Callable[[], ColumnElement[Any]]:
    """Return the sort by that moment, for records whose key is `key`; those without one come first."""
    query = sa.select(sa.func.max(HistoryEntry.happened_at)).where(owner == key)
    return lambda: sa.func.coalesce(query.where(*_contacts()).scalar_subquery(), LONG_AGO)


def next_todo(owner: Any) -> Loader:
    """Return when the next open to-do about a record reminds, as far as the reader may know; `owner` is its column."""

    def load(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(owner, sa.func.min(Todo.remind_at)).where(among(owner, ids(rows)), *_planned(actor))
        return {key: moment for key, moment in session.execute(query.group_by(owner))}

    return load


def by_next_todo(owner: Any, key: Any, actor: Actor) -> Callable[[], ColumnElement[Any]]:
    """Return the sort by that moment, for records whose key is `key`; those without one come first."""
    query = sa.select(sa.func.min(Todo.remind_at)).where(owner == key, *_planned(actor))
    return lambda: sa.func.coalesce(query.scalar_subquery(), LONG_AGO)


def _contacts() -> tuple[Clause, ...]:
    return col(HistoryEntry.kind).in_(CONTACTS), col(HistoryEntry.happened_at) <= utc_now()


def _planned(actor: Actor) -> tuple[Clause, ...]:
    is_visible = sa.or_(Todo.scope != TodoScope.PRIVATE, Todo.assignee_id == actor.user_id)
    return is_visible, col(Todo.closed_at).is_(None), col(Todo.remind_at).is_not(None)
