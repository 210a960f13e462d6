"""To-dos that come back: their days, what makes the next one, and what takes it away again."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Job, RepeatsFrom, Repetition, Todo, utc_now
from sambruk_crm.services import jobs, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import STOCKHOLM, make_organisation, make_todo, noon, today

BY_DATE: dict[str, Any] = {"repeats_from": "date"}


def after(session: Session, todo: Todo) -> Todo | None:
    """Return the next of a series."""
    return todos.series.find_next(session, todo)


def day_of(todo: Todo | None) -> date | None:
    """Return the day of a to-do in Stockholm."""
    return todo.remind_at.astimezone(STOCKHOLM).date() if todo and todo.remind_at else None


@pytest.mark.parametrize(
    ("repeats", "day", "expected"),
    [
        (Repetition.DAILY, date(2026, 12, 31), date(2027, 1, 1)),
        (Repetition.WEEKLY, date(2026, 11, 23), date(2026, 11, 30)),
        (Repetition.MONTHLY, date(2027, 1, 31), date(2027, 2, 28)),
        (Repetition.MONTHLY, date(2028, 1, 31), date(2028, 2, 29)),
        (Repetition.YEARLY, date(2028, 2, 29), date(2029, 2, 28)),
        (Repetition.YEARLY, date(2026, 11, 23), date(2027, 11, 23)),
    ],
)
def test_the_next_day_of_a_series(repeats: Repetition, day: date, expected: date) -> None:
    assert todos.series.next_day(repeats, day) == expected


def test_the_thirty_first_stays_the_thirty_first_after_a_short_month() -> None:
    days = [date(2027, 1, 31)]
    for _ in range(4):
        days.append(todos.series.next_day(Repetition.MONTHLY, days[-1], month_day=31))

    assert [f"{day:%m-%d}" for day in days] == ["01-31", "02-28", "03-31", "04-30", "05-31"]


def test_a_leap_day_comes_back_in_the_next_leap_year() -> None:
    days = [date(2028, 2, 29)]
    for _ in range(4):
        days.append(todos.series.next_day(Repetition.YEARLY, days[-1], month_day=29))

    assert [day.isoformat() for day in days[1:]] == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]


@pytest.mark.parametrize("repeats", list(Repetition))
def test_days_that_were_missed_are_left_out(repeats: Repetition) -> None:
    found = todos.series.next_day(repeats, date(2020, 2, 29), month_day=29, after=date(2026, 11, 23))

    assert (
        found
        == {
            Repetition.DAILY: date(2026, 11, 24),
            Repetition.WEEKLY: date(2026, 11, 28),
            Repetition.MONTHLY: date(2026, 11, 29),
            Repetition.YEARLY: date(2027, 2, 28),
        }[repeats]
    )


def test_closing_makes_the_next_counted_from_the_day_it_was_closed(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    about = {"scope": "organisation", "organisation_id": town.key, "assignee_id": bo.user_id}
    todo = make_todo(session, anna, "Ring", days=-3, repeats="monthly", **about)

    todos.close(session, anna, todo.key)

    made = after(session, todo)
    assert made is not None
    assert day_of(made) == today() + relativedelta(months=1)
    assert made.remind_at is not None
    assert made.remind_at.astimezone(STOCKHOLM).hour == 12
    assert (made.note, made.assignee_id, made.author_id, made.organisation_id) == (
        "Ring", bo.user_id, anna.user_id, town.key,
    )  # fmt: skip
    assert (made.repeats, made.repeats_from) == (Repetition.MONTHLY, RepeatsFrom.CLOSING)


def test_a_series_by_date_is_counted_from_its_date_whenever_it_is_closed(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, days=2, repeats="weekly", **BY_DATE)

    todos.close(session, anna, todo.key)

    assert day_of(after(session, todo)) == today() + timedelta(days=9)


def test_postponing_moves_this_one_and_an_edit_the_series(session: Session, anna: Actor) -> None:
    put_off, moved = (make_todo(session, anna, days=2, repeats="weekly", **BY_DATE) for _ in range(2))
    todos.postpone(session, anna, put_off.key, noon(4))
    todos.update(session, anna, moved.key, {"remind_at": noon(4)})

    for todo in (put_off, moved):
        todos.close(session, anna, todo.key)

    assert day_of(after(session, put_off)) == today() + timedelta(days=9)
    assert day_of(after(session, moved)) == today() + timedelta(days=11)


def test_one_closed_long_after_its_date_comes_back_from_today_on(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, days=-30, repeats="daily", **BY_DATE)

    todos.close(session, anna, todo.key)

    assert day_of(after(session, todo)) == today()


def test_a_series_ends_on_its_last_day(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, repeats="daily", repeats_until=today() + timedelta(days=1), **BY_DATE)
    todos.close(session, anna, todo.key)
    last = after(session, todo)
    assert last is not None

    todos.close(session, anna, last.key)

    assert (day_of(last), after(session, last)) == (today() + timedelta(days=1), None)


def test_undoing_a_closing_takes_the_next_one_away(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, repeats="daily")
    todos.close(session, anna, todo.key)

    todos.reopen(session, anna, todo.key)

    assert after(session, todo) is None
    todos.close(session, anna, todo.key)
    assert after(session, todo) is not None


def test_undoing_a_closing_leaves_a_next_one_that_somebody_touched(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, repeats="daily")
    todos.close(session, anna, todo.key)
    made = after(session, todo)
    assert made is not None
    todos.update(session, anna, made.key, {"note": "With the figures of December"})

    todos.reopen(session, anna, todo.key)
    todos.close(session, anna, todo.key)

    assert [row.note for row in todos.lists.search(session, anna, TodoFilter()).items] == [made.note]


def test_closing_twice_makes_one(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, repeats="daily")
    for _ in range(2):
        todos.close(session, anna, todo.key)

    assert len(session.exec(select(Todo).where(col(Todo.previous_id) == todo.key)).all()) == 1


def passing(session: Session, *found: Todo) -> list[date | None]:
    """Let the next midnight come, and give the days of those that came after these."""
    session.commit()
    for job in session.scalars(sa.select(Job)):
        assert job.run_at == datetime.combine(today() + timedelta(days=1), time(), STOCKHOLM)
    for todo in found:
        session.execute(
            sa.update(Todo).where(col(Todo.id) == todo.id).values(remind_at=noon(-1), repeats_on=noon(-1).date())
        )
    session.commit()
    jobs.run_due(utc_now() + timedelta(days=1, hours=1))
    return [day_of(after(session, todo)) for todo in found]


def test_a_day_that_passes_makes_the_next_though_nobody_closed(session: Session, anna: Actor) -> None:
    found = [
        make_todo(session, anna, "By date", repeats="weekly", **BY_DATE),
        make_todo(session, anna, "By closing", repeats="weekly"),
        make_todo(session, anna, "Once"),
    ]

    assert passing(session, *found) == [today() + timedelta(days=6), None, None]

    todos.close(session, anna, found[0].key)
    todos.reopen(session, anna, found[0].key)
    assert after(session, found[0]) is not None, "it was there before the closing"


def test_what_was_closed_or_put_off_in_time_makes_no_other_when_its_day_passes(session: Session, anna: Actor) -> None:
    closed, put_off = (make_todo(session, anna, repeats="daily", **BY_DATE) for _ in range(2))
    todos.close(session, anna, closed.key)
    session.commit()
    todos.postpone(session, anna, put_off.key, noon(5))
    session.commit()

    jobs.run_due(utc_now() + timedelta(days=1, hours=1))

    assert day_of(after(session, closed)) == today() + timedelta(days=1)
    assert after(session, put_off) is None


def test_the_clock_keeps_its_time_over_a_change_to_summer_time(session: Session, anna: Actor) -> None:
    before = datetime(2100, 3, 27, 9, 30, tzinfo=STOCKHOLM)
    todo = make_todo(session, anna, remind_at=before, repeats="weekly", **BY_DATE)

    todos.close(session, anna, todo.key)

    made = after(session, todo)
    assert made is not None
    assert made.remind_at == datetime(2100, 4, 3, 7, 30, tzinfo=UTC)


def test_a_series_by_date_needs_a_date_and_ends_after_it_begins(session: Session, anna: Actor) -> None:
    with pytest.raises(InvalidError) as undated:
        make_todo(session, anna, days=None, repeats="daily", **BY_DATE)
    with pytest.raises(InvalidError) as ended:
        make_todo(session, anna, days=1, repeats="daily", repeats_until=today())

    assert (set(undated.value.fields), set(ended.value.fields)) == ({"remind_at"}, {"repeats_until"})


def test_what_no_longer_comes_back_forgets_how(session: Session, anna: Actor) -> None:
    todo = make_todo(session, anna, days=1, repeats="monthly", repeats_until=today() + timedelta(days=90), **BY_DATE)

    todos.update(session, anna, todo.key, {"repeats": None})

    assert (todo.repeats_until, todo.repeats_on, todo.repeats_day) == (None, None, None)
    todos.close(session, anna, todo.key)
    assert after(session, todo) is None
