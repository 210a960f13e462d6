"""To-dos that come back: when the next of a series is due, and the making of it."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import RepeatsFrom, Repetition, Todo
from sambruk_crm.services import clock, jobs
from sambruk_crm.services.jobs import Work
from sambruk_crm.services.todos import repeats

COPIED = (
    "scope", "organisation_id", "person_id", "deal_id", "lead_id", "contract_id", "service_id", "project_id",
    "type_id", "note", "assignee_id", "author_id", "repeats", "repeats_from", "repeats_until", "repeats_day",
    "is_example",
)  # fmt: skip
"""What the next to-do has from the one before."""
DAYS = {Repetition.DAILY: 1, Repetition.WEEKLY: 7}
MONTHS = {Repetition.MONTHLY: 1, Repetition.YEARLY: 12}
KIND = "todos.repeat"


def settle(session: Session, todo: Todo, *, is_moved: bool) -> None:
    """Have a to-do that was written agree with itself about coming back.

    Args:
        is_moved: somebody gave it another date, from which the series is counted from now on.

    Raises:
        InvalidError: it repeats from a date it does not have, or ends before it begins.
    """
    if todo.repeats is None:
        todo.repeats_from, todo.repeats_until = RepeatsFrom.CLOSING, None
        todo.repeats_on = todo.repeats_day = None
        return
    day = _day_of(session, todo)
    if day is None and todo.repeats_from is RepeatsFrom.DATE:
        raise InvalidError({"remind_at": say("Choose a day: it comes back counted from it.")})
    if day is not None and todo.repeats_until is not None and todo.repeats_until < day:
        raise InvalidError({"repeats_until": say("It cannot end before its day.")})
    if is_moved or todo.repeats_on is None:
        todo.repeats_on, todo.repeats_day = day, day.day if day else None


def next_day(repeats: Repetition, day: date, *, month_day: int | None = None, after: date | None = None) -> date:
    """Return the first day of a series after its `day`, and after another day if said.

    Args:
        month_day: the day of the month that is wanted; a month without it takes its last day.
    """
    after = max(day, after or day)
    if repeats in DAYS:
        step = DAYS[repeats]
        return day + timedelta(days=step * ((after - day).days // step + 1))
    step = MONTHS[repeats]
    apart = (after.year - day.year) * 12 + after.month - day.month
    times = max(1, apart // step)
    while (found := day + relativedelta(months=step * times, day=month_day or day.day)) <= after:
        times += 1
    return found


def follow(session: Session, todo: Todo) -> Todo | None:
    """Make the next of a series, unless it is there already or the series ends."""
    if todo.repeats is None or find_next(session, todo) is not None:
        return None
    today = clock.today(session)
    if todo.repeats_from is RepeatsFrom.CLOSING:
        day = next_day(todo.repeats, today)
    else:
        passed = max(_day_of(session, todo) or today, today - timedelta(days=1))
        day = next_day(todo.repeats, todo.repeats_on or today, month_day=todo.repeats_day, after=passed)
    if todo.repeats_until is not None and day > todo.repeats_until:
        return None
    made = Todo(**{name: getattr(todo, name) for name in COPIED}, previous_id=todo.key, repeats_on=day)
    made.remind_at = _moment(session, todo, day)
    session.add(made)
    session.flush()
    watch(session, made)
    return made


def take_back(session: Session, todo: Todo, closed_at: datetime | None) -> None:
    """Take away the next of a series that a closing made, if nobody has touched it: it was not done after all."""
    made = find_next(session, todo)
    if made is None or closed_at is None or made.created_at < closed_at:
        return
    if made.version == 1 and made.closed_at is None:
        session.delete(made)


def find_next(session: Session, todo: Todo) -> Todo | None:
    """Return the to-do that came after this one in its series."""
    return session.scalar(sa.select(Todo).where(col(Todo.previous_id) == todo.id))


def watch(session: Session, todo: Todo) -> None:
    """Have the next of a series by date made when the day has passed, though nobody closed this one."""
    day = _day_of(session, todo)
    if todo.repeats is None or todo.repeats_from is not RepeatsFrom.DATE or day is None or todo.closed_at is not None:
        return
    day = max(day, clock.today(session))
    jobs.enqueue(
        session,
        KIND,
        {"todo_id": todo.key},
        run_at=clock.day_end(day, clock.zone(session)),
        unique_key=f"{KIND}:{todo.key}:{day}",
    )


@jobs.handles(KIND)
def pass_day(work: Work) -> None:
    """Make the next of a series if the day of this one is over and it is still open."""
    with db.transaction() as session:
        todo = session.get(Todo, work.arguments["todo_id"], with_for_update=db.HELD)
        if todo is None or todo.closed_at is not None or todo.repeats_from is not RepeatsFrom.DATE:
            return
        day = _day_of(session, todo)
        if day is not None and day < clock.today(session):
            follow(session, todo)


def _day_of(session: Session, todo: Todo) -> date | None:
    return clock.local(todo.remind_at, clock.zone(session)).date() if todo.remind_at else None


def _moment(session: Session, todo: Todo, day: date) -> datetime:
    """Return the same time on the clock there, on another day."""
    zone = clock.zone(session)
    at = clock.local(todo.remind_at, zone).time() if todo.remind_at else repeats.USUAL_TIME
    return datetime.combine(day, at, zone).astimezone(UTC)
