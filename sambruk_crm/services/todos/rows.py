"""A to-do as the inbox shows it: what it is about by name, and where its reminder lies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Deal, Organisation, Person, Project, Service, Todo, TodoType, User
from sambruk_crm.services import absences, clock, contracts, leads, vocabularies
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor, Permission

RECORDS = ("deal", "lead", "contract", "service", "project")
"""What a to-do can be about, beside its customer; its column is `{noun}_id`."""


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
    lead_id: int | None
    lead: str
    contract_id: int | None
    contract: str
    service_id: int | None
    service: str
    project_id: int | None
    project: str
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

    @property
    def concerns(self) -> str:
        """What it is about, in a few words: its customer, and the records by name."""
        return ", ".join(dict.fromkeys(filter(None, (self.customer, *(getattr(self, noun) for noun in RECORDS)))))


def due_of(remind_at: datetime | None, today_starts: datetime, today_ends: datetime) -> Due:
    """Return whether a reminder's day has passed, is today, or is ahead."""
    if remind_at is None or remind_at >= today_ends:
        return Due.UPCOMING
    return Due.TODAY if remind_at >= today_starts else Due.OVERDUE


def bounds(session: Session) -> list[tuple[DueGroup, datetime]]:
    """Return each heading with the moment it ends, in order; what is later or undated comes after them."""
    zone, today = clock.zone(session), clock.today(session)
    sunday = today + timedelta(days=6 - today.weekday())
    return [
        (DueGroup.OVERDUE, clock.day_start(today, zone)),
        (DueGroup.TODAY, clock.day_end(today, zone)),
        (DueGroup.TOMORROW, clock.day_end(today + timedelta(days=1), zone)),
        (DueGroup.THIS_WEEK, clock.day_end(sunday, zone)),
    ]


def rows_of(session: Session, actor: Actor, found: list[Todo]) -> list[TodoRow]:
    """Show some to-dos as the inbox does, in their order."""
    named = {todo.type_id for todo in found if todo.type_id is not None}
    types = {kind.id: kind for kind in session.scalars(sa.select(TodoType).where(among(col(TodoType.id), named)))}
    organisations = _names(session, Organisation, (todo.organisation_id for todo in found))
    persons = _names(session, Person, (todo.person_id for todo in found))
    called = {noun: names(session, noun, (getattr(todo, f"{noun}_id") for todo in found)) for noun in RECORDS}
    user_name = sa.func.coalesce(sa.func.nullif(col(User.name), ""), User.email)
    users = _names(session, User, (todo.assignee_id for todo in found), user_name)
    ends = bounds(session)
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
                deal=called["deal"].get(todo.deal_id, ""),
                lead_id=todo.lead_id,
                lead=called["lead"].get(todo.lead_id, ""),
                contract_id=todo.contract_id,
                contract=called["contract"].get(todo.contract_id, ""),
                service_id=todo.service_id,
                service=called["service"].get(todo.service_id, ""),
                project_id=todo.project_id,
                project=called["project"].get(todo.project_id, ""),
                assignee_id=todo.assignee_id,
                assignee=users[todo.assignee_id],
                stands_in=todo.assignee_id in colleagues,
                remind_at=todo.remind_at.isoformat() if todo.remind_at else None,
                due=due_of(todo.remind_at, ends[0][1], ends[1][1]),
                group=_group_of(todo.remind_at, ends),
                repeats=todo.repeats or "",
                closed_at=todo.closed_at.isoformat() if todo.closed_at else None,
                may_edit=actor.may(Permission.EDIT_TODOS),
            )
        )
    return rows


def names(session: Session, noun: str, keys: Iterable[int | None]) -> dict[int | None, str]:
    """Return what records that to-dos can be about are called, by key; `noun` is one of RECORDS."""
    match noun:
        case "lead":
            return leads.names(session, keys)
        case "contract":
            return contracts.names(session, keys)
        case "deal":
            return _names(session, Deal, keys, col(Deal.title))
        case _:
            return _names(session, {"service": Service, "project": Project}[noun], keys)


def _group_of(remind_at: datetime | None, ends: list[tuple[DueGroup, datetime]]) -> DueGroup:
    if remind_at is None:
        return DueGroup.UNDATED
    return next((group for group, end in ends if remind_at < end), DueGroup.LATER)


def _names(
    session: Session, table: Any, keys: Iterable[int | None], name: ColumnElement[str] | None = None
) -> dict[int | None, str]:
    """Return what rows of a table are called, by key."""
    known = {key for key in keys if key is not None}
    query = sa.select(table.id, table.name if name is None else name).where(among(table.id, known))
    return {key: called for key, called in session.execute(query)} if known else {}
