"""The to-do inbox: what is to be done, by whom and when; a badge counts what is due."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Deal,
    HistoryKind,
    Organisation,
    Person,
    Todo,
    TodoScope,
    TodoType,
    User,
    utc_now,
)
from sambruk_crm.services import absences, clock, history, reminders, vocabularies
from sambruk_crm.services.paging import Page, Paging, fetch, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.reminders import Postponement
from sambruk_crm.services.validation import Input, Key, Moment, Text, check_version, merge, parse


class Due(StrEnum):
    """Where a reminder lies, in the association's time zone; each has its colour, icon and word."""

    OVERDUE = "overdue"
    TODAY = "today"
    UPCOMING = "upcoming"


class DueGroup(StrEnum):
    """The headings of the inbox."""

    OVERDUE = "overdue"
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    LATER = "later"


class TodoInput(Input):
    """What can be written of a to-do. Only the customer a scope names is a must; the writer is the usual assignee."""

    scope: TodoScope = TodoScope.PRIVATE
    organisation_id: Key = None
    person_id: Key = None
    deal_id: Key = None
    type_id: Key = None
    note: Text = ""
    assignee_id: Key = None
    remind_at: Moment = None


@dataclass(frozen=True)
class TodoFilter:
    """Which to-dos are wanted. `mine` are the actor's and those of the colleagues stood in for."""

    mine: bool = True
    assignee: tuple[int, ...] = ()
    organisation_id: int | None = None
    person_id: int | None = None
    deal_id: int | None = None
    scope: tuple[TodoScope, ...] = ()
    due: tuple[Due, ...] = ()
    group: tuple[DueGroup, ...] = ()
    is_closed: bool = False


@dataclass(frozen=True)
class TodoRow:
    """A to-do as the inbox shows it. Times are ISO strings in UTC."""

    id: int
    version: int
    scope: str
    type_id: int | None
    type: str
    note: str
    customer_id: int | None
    customer: str
    deal_id: int | None
    deal: str
    assignee_id: int
    assignee: str
    stands_in: bool
    """Whether it is a colleague's whom the reader stands in for."""
    remind_at: str | None
    due: str
    group: str
    closed_at: str | None
    may_edit: bool


NO_DATE = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts what has no reminder after everything that has."""

_columns = sa.inspect(Todo).c
SORTS: dict[str, ColumnElement[Any]] = {
    "remind": sa.func.coalesce(_columns.remind_at, sa.literal(NO_DATE, _columns.remind_at.type)),
    "created": _columns.created_at,
    "closed": sa.func.coalesce(Todo.closed_at, Todo.created_at),
    "id": _columns.id,
}


def badge_count(session: Session, actor: Actor) -> int:
    """Count what is overdue or due today, the actor's and that of the colleagues stood in for."""
    require(actor, Permission.VIEW)
    end = clock.day_end(clock.today(session), clock.zone(session))
    query = sa.select(sa.func.count()).select_from(Todo)
    return session.scalar(query.where(_mine(session, actor), _open(), col(Todo.remind_at) < end)) or 0


def next_due_at(session: Session) -> datetime | None:
    """Give the moment the next open reminder falls due, for the clock that tells the tabs."""
    return session.scalar(sa.select(sa.func.min(Todo.remind_at)).where(_open(), col(Todo.remind_at) > utc_now()))


