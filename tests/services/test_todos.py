"""The to-do inbox: due dates, the badge, stand-ins and closing."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import HistoryKind, Offered, TodoScope, TodoType
from sambruk_crm.services import clock, history, todos, vocabularies
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import Due, TodoFilter
from tests.factories import make_absence, make_organisation, make_person, make_todo, today


def notes(session: Session, actor: Actor, **wanted: object) -> list[str]:
    """List the notes of the to-dos that fit, in the order of the inbox."""
    return [row.note for row in todos.lists.search(session, actor, TodoFilter(**wanted)).items]  # pyright: ignore[reportArgumentType]


def test_a_todo_is_mine_and_private_unless_said(session: Session, anna: Actor) -> None:
    todo = todos.create(session, anna, {"note": "Ring"})

    assert (todo.assignee_id, todo.scope) == (anna.user_id, TodoScope.PRIVATE)


def test_yesterday_is_overdue_today_is_today_and_the_rest_is_ahead(session: Session, anna: Actor) -> None:
    for days in (-1, 0, 1, None):
        make_todo(session, anna, str(days), days=days)

    rows = todos.lists.search(session, anna, TodoFilter()).items

    assert [(row.note, row.due) for row in rows] == [
        ("-1", Due.OVERDUE),
        ("0", Due.TODAY),
        ("1", Due.UPCOMING),
        ("None", Due.UPCOMING),
    ]


def test_the_day_turns_at_midnight_in_stockholm() -> None:
    starts, ends = datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 23, 23, tzinfo=UTC)

    assert todos.rows.due_of(starts - timedelta(seconds=1), starts, ends) is Due.OVERDUE
    assert todos.rows.due_of(starts, starts, ends) is Due.TODAY
    assert todos.rows.due_of(ends, starts, ends) is Due.UPCOMING


def test_the_badge_counts_what_is_overdue_or_due_today(session: Session, anna: Actor, bo: Actor) -> None:
    for days in (-1, 0, 1, None):
        make_todo(session, anna, days=days)
    make_todo(session, bo, days=0)

    assert todos.lists.badge_count(session, anna) == 2


def test_a_stand_in_sees_the_todos_in_the_period_only(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    make_todo(session, anna, "Besök", scope="organisation", organisation_id=town.key)
    make_todo(session, anna, "Tandläkare")
    make_absence(session, anna.user_id, bo.user_id, today() - timedelta(days=7), today() - timedelta(days=1))
    assert notes(session, bo) == []

    make_absence(session, anna.user_id, bo.user_id, today(), today())

    (row,) = todos.lists.search(session, bo, TodoFilter()).items
    assert (row.note, row.assignee, row.stands_in) == ("Besök", "Anna Berg", True)
    assert todos.lists.badge_count(session, bo) == 1


def test_a_private_todo_is_nobody_elses(session: Session, anna: Actor, bo: Actor) -> None:
    todo = make_todo(session, anna)

    with pytest.raises(NotFoundError):
        todos.get(session, bo, todo.key)
    assert notes(session, bo, mine=False) == []


def test_a_closed_todo_becomes_history_on_its_customer(session: Session, anna: Actor) -> None:
    person = make_person(session, anna)
    todo = make_todo(session, anna, "Ring om avtalet", scope="person", person_id=person.key)

    todos.close(session, anna, todo.key)

    assert notes(session, anna) == []
    (entry,) = history.search(session, anna, HistoryFilter(person_id=person.key)).items
    assert (entry.kind, entry.text, entry.author) == (HistoryKind.TODO, "Ring om avtalet", "Anna Berg")


def test_closing_twice_writes_history_once(session: Session, anna: Actor) -> None:
    person = make_person(session, anna)
    todo = make_todo(session, anna, scope="person", person_id=person.key)

    todos.close(session, anna, todo.key)
    todos.close(session, anna, todo.key)

    assert history.search(session, anna, HistoryFilter(person_id=person.key)).total == 1


def test_a_reopened_todo_takes_its_history_back(session: Session, anna: Actor) -> None:
    person = make_person(session, anna)
    todo = make_todo(session, anna, scope="person", person_id=person.key)
    todos.close(session, anna, todo.key)

    todos.reopen(session, anna, todo.key)

    assert history.search(session, anna, HistoryFilter(person_id=person.key)).total == 0


def test_a_todo_that_someone_else_changed_is_not_overwritten(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    todo = make_todo(session, anna, scope="organisation", organisation_id=town.key)
    seen = todo.version
    todos.update(session, bo, todo.key, {"note": "Bo's"})

    with pytest.raises(StaleError):
        todos.update(session, anna, todo.key, {"note": "Anna's"}, version=seen)


def test_a_todo_assigned_to_a_colleague_leaves_my_inbox(session: Session, anna: Actor, bo: Actor) -> None:
    make_todo(session, anna, "Över till Bo", assignee_id=bo.user_id)

    assert notes(session, anna) == []
    assert notes(session, bo) == ["Över till Bo"]


def test_the_groups_count_all_pages(session: Session, anna: Actor) -> None:
    for days in (-3, -2, 0, 1, 400, None):
        make_todo(session, anna, days=days)

    counts = todos.lists.group_counts(session, anna, TodoFilter())

    assert (counts["overdue"], counts["today"], counts["tomorrow"], counts["later"] + counts["undated"]) == (2, 1, 1, 2)


def test_a_reader_makes_no_todos(session: Session, reader: Actor) -> None:
    with pytest.raises(ForbiddenError):
        todos.create(session, reader, {})


def test_a_todo_is_not_emptied_afterwards(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, "Ring")

    with pytest.raises(InvalidError) as refused:
        todos.update(session, anna, todo.key, {"note": " "})

    assert list(refused.value.fields) == ["note"]


def test_a_todo_without_a_day_has_the_usual_one_of_its_type(session: Session, anna: Actor) -> None:
    kind = vocabularies.create(session, anna, TodoType, {"name": "Offert", "usual_day": "week"}).key

    usual = todos.create(session, anna, {"type_id": kind})
    undated = todos.create(session, anna, {"type_id": kind, "remind_at": None})

    assert usual.remind_at == todos.offers.moment(Offered.WEEK, clock.zone(session), clock.today(session))
    assert undated.remind_at is None
