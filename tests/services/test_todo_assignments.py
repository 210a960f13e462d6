"""Giving many to-dos to a colleague, and taking that back."""

from typing import Any

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError
from sambruk_crm.models import User
from sambruk_crm.services import todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import Assigned, Returned, TodoFilter
from tests.factories import make_actor, make_organisation, make_todo


def give(session: Session, actor: Actor, receiver: Actor, **which: object) -> Assigned:
    """Return to-dos to somebody, in a transaction of the actor's."""
    session.info["user_id"] = actor.user_id
    return todos.assignments.assign_many(session, actor, {"assignee_id": receiver.user_id, **which})


def back(session: Session, actor: Actor, receiver: Actor, *ids: int) -> Returned:
    """Take to-dos back."""
    return todos.assignments.give_back(session, actor, {"assignee_id": receiver.user_id, "ids": ids})


def count(session: Session, actor: Actor) -> int:
    """Count what is in somebody's inbox."""
    return todos.lists.search(session, actor, TodoFilter()).total


def test_these_todos_go_to_a_colleague_and_back_to_whom_they_came_from(
    session: Session, anna: Actor, bo: Actor
) -> None:
    cia = make_actor(session, "Cia Dahl")
    town = make_organisation(session, anna)
    about: dict[str, Any] = {"scope": "organisation", "organisation_id": town.key}
    annas, cias = make_todo(session, anna, **about), make_todo(session, cia, **about)
    bos = make_todo(session, bo, **about)

    given = give(session, anna, bo, ids=(annas.key, cias.key, bos.key))

    assert (sorted(given.ids), given.assignee, given.unchanged) == ([annas.key, cias.key], "Bo Ek", 1)
    assert count(session, bo) == 3
    assert back(session, anna, bo, *given.ids) == Returned(2, [])
    assert [todos.get(session, anna, todo.key).assignee_id for todo in (annas, cias, bos)] == [
        anna.user_id, cia.user_id, bo.user_id,
    ]  # fmt: skip


def test_all_that_match_are_given_but_for_the_excluded(
    session: Session, anna: Actor, bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(todos.assignments, "AT_ONCE", 3)
    found = [make_todo(session, anna) for _ in range(10)]

    given = give(session, anna, bo, filters={"mine": True}, excluded=(found[4].key,))

    assert len(given.ids) == 9
    assert [row.id for row in todos.lists.search(session, anna, TodoFilter()).items] == [found[4].key]
    assert back(session, anna, bo, *given.ids).count == 9


def test_what_changed_meanwhile_stays_as_it_is(session: Session, anna: Actor, bo: Actor) -> None:
    cia = make_actor(session, "Cia Dahl")
    closed, passed_on, left = (make_todo(session, anna) for _ in range(3))
    given = give(session, anna, bo, ids=(closed.key, passed_on.key, left.key))
    todos.close(session, bo, closed.key)
    todos.update(session, bo, passed_on.key, {"assignee_id": cia.user_id})

    returned = back(session, anna, bo, *given.ids)

    assert (returned.count, sorted(returned.left)) == (1, [closed.key, passed_on.key])
    assert (left.assignee_id, passed_on.assignee_id) == (anna.user_id, cia.user_id)


def test_nobody_takes_what_they_did_not_give(session: Session, anna: Actor, bo: Actor) -> None:
    secret = make_todo(session, bo, "Tandläkare")

    assert back(session, anna, bo, secret.key) == Returned(0, [secret.key])
    given = give(session, anna, anna, ids=(secret.key,))

    assert (given.ids, given.unchanged, secret.assignee_id) == ([], 0, bo.user_id)


def test_the_receiver_is_active_and_the_giver_may_edit(session: Session, anna: Actor, bo: Actor, reader: Actor) -> None:
    todo = make_todo(session, anna)
    with pytest.raises(ForbiddenError):
        give(session, reader, bo, ids=(todo.key,))
    session.get_one(User, bo.user_id).is_active = False

    with pytest.raises(InvalidError) as refused:
        give(session, anna, bo, ids=(todo.key,))

    assert set(refused.value.fields) == {"assignee_id"}
