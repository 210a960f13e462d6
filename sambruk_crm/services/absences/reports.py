"""What was done while somebody was away: shown when they are back, until they put it away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import (
    Absence,
    AuditEntry,
    HistoryEntry,
    HistoryKind,
    OrganisationResponsibility,
    PersonResponsibility,
    Todo,
    TodoType,
    User,
    utc_now,
)
from sambruk_crm.services import catalogue, clock, history, vocabularies
from sambruk_crm.services.absences import rules
from sambruk_crm.services.catalogue import subjects_of
from sambruk_crm.services.history import HistoryRow
from sambruk_crm.services.permissions import Actor, Permission, require

FIRST = 10
"""How many lines of each list are shown before more are asked for."""


@dataclass(frozen=True)
class TodoLine:
    """A to-do of mine that others touched: `what` is closed, passed_on, new or changed, by whom and when (UTC)."""

    id: int
    text: str
    customer: str
    path: str
    what: str
    who: str
    at: str


@dataclass(frozen=True)
class Report:
    """An absence with what colleagues did to my to-dos and wrote about my customers; the latest first."""

    absence_id: int
    from_on: str
    to_on: str
    stand_in: str
    todo_count: int
    todos: list[TodoLine]
    entry_count: int
    happenings: list[HistoryRow]


def waiting(session: Session, actor: Actor, *, todos: int = FIRST, entries: int = FIRST) -> Report | None:
    """Return the report of my last absence, unless I have put it away."""
    require(actor, Permission.VIEW)
    over = sa.and_(col(Absence.user_id) == actor.user_id, rules.is_over(clock.today(session)))
    latest = (sa.desc(col(Absence.to_on)), sa.desc(col(Absence.id)))
    absence = session.scalar(sa.select(Absence).where(over).order_by(*latest).limit(1))
    if absence is None or absence.reviewed_at is not None:
        return None
    return _report(session, actor, absence, todos, entries)


def of(session: Session, actor: Actor, absence_id: int, *, todos: int = FIRST, entries: int = FIRST) -> Report:
    """Return the report of an absence of mine, also while it lasts and after it was put away."""
    require(actor, Permission.VIEW)
    return _report(session, actor, _mine(session, actor, absence_id), todos, entries)


def put_away(session: Session, actor: Actor, absence_id: int) -> None:
    """Stop showing the report of an absence of mine."""
    require(actor, Permission.SIGNED_IN)
    absence = _mine(session, actor, absence_id)
    absence.reviewed_at = absence.reviewed_at or utc_now()
    session.flush()


def _mine(session: Session, actor: Actor, absence_id: int) -> Absence:
    absence = session.get(Absence, absence_id)
    if absence is None or absence.user_id != actor.user_id:
        raise NotFoundError
    return absence


def _report(session: Session, actor: Actor, absence: Absence, todos: int, entries: int) -> Report:
    zone = clock.zone(session)
    starts = absence.began_at or clock.day_start(absence.from_on, zone)
    span = starts, absence.ended_at or clock.day_end(absence.to_on, zone)
    stand_in = session.get_one(User, absence.stand_in_id)
    todo_count, lines = _todos(session, actor, *span, todos)
    entry_count, rows = _entries(session, actor, *span, entries)
    return Report(
        absence_id=absence.key,
        from_on=absence.from_on.isoformat(),
        to_on=absence.to_on.isoformat(),
        stand_in=stand_in.name or stand_in.email,
        todo_count=todo_count,
        todos=lines,
        entry_count=entry_count,
        happenings=rows,
    )


def _todos(session: Session, actor: Actor, starts: datetime, ends: datetime, limit: int) -> tuple[int, list[TodoLine]]:
    """Find the to-dos that are or were mine and that others touched in a time."""
    was_mine = sa.cast(col(AuditEntry.before)["assignee_id"].as_string(), sa.String) == str(actor.user_id)
    touched = (
        sa.select(col(AuditEntry.row_id), sa.func.max(AuditEntry.id).label("last"))
        .where(
            col(AuditEntry.noun) == Todo.__tablename__,
            col(AuditEntry.created_at) >= starts,
            col(AuditEntry.created_at) < ends,
            col(AuditEntry.user_id) != actor.user_id,
            sa.or_(col(AuditEntry.row_id).in_(_mine_to_do(actor)), was_mine),
            sa.exists().where(col(Todo.id) == AuditEntry.row_id),
        )
        .group_by(col(AuditEntry.row_id))
        .subquery()
    )
    count = session.scalar(sa.select(sa.func.count()).select_from(touched)) or 0
    query = (
        sa.select(Todo, AuditEntry, User, TodoType)
        .join(touched, touched.c.row_id == Todo.id)
        .join(AuditEntry, col(AuditEntry.id) == touched.c.last)
        .join(User, col(User.id) == AuditEntry.user_id)
        .outerjoin(TodoType, col(TodoType.id) == Todo.type_id)
        .order_by(sa.desc(touched.c.last))
        .limit(limit)
    )
    rows = [tuple(row) for row in session.execute(query)]
    subject_of = subjects_of(session, [todo for todo, *_ in rows], history.SUBJECTS)
    return count, [_line(actor, (starts, ends), *row, subject_of(row[0])) for row in rows]


def _mine_to_do(actor: Actor) -> Any:
    return sa.select(Todo.id).where(col(Todo.assignee_id) == actor.user_id)


def _line(
    actor: Actor,
    span: tuple[datetime, datetime],
    todo: Todo,
    last: AuditEntry,
    who: User,
    kind: TodoType | None,
    subject: tuple[str, int, str],
) -> TodoLine:
    starts, ends = span
    noun, key, name = subject
    text = ": ".join(filter(None, (vocabularies.shown(kind, actor.locale), todo.note)))
    what = "changed"
    if todo.closed_at is not None and starts <= todo.closed_at < ends:
        what = "closed"
    elif todo.assignee_id != actor.user_id:
        what = "passed_on"
    elif todo.created_at >= starts:
        what = "new"
    is_readable = todo.assignee_id == actor.user_id or todo.scope != "private" or todo.author_id == actor.user_id
    return TodoLine(
        id=todo.key,
        text=text if is_readable else "",
        customer=name if is_readable else "",
        path=catalogue.get(noun).page(key) if key and is_readable else "",
        what=what,
        who=who.name or who.email,
        at=last.created_at.isoformat(),
    )


def _entries(
    session: Session, actor: Actor, starts: datetime, ends: datetime, limit: int
) -> tuple[int, list[HistoryRow]]:
    """Find what others wrote about those I am responsible for; that my to-dos were closed is told by these."""
    towns = sa.select(OrganisationResponsibility.organisation_id).where(
        col(OrganisationResponsibility.user_id) == actor.user_id
    )
    people = sa.select(PersonResponsibility.person_id).where(col(PersonResponsibility.user_id) == actor.user_id)
    where = sa.and_(
        col(HistoryEntry.happened_at) >= starts,
        col(HistoryEntry.happened_at) < ends,
        sa.or_(col(HistoryEntry.author_id).is_(None), col(HistoryEntry.author_id) != actor.user_id),
        sa.or_(col(HistoryEntry.organisation_id).in_(towns), col(HistoryEntry.person_id).in_(people)),
        sa.or_(col(HistoryEntry.kind) != HistoryKind.TODO, col(HistoryEntry.todo_id).not_in(_mine_to_do(actor))),
    )
    count = session.scalar(sa.select(sa.func.count()).select_from(HistoryEntry).where(where)) or 0
    query = (
        sa.select(HistoryEntry)
        .where(where)
        .order_by(sa.desc(col(HistoryEntry.happened_at)), sa.desc(col(HistoryEntry.id)))
    )
    return count, history.rows.rows_of(session, actor, list(session.scalars(query.limit(limit))))
