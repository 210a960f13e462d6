"""The inbox, the start page and the form for a to-do, by the events their handlers get."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.models import Role, Todo, TodoScope
from sambruk_crm.services.todos import TodoFilter
from sambruk_crm.state.lists.query import read_query
from sambruk_crm.state.today import TodayState
from sambruk_crm.state.todos.form import TodoFormState
from sambruk_crm.state.todos.list import TodoInboxState, filter_of
from tests.factories import actor_of, make_organisation, make_todo, make_user, noon
from tests.state.conftest import Tab, Wire, user_named

TYPED = {"scope": "private", "note": "Ring", "remind_on": "", "remind_time": ""}


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab of somebody who may edit to-dos."""
    tab.cookie = people[Role.STAFF]
    return tab


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to a handler."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


def all_todos() -> list[Todo]:
    with db.reading() as session:
        return list(session.exec(select(Todo)))


def add_todo(note: str = "Ring", *, days: int = 0) -> int:
    with db.transaction() as session:
        user = make_user(session, "Somebody")
        town = make_organisation(session, actor_of(user))
        values = {"scope": "organisation", "organisation_id": town.key, "assignee_id": user_named("Staff")}
        return make_todo(session, actor_of(user), note, days=days, **values).key


def test_a_typed_day_and_time_are_the_associations(staff: Tab) -> None:
    send(staff, TodoFormState.begin)
    send(staff, TodoFormState.save, form={**TYPED, "remind_on": "2027-07-01", "remind_time": "08:30"})

    (todo,) = all_todos()
    assert todo.remind_at == datetime(2027, 7, 1, 6, 30, tzinfo=UTC)


def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_saved(staff: Tab) -> None:
    send(staff, TodoFormState.begin)
    send(staff, TodoFormState.save, form={**TYPED, "remind_on": "tomorrow", "remind_time": "9 o'clock"})

    form = staff.state(TodoFormState)
    assert set(form.errors) == {"remind_on", "remind_time"}
    assert (form.is_open, all_todos()) == (True, [])


def test_saving_twice_makes_one(staff: Tab) -> None:
    send(staff, TodoFormState.begin)
    for _ in range(2):
        send(staff, TodoFormState.save, form=TYPED)

    assert len(all_todos()) == 1


def test_an_edit_that_touches_nothing_changes_nothing(staff: Tab) -> None:
    todo_id = add_todo()
    send(staff, TodoFormState.edit, todo_id=todo_id)
    draft = staff.state(TodoFormState).draft
    before = all_todos()[0].version
    typed = {name: getattr(draft, name) for name in ("scope", "note", "assignee_id", "remind_on", "remind_time")}

    send(staff, TodoFormState.save, form={**typed, "organisation_id": draft.organisation.value})

    assert not staff.state(TodoFormState).is_open
    assert all_todos()[0].version == before


def test_a_kept_form_comes_back_to_its_writer_only(staff: Tab) -> None:
    mine = {**TYPED, "note": "Half", "author": str(user_named("Staff"))}
    theirs = {**mine, "author": str(user_named("Manager"))}
    for text in (None, "", "{", "[]", "17", json.dumps({"author": 3}), json.dumps(theirs)):
        send(staff, TodoFormState.restore, text=text)
        assert not staff.state(TodoFormState).is_open

    send(staff, TodoFormState.restore, text=json.dumps(mine))

    form = staff.state(TodoFormState)
    assert (form.is_open, form.draft.note) == (True, "Half")


def test_a_kept_form_of_somebody_elses_private_todo_shows_nothing_of_it(staff: Tab) -> None:
    with db.transaction() as session:
        other = make_user(session, "Somebody")
        secret = make_todo(session, actor_of(other), "Secret").key
    kept = {**TYPED, "id": str(secret), "author": str(user_named("Staff"))}

    wire = send(staff, TodoFormState.restore, text=json.dumps(kept))

    assert "Secret" not in str(wire.delta)
    assert staff.state(TodoFormState).draft.id == 0


def test_closing_in_the_inbox_leaves_the_row_in_sight_until_the_next_visit(staff: Tab) -> None:
    todo_id = add_todo()
    send(staff, TodoInboxState.load)
    send(staff, TodoInboxState.close, todo_id=todo_id)

    (group,) = staff.state(TodoInboxState).rows
    assert (group.name, group.count, [row.closed_at is None for row in group.rows]) == ("today", 0, [False])
    send(staff, TodoInboxState.reload)
    assert len(staff.state(TodoInboxState).rows) == 1

    send(staff, TodoInboxState.load)
    assert staff.state(TodoInboxState).rows == []


def test_an_unknown_postponement_changes_nothing(staff: Tab) -> None:
    todo_id = add_todo()
    send(staff, TodoInboxState.load)

    send(staff, TodoInboxState.postpone, todo_id=todo_id, to="never")

    assert all_todos()[0].remind_at == noon()


def test_the_start_page_counts_what_is_due(staff: Tab) -> None:
    for days in (-2, -1, 0, 3):
        add_todo(days=days)

    send(staff, TodayState.load)

    day = staff.state(TodayState)
    assert (day.overdue, day.due_today, [row.due for row in day.rows]) == (2, 1, ["overdue", "overdue", "today"])
    assert day.first_name == "Staff"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", TodoFilter()),
        ("who=all", TodoFilter(mine=False)),
        ("who=7", TodoFilter(mine=False, assignee=(7,))),
        ("who=nobody&scope=nothing", TodoFilter()),
        ("organisation=7", TodoFilter(mine=False, organisation_id=7)),
        ("organisation=7&who=mine", TodoFilter(organisation_id=7)),
        ("scope=person&closed=1", TodoFilter(scope=(TodoScope.PERSON,), is_closed=True)),
    ],
)
def test_the_address_says_which_todos_are_wanted(query: str, wanted: TodoFilter) -> None:
    assert filter_of(read_query(query, TodoInboxState.kind)) == wanted
