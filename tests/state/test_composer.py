"""What is written in the composer: a next step always leaves a to-do behind, on the day that is chosen or usual."""

from datetime import timedelta
from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Role, TodoType, User
from sambruk_crm.services import clock, todos, vocabularies
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from sambruk_crm.state.history.timeline import TimelineState
from tests.factories import actor_of, make_organisation
from tests.state.conftest import Tab, user_named


@pytest.fixture
def anna(people: dict[Role, str]) -> Actor:  # noqa: ARG001 -- the database she is in
    """The one who is staff."""
    with db.reading() as session:
        return actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str], anna: Actor) -> Tab:
    """A tab in which somebody who may edit has an organisation open."""
    tab.cookie = people[Role.STAFF]
    with db.transaction() as session:
        timeline = tab.state(TimelineState)
        timeline._subject, timeline._record_id = "organisation_id", make_organisation(session, anna).key
    return tab


def write(tab: Tab, **typed: str) -> None:
    """Write down what is typed into the composer."""
    handler: Any = TimelineState.write
    tab.send(f"{handler.state_full_name}.write", form=typed)


def left(anna: Actor) -> list[tuple[str, str]]:
    """List what is to be done, and the day of each on the clock there."""
    with db.reading() as session:
        zone = clock.zone(session)
        found = todos.lists.search(session, anna, TodoFilter()).items
        kept = [todos.get(session, anna, row.id) for row in found]
        return [(todo.note, f"{todo.remind_at.astimezone(zone):%F}" if todo.remind_at else "") for todo in kept]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({}, [("Ring igen", "")]),
        ({"todo_in": "none"}, [("Ring igen", "")]),
        ({"todo_in": "day", "todo_on": "2030-05-06"}, [("Ring igen", "2030-05-06")]),
        ({"todo_in": "no"}, []),
    ],
)
def test_a_next_step_alone_leaves_a_to_do_unless_none_is_wanted(
    staff: Tab, anna: Actor, typed: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    write(staff, kind="call", text="", next_step="Ring igen", **typed)

    assert left(anna) == expected
    assert [entry.next_step for entry in staff.state(TimelineState).entries] == ["Ring igen"]


@pytest.mark.parametrize(
    "typed", [{"kind": "call", "text": "Rang", "next_step": "Skicka"}, {"kind": "todo", "text": "Skicka"}]
)
def test_what_is_next_comes_on_the_usual_day_of_its_type(staff: Tab, anna: Actor, typed: dict[str, str]) -> None:
    with db.transaction() as session:
        kind = vocabularies.create(session, anna, TodoType, {"name": "Offert", "usual_day": "tomorrow"}).key
        tomorrow = f"{clock.today(session) + timedelta(days=1):%F}"

    write(staff, **typed, todo_type_id=str(kind))

    assert left(anna) == [("Skicka", tomorrow)]


def test_a_day_without_anything_to_do_is_asked_about(staff: Tab, anna: Actor) -> None:
    write(staff, kind="call", text="Rang", next_step="", todo_in="tomorrow")

    assert list(staff.state(TimelineState).errors) == ["next_step"]
    assert left(anna) == []
