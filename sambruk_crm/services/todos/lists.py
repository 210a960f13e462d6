"""To-dos as people look at them: the inbox with its headings, the badge, and what a row shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Deal, Organisation, Person, Todo, TodoScope, TodoType, User, utc_now
from sambruk_crm.services import absences, clock, vocabularies
from sambruk_crm.services.catalogue import In, ListFilter, NounList
from sambruk_crm.services.paging import Page, Paging, among, order_of
from sambruk_crm.services.permissions import Actor, Permission, require


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
    UNDATED = "undated"


@dataclass(frozen=True, kw_only=True)
class TodoFilter(ListFilter):
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
    color: str
    """Of the type; empty for none."""
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
    repeats: str
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
    """Return the moment the next open reminder falls due, for the clock that tells the tabs."""
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
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def first(session: Session, actor: Actor, wanted: TodoFilter, *, sort: str, size: int) -> list[Todo]:
    """Return the first to-dos that fit and that the actor may see; nobody counts the others."""
    require(actor, Permission.VIEW)
    order, key = order_of(sort, SORTS), sa.inspect(Todo).c.id
    turn = sa.desc if order.descending else sa.asc
    query = sa.select(Todo).where(LIST.where(session, actor, wanted)).order_by(turn(order.expression), turn(key))
    return list(session.scalars(query.limit(size)))


def count(session: Session, actor: Actor, wanted: TodoFilter) -> int:
    """Count the to-dos that fit and that the actor may see."""
    require(actor, Permission.VIEW)
    query = sa.select(sa.func.count()).select_from(Todo)
    return session.scalar(query.where(LIST.where(session, actor, wanted))) or 0


def group_counts(session: Session, actor: Actor, wanted: TodoFilter) -> dict[str, int]:
    """Count the to-dos under each heading of the inbox."""
    require(actor, Permission.VIEW)
    bounds = _bounds(session)
    heading = sa.case(
        (col(Todo.remind_at).is_(None), DueGroup.UNDATED.value),
        *((col(Todo.remind_at) < end, group.value) for group, end in bounds),
        else_=DueGroup.LATER.value,
    )
    query = sa.select(heading, sa.func.count()).where(LIST.where(session, actor, wanted)).group_by(heading)
    return {group: count for group, count in session.execute(query)}


def row(session: Session, actor: Actor, todo: Todo) -> TodoRow:
    """Show one to-do as the inbox does."""
    return _rows(session, actor, [todo])[0]


def rows(session: Session, actor: Actor, found: list[Todo]) -> list[TodoRow]:
    """Show some to-dos as the inbox does, in their order."""
    return _rows(session, actor, found)


def due_of(remind_at: datetime | None, today_starts: datetime, today_ends: datetime) -> Due:
    """Return whether a reminder's day has passed, is today, or is ahead."""
    if remind_at is None or remind_at >= today_ends:
        return Due.UPCOMING
    return Due.TODAY if remind_at >= today_starts else Due.OVERDUE


