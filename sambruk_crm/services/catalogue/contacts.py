"""Columns of when people had to do with a record last, and when they will next."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import HistoryEntry, HistoryKind, Todo, TodoScope
from sambruk_crm.services.catalogue.columns import Loader, ids
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor

CONTACTS = (HistoryKind.CALL, HistoryKind.VISIT, HistoryKind.MEETING, HistoryKind.MAIL)
"""Kinds of entries that tell of having met or heard each other."""


def last_contact(owner: Any) -> Loader:
    """Return what finds when a record was last called, visited, met or written with; `owner` is an entry's column."""

    def load(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        query = sa.select(owner, sa.func.max(HistoryEntry.happened_at)).where(among(owner, ids(rows)))
        query = query.where(col(HistoryEntry.kind).in_(CONTACTS)).group_by(owner)
        return {key: moment for key, moment in session.execute(query)}

    return load


def next_todo(owner: Any) -> Loader:
    """Return when the next open to-do about a record reminds, as far as the reader may know; `owner` is its column."""

    def load(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        is_visible = sa.or_(Todo.scope != TodoScope.PRIVATE, Todo.assignee_id == actor.user_id)
        query = sa.select(owner, sa.func.min(Todo.remind_at)).where(among(owner, ids(rows)), is_visible)
        query = query.where(col(Todo.closed_at).is_(None), col(Todo.remind_at).is_not(None)).group_by(owner)
        return {key: moment for key, moment in session.execute(query)}

    return load