def search(
    session: Session, actor: Actor, wanted: TodoFilter, *, sort: str = "remind", paging: Paging | None = None
) -> Page[TodoRow]:
    """List the to-dos that fit and that the actor may see, as rows."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page(_rows(session, actor, page.items), page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: TodoFilter, *, sort: str = "remind", paging: Paging | None = None
) -> Page[Todo]:
    """List the to-dos that fit and that the actor may see, as they are stored."""
    require(actor, Permission.VIEW)
    return fetch(session, Todo, _where(session, actor, wanted), order_of(sort, SORTS), paging or Paging())


def group_counts(session: Session, actor: Actor, wanted: TodoFilter) -> dict[str, int]:
    """Count the to-dos under each heading of the inbox."""
    require(actor, Permission.VIEW)
    bounds = _bounds(session)
    heading = sa.case(
        (col(Todo.remind_at).is_(None), DueGroup.LATER.value),
        *((col(Todo.remind_at) < end, group.value) for group, end in bounds),
        else_=DueGroup.LATER.value,
    )
    query = sa.select(heading, sa.func.count()).where(_where(session, actor, wanted)).group_by(heading)
    return {group: count for group, count in session.execute(query)}


def get(session: Session, actor: Actor, todo_id: int, *, for_update: bool = False) -> Todo:
    """Give a to-do that the actor may see; a private one is its assignee's and its author's alone."""
    require(actor, Permission.VIEW)
    found = session.get(Todo, todo_id, with_for_update=HELD if for_update else None)
    if found is None or not _may_see(actor, found):
        raise NotFoundError(say("This to-do does not exist."))
    return found


def row(session: Session, actor: Actor, todo: Todo) -> TodoRow:
    """Show one to-do as the inbox does."""
    return _rows(session, actor, [todo])[0]


def create(session: Session, actor: Actor, values: dict[str, Any] | TodoInput) -> Todo:
    """Add a to-do."""
    require(actor, Permission.EDIT_TODOS)
    wanted = parse(TodoInput, values)
    todo = Todo(assignee_id=actor.user_id, author_id=actor.user_id)
    _write(session, todo, wanted, None)
    session.add(todo)
    session.flush()
    return todo


def update(
    session: Session,
    actor: Actor,
    todo_id: int,
    values: dict[str, Any] | TodoInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Todo:
    """Change what was sent and nothing else; `version` and `base` as for organisations."""
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    check_version(todo, version, todo.model_dump(mode="json"))
    _write(session, todo, parse(TodoInput, values), base)
    session.flush()
    return todo


def close(session: Session, actor: Actor, todo_id: int, *, version: int | None = None, result: str = "") -> Todo:
    """Tick a to-do off; it leaves the inbox and becomes history on its customer. Closing twice changes nothing."""
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    if todo.closed_at is not None:
        return todo
    check_version(todo, version, todo.model_dump(mode="json"))
    todo.closed_at, todo.closed_by_id = utc_now(), actor.user_id
    session.flush()
    if todo.organisation_id or todo.person_id or todo.deal_id:
        kind = session.get(TodoType, todo.type_id) if todo.type_id else None
        history.record(
            session,
            actor,
            kind=HistoryKind.TODO,
            text=": ".join(part for part in (vocabularies.shown(kind, actor.locale), todo.note) if part),
            result=result,
            todo_id=todo.id,
            organisation_id=todo.organisation_id,
            person_id=todo.person_id,
            deal_id=todo.deal_id,
        )
    return todo


def reopen(session: Session, actor: Actor, todo_id: int) -> Todo:
    """Put a closed to-do back in the inbox and take its history entry away: it is not done after all."""
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    todo.closed_at, todo.closed_by_id = None, None
    for entry in session.scalars(sa.select(history.HistoryEntry).where(history.HistoryEntry.todo_id == todo_id)):
        session.delete(entry)
    session.flush()
    return todo


def postpone(session: Session, actor: Actor, todo_id: int, to: Postponement | datetime) -> Todo:
    """Put a to-do off: to a moment, or to a later day at the same time on the association's clock."""
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    if isinstance(to, Postponement):
        to = reminders.moved(todo.remind_at, to, clock.zone(session), clock.today(session))
    todo.remind_at = to
    session.flush()
    return todo


def due_of(remind_at: datetime | None, today_starts: datetime, today_ends: datetime) -> Due:
    """Tell whether a reminder's day has passed, is today, or is ahead."""
    if remind_at is None or remind_at >= today_ends:
        return Due.UPCOMING
    return Due.TODAY if remind_at >= today_starts else Due.OVERDUE


def _bounds(session: Session) -> list[tuple[DueGroup, datetime]]:
    """Give each heading with the moment it ends, in order; what is later or undated comes after them."""
    zone, today = clock.zone(session), clock.today(session)
    sunday = today + timedelta(days=6 - today.weekday())
    return [
        (DueGroup.OVERDUE, clock.day_start(today, zone)),
        (DueGroup.TODAY, clock.day_end(today, zone)),
        (DueGroup.TOMORROW, clock.day_end(today + timedelta(days=1), zone)),
        (DueGroup.THIS_WEEK, clock.day_end(sunday, zone)),
    ]


def _open() -> ColumnElement[bool]:
    return col(Todo.closed_at).is_(None)


def _mine(session: Session, actor: Actor) -> ColumnElement[bool]:
    colleagues = absences.stood_in_for(session, actor.user_id, clock.today(session))
    theirs = sa.and_(col(Todo.assignee_id).in_(colleagues), col(Todo.scope) != TodoScope.PRIVATE)
    mine = col(Todo.assignee_id) == actor.user_id
    return sa.or_(mine, theirs) if colleagues else mine


def _visible(actor: Actor) -> ColumnElement[bool]:
    own = sa.or_(col(Todo.assignee_id) == actor.user_id, col(Todo.author_id) == actor.user_id)
    return sa.or_(col(Todo.scope) != TodoScope.PRIVATE, own)


def _may_see(actor: Actor, todo: Todo) -> bool:
    return todo.scope is not TodoScope.PRIVATE or actor.user_id in (todo.assignee_id, todo.author_id)


