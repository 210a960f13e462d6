"""What somebody has open, pile by pile: to be looked through before it is handed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import (
    Absence,
    Deal,
    Organisation,
    OrganisationResponsibility,
    Person,
    PersonResponsibility,
    Phase,
    Todo,
    TodoScope,
    TodoType,
    User,
)
from sambruk_crm.services import catalogue, clock, history, vocabularies
from sambruk_crm.services.absences import rules
from sambruk_crm.services.catalogue import subjects_of
from sambruk_crm.services.permissions import Actor, Permission, require

FIRST = 10
"""How many lines of a pile are shown before more are asked for."""


class Kind(StrEnum):
    """What can be handed over, in the order it is looked through."""

    TODOS = "todos"
    DEALS = "deals"
    ORGANISATIONS = "organisations"
    PERSONS = "persons"
    STAND_INS = "stand_ins"


@dataclass(frozen=True)
class Line:
    """One thing in a pile: what it is called and where it is. A private to-do says no more than that it is one."""

    id: int
    text: str
    about: str
    path: str
    is_private: bool = False


@dataclass(frozen=True)
class Pile:
    """What somebody has of one kind: how much, and the first of it."""

    kind: str
    count: int
    lines: list[Line]


def review(session: Session, actor: Actor, user_id: int, *, sizes: Mapping[str, int] | None = None) -> list[Pile]:
    """List what a user has open, kind by kind; kinds with nothing are left out.

    Args:
        sizes: how many lines of a kind, where it is not the usual number.
    """
    require(actor, Permission.MANAGE_USERS)
    if session.get(User, user_id) is None:
        raise NotFoundError
    piles: list[Pile] = []
    for kind in Kind:
        query = open_of(session, kind, user_id)
        count = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
        if count:
            limited = query.limit((sizes or {}).get(kind, FIRST))
            piles.append(Pile(kind.value, count, _LINES[kind](session, actor, list(session.execute(limited)))))
    return piles


def open_of(session: Session, kind: Kind, user_id: int) -> Any:
    """Ask for what a user has of a kind, as rows."""
    match kind:
        case Kind.TODOS:
            mine = sa.and_(col(Todo.assignee_id) == user_id, col(Todo.closed_at).is_(None))
            return sa.select(Todo).where(mine).order_by(col(Todo.remind_at), col(Todo.id))
        case Kind.DEALS:
            closed = sa.select(col(Phase.id)).where(col(Phase.is_closed))
            is_open = sa.and_(col(Deal.deleted_at).is_(None), col(Deal.phase_id).not_in(closed))
            return sa.select(Deal).where(is_open, col(Deal.owner_id) == user_id).order_by(col(Deal.title), col(Deal.id))
        case Kind.ORGANISATIONS:
            link = sa.select(OrganisationResponsibility.organisation_id).where(
                col(OrganisationResponsibility.user_id) == user_id
            )
            found = sa.select(Organisation).where(
                col(Organisation.id).in_(link), col(Organisation.deleted_at).is_(None)
            )
            return found.order_by(col(Organisation.sort_sv), col(Organisation.id))
        case Kind.PERSONS:
            link = sa.select(PersonResponsibility.person_id).where(col(PersonResponsibility.user_id) == user_id)
            found = sa.select(Person).where(col(Person.id).in_(link), col(Person.deleted_at).is_(None))
            return found.order_by(col(Person.sort_sv), col(Person.id))
        case Kind.STAND_INS:
            coming = sa.and_(col(Absence.stand_in_id) == user_id, sa.not_(rules.is_over(clock.today(session))))
            return sa.select(Absence).where(coming).order_by(col(Absence.from_on), col(Absence.id))


def name_of(user: User) -> str:
    """Return what a user is called."""
    return user.name or user.email


def _todo_lines(session: Session, actor: Actor, rows: list[Any]) -> list[Line]:
    found: list[Todo] = [row[0] for row in rows]
    types = _names(
        session, TodoType, {todo.type_id for todo in found}, lambda row: vocabularies.shown(row, actor.locale)
    )
    subject_of = subjects_of(session, found, history.SUBJECTS)
    lines: list[Line] = []
    for todo in found:
        if todo.scope is TodoScope.PRIVATE and actor.user_id not in (todo.assignee_id, todo.author_id):
            lines.append(Line(todo.key, "", "", "", is_private=True))
            continue
        text = ": ".join(filter(None, (types.get(todo.type_id, ""), todo.note)))
        noun, key, about = subject_of(todo)
        path = catalogue.get(noun).page(key) if key else ""
        lines.append(Line(todo.key, text or about, about if text else "", path))
    return lines


def _deal_lines(session: Session, _actor: Actor, rows: list[Any]) -> list[Line]:
    found: list[Deal] = [row[0] for row in rows]
    towns = _names(session, Organisation, {deal.organisation_id for deal in found}, lambda row: row.name)
    return [Line(deal.key, deal.title, towns.get(deal.organisation_id, ""), f"/deals/{deal.id}") for deal in found]


def _organisation_lines(_session: Session, _actor: Actor, rows: list[Any]) -> list[Line]:
    return [Line(row[0].key, row[0].name, "", f"/organisations/{row[0].id}") for row in rows]


def _person_lines(_session: Session, _actor: Actor, rows: list[Any]) -> list[Line]:
    return [Line(row[0].key, row[0].name, "", f"/persons/{row[0].id}") for row in rows]


def _stand_in_lines(session: Session, _actor: Actor, rows: list[Any]) -> list[Line]:
    found: list[Absence] = [row[0] for row in rows]
    names = _names(session, User, {absence.user_id for absence in found}, name_of)
    return [Line(each.key, names[each.user_id], f"{each.from_on} – {each.to_on}", "") for each in found]


def _names(session: Session, table: Any, keys: set[int | None], name: Callable[[Any], str]) -> dict[int | None, str]:
    wanted = [key for key in keys if key is not None]
    return (
        {row.id: name(row) for row in session.scalars(sa.select(table).where(table.id.in_(wanted)))} if wanted else {}
    )


_LINES: dict[Kind, Callable[[Session, Actor, list[Any]], list[Line]]] = {
    Kind.TODOS: _todo_lines,
    Kind.DEALS: _deal_lines,
    Kind.ORGANISATIONS: _organisation_lines,
    Kind.PERSONS: _person_lines,
    Kind.STAND_INS: _stand_in_lines,
}
