"""The inbox under its headings, reminders as people type them, and putting things off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Offered, TodoScope
from sambruk_crm.services import todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import Postponement, TodoFilter
from tests.factories import STOCKHOLM, make_organisation, make_todo, noon, today

MONDAY = date(2026, 11, 23)


def headings(session: Session, actor: Actor, **sizes: int) -> dict[str, tuple[int, list[str], bool]]:
    """Read the inbox: what each heading says and shows."""
    found = todos.inbox.groups(session, actor, TodoFilter(), sizes=sizes)
    return {group.name: (group.count, [row.note for row in group.rows], group.has_more) for group in found}


def test_headings_come_in_the_order_of_time_and_only_when_they_hold_something(session: Session, anna: Actor) -> None:
    for days in (None, 1, 0, -2, -3):
        make_todo(session, anna, str(days), days=days)

    found = headings(session, anna)

    assert list(found.items()) == [
        ("overdue", (2, ["-3", "-2"], False)),
        ("today", (1, ["0"], False)),
        ("tomorrow", (1, ["1"], False)),
        ("undated", (1, ["None"], False)),
    ]


def test_every_todo_is_under_exactly_one_heading(session: Session, anna: Actor) -> None:
    for days in range(-8, 16):
        make_todo(session, anna, str(days), days=days)

    shown = [note for _, notes, _ in headings(session, anna).values() for note in notes]

    assert shown == [str(days) for days in range(-8, 16)]


def test_a_long_heading_says_that_there_is_more_and_gives_it(session: Session, anna: Actor) -> None:
    for number in range(todos.inbox.GROUP_SIZE + 2):
        make_todo(session, anna, str(number))

    count, notes, has_more = headings(session, anna)["today"]
    assert (count, len(notes), has_more) == (todos.inbox.GROUP_SIZE + 2, todos.inbox.GROUP_SIZE, True)

    count, notes, has_more = headings(session, anna, today=2 * todos.inbox.GROUP_SIZE)["today"]
    assert (len(set(notes)), has_more) == (todos.inbox.GROUP_SIZE + 2, False)


def test_a_todo_with_nothing_in_it_is_asked_about(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    for values in ({"remind_at": noon(1)}, {"organisation_id": town.key}):
        with pytest.raises(InvalidError) as refused:
            todos.create(session, anna, values)
        assert list(refused.value.fields) == ["note"]


def test_offered_days_are_reckoned_on_the_associations_clock() -> None:
    found = {day: todos.offers.local(day, STOCKHOLM, date(2027, 1, 31)) for day in Offered}

    assert found == {
        Offered.TODAY: ("2027-01-31", "16:00"),
        Offered.TOMORROW: ("2027-02-01", "09:00"),
        Offered.WEEK: ("2027-02-07", "09:00"),
        Offered.TWO_WEEKS: ("2027-02-14", "09:00"),
        Offered.MONTH: ("2027-02-28", "09:00"),
    }


def test_what_is_done_stands_under_one_heading_latest_first(session: Session, anna: Actor) -> None:
    for note in ("First", "Second"):
        todos.close(session, anna, make_todo(session, anna, note).key)

    (group,) = todos.inbox.groups(session, anna, TodoFilter(is_closed=True))

    assert (group.name, [row.note for row in group.rows]) == (todos.inbox.CLOSED, ["Second", "First"])


@pytest.mark.parametrize(
    ("to", "day"),
    [
        (Postponement.TOMORROW, date(2026, 11, 24)),
        (Postponement.NEXT_MONDAY, date(2026, 11, 30)),
        (Postponement.TWO_WEEKS, date(2026, 12, 7)),
    ],
)
def test_putting_off_counts_from_today_and_keeps_the_clock(to: Postponement, day: date) -> None:
    long_ago = datetime(2026, 3, 1, 13, 30, tzinfo=STOCKHOLM)

    assert todos.repeats.moved(long_ago, to, STOCKHOLM, MONDAY) == datetime.combine(day, time(13, 30), STOCKHOLM)


def test_the_clock_is_kept_across_the_end_of_summer_time() -> None:
    before = datetime(2026, 10, 20, 7, 0, tzinfo=UTC)

    moved = todos.repeats.moved(before, Postponement.TWO_WEEKS, STOCKHOLM, date(2026, 10, 20))

    assert moved == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def test_a_postponed_todo_is_due_later(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, days=-3)

    todos.postpone(session, anna, todo.key, Postponement.TOMORROW)
    assert todo.remind_at == noon(1)

    todos.postpone(session, anna, todo.key, noon(5))
    assert todo.remind_at == noon(5)


def test_an_undated_todo_is_put_off_to_nine_in_the_morning(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, days=None)

    todos.postpone(session, anna, todo.key, Postponement.TOMORROW)

    assert todo.remind_at == datetime.combine(today() + timedelta(days=1), time(9), STOCKHOLM)


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("", "", None),
        ("2026-12-24", "", datetime(2026, 12, 24, 8, 0, tzinfo=UTC)),
        ("", "15:30", datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
        ("2026-07-01", "15:30", datetime(2026, 7, 1, 13, 30, tzinfo=UTC)),
    ],
)
def test_a_typed_reminder_is_read_on_the_associations_clock(day: str, clock: str, moment: datetime | None) -> None:
    assert todos.repeats.read(day, clock, STOCKHOLM, MONDAY) == moment


def test_each_part_of_a_reminder_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InvalidError) as caught:
        todos.repeats.read("24 december", "25:00", STOCKHOLM, MONDAY)

    assert set(caught.value.fields) == {"remind_on", "remind_time"}


@pytest.mark.parametrize(("scope", "field"), [("organisation", "organisation_id"), ("person", "person_id")])
def test_a_todo_for_a_customer_names_the_customer(session: Session, anna: Actor, scope: str, field: str) -> None:
    with pytest.raises(InvalidError) as caught:
        todos.create(session, anna, {"scope": scope})

    assert set(caught.value.fields) == {field}


def test_each_choice_of_the_inbox_says_how_many_it_leaves(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna).key
    make_todo(session, anna, "private")
    make_todo(session, anna, "customer", scope="organisation", organisation_id=town)
    make_todo(session, bo, "theirs", scope="organisation", organisation_id=town)
    make_todo(session, bo, "their own")

    mine = todos.inbox.counts(session, anna, TodoFilter())
    assert (mine.mine, mine.all, mine.by_assignee) == (2, 3, {str(anna.user_id): 2, str(bo.user_id): 1})
    assert mine.by_scope == {"private": 1, "organisation": 1}
    assert todos.inbox.counts(session, anna, TodoFilter(mine=False, scope=(TodoScope.ORGANISATION,))).mine == 1
