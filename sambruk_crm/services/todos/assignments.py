"""Giving many to-dos to a colleague at once, and the way back: each to whom it was taken from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import AuditEntry, Todo, User
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import lists
from sambruk_crm.services.values.validation import Id, Input, parse

AT_ONCE = 500
"""How many rows one statement names."""


class AssignmentInput(Input):
    """Who gets which to-dos: these, or all that match the filters but for those excluded."""

    assignee_id: Id
    ids: tuple[Id, ...] | None = None
    filters: dict[str, Any] = {}
    excluded: tuple[Id, ...] = ()


class ReturnInput(Input):
    """Which of my to-dos are to go back from whom I gave them to."""

    assignee_id: Id
    ids: tuple[Id, ...]


@dataclass(frozen=True)
class Assigned:
    """The to-dos that got another assignee, by their keys, and how many were theirs already or are closed."""

    ids: list[int]
    assignee: str
    unchanged: int


@dataclass(frozen=True)
class Returned:
    """How many to-dos went back, and which were closed or given to others meanwhile and stay as they are."""

    count: int
    left: list[int]


def assign_many(session: Session, actor: Actor, values: dict[str, Any] | AssignmentInput) -> Assigned:
    """Return to-dos to a colleague, all of them or none."""
    require(actor, Permission.EDIT_TODOS)
    wanted = parse(AssignmentInput, values)
    receiver = session.get(User, wanted.assignee_id)
    if receiver is None or not receiver.is_active:
        raise InvalidError({"assignee_id": say("Choose one from the list.")})
    selection = Selection(noun="todo", ids=wanted.ids, filters=wanted.filters, excluded=wanted.excluded)
    keys = selections.keys(session, actor, selection)
    changed = [
        todo.key
        for todo in _held(session, keys, lists.visible(actor))
        if todo.closed_at is None and todo.assignee_id != receiver.id
    ]
    for todo in _held(session, changed, sa.true()):
        todo.assignee_id = receiver.key
    session.flush()
    return Assigned(changed, receiver.name or receiver.email, len(keys) - len(changed))


def give_back(session: Session, actor: Actor, values: dict[str, Any] | ReturnInput) -> Returned:
    """Take back what I gave: each to-do that is still theirs and open goes to whom I took it from.

    From whom is read in the audit log: nobody takes back what somebody else gave, nor a private to-do of others.
    """
    require(actor, Permission.EDIT_TODOS)
    wanted = parse(ReturnInput, values)
    former = dict(_taken_from(session, actor, list(wanted.ids), wanted.assignee_id))
    people = sa.select(User.id).where(col(User.id).in_(set(former.values())), col(User.is_active))
    active = set(session.scalars(people))
    done: set[int] = set()
    for todo in _held(session, list(former), sa.true()):
        is_theirs = todo.assignee_id == wanted.assignee_id and todo.closed_at is None
        if is_theirs and former[todo.key] in active:
            todo.assignee_id = former[todo.key]
            done.add(todo.key)
    session.flush()
    return Returned(len(done), [key for key in wanted.ids if key not in done])


def _held(session: Session, keys: list[int], which: Any) -> Iterator[Todo]:
    for some in _parts(keys):
        query = sa.select(Todo).where(col(Todo.id).in_(some), which).order_by(col(Todo.id))
        yield from session.scalars(query.with_for_update(of=Todo, **HELD))


def _taken_from(session: Session, actor: Actor, keys: list[int], receiver_id: int) -> Iterator[tuple[int, int]]:
    """Give, for each to-do that the actor gave to somebody, whose it was before; the latest time counts."""
    for some in _parts(keys):
        query = (
            sa.select(AuditEntry)
            .where(
                col(AuditEntry.noun) == Todo.__tablename__,
                col(AuditEntry.row_id).in_(some),
                col(AuditEntry.user_id) == actor.user_id,
            )
            .order_by(col(AuditEntry.id))
        )
        for entry in session.scalars(query):
            before, after = entry.before or {}, entry.after or {}
            if after.get("assignee_id") == receiver_id and before.get("assignee_id"):
                yield entry.row_id, before["assignee_id"]


def _parts(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
