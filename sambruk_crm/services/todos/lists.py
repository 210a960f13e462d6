"""To-dos as people look at them: the inbox with its headings, the badge, and what a row shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Todo, TodoScope, utc_now
from sambruk_crm.services import absences, clock
from sambruk_crm.services.catalogue import In, ListFilter, NounList
from sambruk_crm.services.paging import Page, Paging, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos.rows import Due, DueGroup, TodoRow, bounds, rows_of


@dataclass(frozen=True, kw_only=True)
class TodoFilter(ListFilter):
    """Which to-dos are wanted. `mine` are the actor's and those of the colleagues stood in for."""

    mine: bool = True
    assignee: tuple[int, ...] = ()
    organisations: tuple[int, ...] = ()
    organisation_id: int | None = None
    person_id: int | None = None
    deal_id: int | None = None
    lead_id: int | None = None
    contract_id: int | None = None
    service_id: int | None = None
    project_id: int | None = None
    scope: tuple[TodoScope, ...] = ()
    due: tuple[Due, ...] = ()
    group: tuple[DueGroup, ...] = ()
    is_closed: bool = False


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
    return Page(rows_of(session, actor, page.items), page.total, page.next_cursor)


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
    headings = bounds(session)
    heading = sa.case(
        (col(Todo.remind_at).is_(None), DueGroup.UNDATED.value),
        *((col(Todo.remind_at) < end, group.value) for group, end in headings),
        else_=DueGroup.LATER.value,
    )
    query = sa.select(heading, sa.func.count()).where(LIST.where(session, actor, wanted)).group_by(heading)
    return {group: count for group, count in session.execute(query)}


def row(session: Session, actor: Actor, todo: Todo) -> TodoRow:
    """Show one to-do as the inbox does."""
    return rows_of(session, actor, [todo])[0]


def rows(session: Session, actor: Actor, found: list[Todo]) -> list[TodoRow]:
    """Show some to-dos as the inbox does, in their order."""
    return rows_of(session, actor, found)


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
    if wanted.organisations:
        yield col(Todo.organisation_id).in_(wanted.organisations)
    for column, key in (
        (Todo.organisation_id, wanted.organisation_id),
        (Todo.person_id, wanted.person_id),
        (Todo.deal_id, wanted.deal_id),
        (Todo.lead_id, wanted.lead_id),
        (Todo.contract_id, wanted.contract_id),
        (Todo.service_id, wanted.service_id),
        (Todo.project_id, wanted.project_id),
    ):
        if key is not None:
            yield col(column) == key
    if wanted.due:
        (_, starts), (_, ends) = bounds(session)[:2]
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
    for group, ends in bounds(session):
        spans[group] = sa.and_(at >= starts, at < ends)
        starts = max(starts, ends)
    spans[DueGroup.LATER], spans[DueGroup.UNDATED] = at >= starts, at.is_(None)
    return sa.or_(*(spans[group] for group in groups))