def _where(session: Session, actor: Actor, wanted: TodoFilter) -> ColumnElement[bool]:
    parts = [_visible(actor), col(Todo.closed_at).is_not(None) if wanted.is_closed else _open()]
    if wanted.mine:
        parts.append(_mine(session, actor))
    if wanted.assignee:
        parts.append(col(Todo.assignee_id).in_(wanted.assignee))
    for column, key in (
        (Todo.organisation_id, wanted.organisation_id),
        (Todo.person_id, wanted.person_id),
        (Todo.deal_id, wanted.deal_id),
    ):
        if key is not None:
            parts.append(col(column) == key)
    if wanted.scope:
        parts.append(col(Todo.scope).in_(wanted.scope))
    if wanted.due:
        (_, starts), (_, ends) = _bounds(session)[:2]
        at = col(Todo.remind_at)
        spans = {
            Due.OVERDUE: at < starts,
            Due.TODAY: sa.and_(at >= starts, at < ends),
            Due.UPCOMING: sa.or_(at.is_(None), at >= ends),
        }
        parts.append(sa.or_(*(spans[due] for due in wanted.due)))
    if wanted.group:
        parts.append(_under(session, wanted.group))
    return sa.and_(*parts)


def _under(session: Session, groups: tuple[DueGroup, ...]) -> ColumnElement[bool]:
    at = col(Todo.remind_at)
    starts, spans = datetime.min.replace(tzinfo=UTC), dict[DueGroup, ColumnElement[bool]]()
    for group, ends in _bounds(session):
        spans[group] = sa.and_(at >= starts, at < ends)
        starts = max(starts, ends)
    spans[DueGroup.LATER] = sa.or_(at.is_(None), at >= starts)
    return sa.or_(*(spans[group] for group in groups))


def _write(session: Session, todo: Todo, wanted: TodoInput, base: dict[str, Any] | None) -> None:
    values = wanted.sent()
    if values.get("assignee_id", 0) is None:
        values["assignee_id"] = todo.assignee_id
    tables: dict[str, type[Any]] = {
        "organisation_id": Organisation,
        "person_id": Person,
        "deal_id": Deal,
        "type_id": TodoType,
    }
    for name, table in tables.items():
        if values.get(name) is not None and session.get(table, values[name]) is None:
            raise InvalidError({name: say("Choose one from the list.")})
    if "assignee_id" in values:
        assignee = session.get(User, values["assignee_id"])
        if assignee is None or not assignee.is_active:
            raise InvalidError({"assignee_id": say("Choose one from the list.")})
    merge(todo, values, base)
    if todo.scope is not TodoScope.ORGANISATION:
        todo.organisation_id = None
    if todo.scope is not TodoScope.PERSON:
        todo.person_id = None
    if todo.scope is TodoScope.ORGANISATION and todo.organisation_id is None:
        raise InvalidError({"organisation_id": say("Choose an organisation from the list.")})
    if todo.scope is TodoScope.PERSON and todo.person_id is None:
        raise InvalidError({"person_id": say("Choose a person from the list.")})


def _rows(session: Session, actor: Actor, found: list[Todo]) -> list[TodoRow]:
    types = _by_key(session, TodoType, {todo.type_id for todo in found})
    organisations = _by_key(session, Organisation, {todo.organisation_id for todo in found})
    persons = _by_key(session, Person, {todo.person_id for todo in found})
    deals = _by_key(session, Deal, {todo.deal_id for todo in found})
    users = _by_key(session, User, {todo.assignee_id for todo in found})
    bounds = _bounds(session)
    colleagues = set(absences.stood_in_for(session, actor.user_id, clock.today(session)))
    rows: list[TodoRow] = []
    for todo in found:
        customer = organisations.get(todo.organisation_id) or persons.get(todo.person_id)
        rows.append(
            TodoRow(
                id=todo.key,
                version=todo.version,
                scope=todo.scope,
                type_id=todo.type_id,
                type=vocabularies.shown(types.get(todo.type_id), actor.locale),
                note=todo.note,
                customer_id=customer.id if customer else None,
                customer=customer.name if customer else "",
                deal_id=todo.deal_id,
                deal=deals[todo.deal_id].title if todo.deal_id in deals else "",
                assignee_id=todo.assignee_id,
                assignee=users[todo.assignee_id].name or users[todo.assignee_id].email,
                stands_in=todo.assignee_id in colleagues,
                remind_at=todo.remind_at.isoformat() if todo.remind_at else None,
                due=due_of(todo.remind_at, bounds[0][1], bounds[1][1]),
                group=_group_of(todo.remind_at, bounds),
                closed_at=todo.closed_at.isoformat() if todo.closed_at else None,
                may_edit=actor.may(Permission.EDIT_TODOS),
            )
        )
    return rows


def _group_of(remind_at: datetime | None, bounds: list[tuple[DueGroup, datetime]]) -> DueGroup:
    if remind_at is None:
        return DueGroup.LATER
    return next((group for group, end in bounds if remind_at < end), DueGroup.LATER)


def _by_key(session: Session, table: Any, keys: set[int | None]) -> dict[int | None, Any]:
    known = [key for key in keys if key is not None]
    return {row.id: row for row in session.scalars(sa.select(table).where(table.id.in_(known)))} if known else {}