def _bounds(session: Session) -> list[tuple[DueGroup, datetime]]:
    """Return each heading with the moment it ends, in order; what is later or undated comes after them."""
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


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that somebody may see a to-do: private ones are their assignee's and author's alone."""
    own = sa.or_(col(Todo.assignee_id) == actor.user_id, col(Todo.author_id) == actor.user_id)
    return sa.or_(col(Todo.scope) != TodoScope.PRIVATE, own)


def _more(session: Session, actor: Actor, wanted: TodoFilter) -> Iterator[ColumnElement[bool]]:
    yield col(Todo.closed_at).is_not(None) if wanted.is_closed else _open()
    if wanted.mine:
        yield _mine(session, actor)
    for column, key in (
        (Todo.organisation_id, wanted.organisation_id),
        (Todo.person_id, wanted.person_id),
        (Todo.deal_id, wanted.deal_id),
    ):
        if key is not None:
            yield col(column) == key
    if wanted.due:
        (_, starts), (_, ends) = _bounds(session)[:2]
        at = col(Todo.remind_at)
        spans = {
            Due.OVERDUE: at < starts,
            Due.TODAY: sa.and_(at >= starts, at < ends),
            Due.UPCOMING: sa.or_(at.is_(None), at >= ends),
        }
        yield sa.or_(*(spans[due] for due in wanted.due))
    if wanted.group:
        yield _under(session, wanted.group)


LIST = NounList(
    table=Todo,
    filter=TodoFilter,
    present=visible,
    criteria={"assignee": In(Todo.assignee_id), "scope": In(Todo.scope)},
    sorts=lambda *_: SORTS,
    usual_sort="remind",
    more=_more,
)


def _under(session: Session, groups: tuple[DueGroup, ...]) -> ColumnElement[bool]:
    at = col(Todo.remind_at)
    starts, spans = datetime.min.replace(tzinfo=UTC), dict[DueGroup, ColumnElement[bool]]()
    for group, ends in _bounds(session):
        spans[group] = sa.and_(at >= starts, at < ends)
        starts = max(starts, ends)
    spans[DueGroup.LATER], spans[DueGroup.UNDATED] = at >= starts, at.is_(None)
    return sa.or_(*(spans[group] for group in groups))


def _rows(session: Session, actor: Actor, found: list[Todo]) -> list[TodoRow]:
    named = {todo.type_id for todo in found if todo.type_id is not None}
    types = {kind.id: kind for kind in session.scalars(sa.select(TodoType).where(among(col(TodoType.id), named)))}
    organisations = _names(session, Organisation, (todo.organisation_id for todo in found))
    persons = _names(session, Person, (todo.person_id for todo in found))
    deals = _names(session, Deal, (todo.deal_id for todo in found), col(Deal.title))
    called = sa.func.coalesce(sa.func.nullif(col(User.name), ""), User.email)
    users = _names(session, User, (todo.assignee_id for todo in found), called)
    bounds = _bounds(session)
    colleagues = set(absences.stood_in_for(session, actor.user_id, clock.today(session)))
    rows: list[TodoRow] = []
    for todo in found:
        of_organisation = todo.organisation_id in organisations
        rows.append(
            TodoRow(
                id=todo.key,
                version=todo.version,
                scope=todo.scope,
                type_id=todo.type_id,
                type=vocabularies.shown(types.get(todo.type_id), actor.locale),
                color=types[todo.type_id].color if todo.type_id in types else "",
                note=todo.note,
                customer_id=todo.organisation_id if of_organisation else todo.person_id,
                customer=organisations[todo.organisation_id] if of_organisation else persons.get(todo.person_id, ""),
                deal_id=todo.deal_id,
                deal=deals.get(todo.deal_id, ""),
                assignee_id=todo.assignee_id,
                assignee=users[todo.assignee_id],
                stands_in=todo.assignee_id in colleagues,
                remind_at=todo.remind_at.isoformat() if todo.remind_at else None,
                due=due_of(todo.remind_at, bounds[0][1], bounds[1][1]),
                group=_group_of(todo.remind_at, bounds),
                repeats=todo.repeats or "",
                closed_at=todo.closed_at.isoformat() if todo.closed_at else None,
                may_edit=actor.may(Permission.EDIT_TODOS),
            )
        )
    return rows


def _group_of(remind_at: datetime | None, bounds: list[tuple[DueGroup, datetime]]) -> DueGroup:
    if remind_at is None:
        return DueGroup.UNDATED
    return next((group for group, end in bounds if remind_at < end), DueGroup.LATER)


def _names(
    session: Session, table: Any, keys: Iterable[int | None], name: ColumnElement[str] | None = None
) -> dict[int | None, str]:
    """Return what rows of a table are called, by key."""
    known = {key for key in keys if key is not None}
    query = sa.select(table.id, table.name if name is None else name).where(among(table.id, known))
    return {key: called for key, called in session.execute(query)} if known else {}
