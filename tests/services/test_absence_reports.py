"""Coming back: what colleagues did to my to-dos and wrote about my customers, until I put it away."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import Absence, AuditEntry, HistoryEntry, TagScope, Todo
from sambruk_crm.services import absences, history, responsibilities, todos
from sambruk_crm.services.absences import Report
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import make_absence, make_organisation, make_todo, noon, today


def acts(session: Session, actor: Actor) -> Actor:
    """Have the audit log name somebody from here on."""
    session.info["user_id"] = actor.user_id
    return actor


def come_back(session: Session, anna: Actor, bo: Actor) -> Absence:
    """Move what was done to yesterday, the last day of an absence."""
    session.flush()
    for table, column in ((AuditEntry, AuditEntry.created_at), (HistoryEntry, HistoryEntry.happened_at)):
        session.execute(sa.update(table).values({col(column): noon(-1)}))
    session.execute(sa.update(Todo).where(col(Todo.closed_at).is_not(None)).values(closed_at=noon(-1)))
    session.expire_all()
    return make_absence(session, anna.user_id, bo.user_id, today() - timedelta(days=5), today() - timedelta(days=1))


def told(report: Report | None) -> list[tuple[str, str, str]]:
    """Return what a report tells of to-dos."""
    assert report is not None
    return sorted((line.text, line.what, line.who) for line in report.todos)


def test_whoever_is_back_sees_what_was_done_to_their_todos(session: Session, anna: Actor, bo: Actor) -> None:
    acts(session, anna)
    town = make_organisation(session, anna, "Kungsör")
    about = {"scope": "organisation", "organisation_id": town.key}
    names = ("Closed", "Changed", "Passed on", "Untouched")
    found = {name: make_todo(session, anna, name, **about) for name in names}  # pyright: ignore[reportArgumentType]
    session.execute(sa.update(Todo).values(created_at=noon(-30)))
    session.execute(sa.delete(AuditEntry))
    acts(session, bo)
    todos.close(session, bo, found["Closed"].key)
    todos.postpone(session, bo, found["Changed"].key, noon(3))
    todos.update(session, bo, found["Passed on"].key, {"assignee_id": bo.user_id})
    make_todo(session, bo, "Bo's own", **about)  # pyright: ignore[reportArgumentType]
    come_back(session, anna, bo)

    report = absences.reports.waiting(session, anna)

    assert told(report) == [
        ("Changed", "changed", "Bo Ek"),
        ("Closed", "closed", "Bo Ek"),
        ("Passed on", "passed_on", "Bo Ek"),
    ]
    assert report is not None
    assert {line.path for line in report.todos} == {f"/organisations/{town.key}"}
    assert absences.reports.waiting(session, bo) is None


def test_it_tells_what_others_wrote_about_my_customers(session: Session, anna: Actor, bo: Actor) -> None:
    mine, other = make_organisation(session, bo, "Kungsör"), make_organisation(session, bo, "Åmål")
    responsibilities.add(session, bo, TagScope.ORGANISATION, mine.key, anna.user_id)
    for organisation, text in ((mine, "Ringde"), (other, "Besökte")):
        history.write(session, bo, {"text": text, "organisation_id": organisation.key})
    history.write(session, anna, {"text": "Mine", "organisation_id": mine.key})
    come_back(session, anna, bo)

    report = absences.reports.waiting(session, anna)

    assert report is not None
    assert [(entry.author, entry.text) for entry in report.happenings] == [("Bo Ek", "Ringde")]
    assert report.entry_count == 1


def test_much_is_counted_and_shown_some_at_a_time(session: Session, anna: Actor, bo: Actor) -> None:
    acts(session, bo)
    for number in range(12):
        make_todo(session, bo, f"No. {number}", assignee_id=anna.user_id)
    come_back(session, anna, bo)

    report, more = absences.reports.waiting(session, anna), absences.reports.waiting(session, anna, todos=60)

    assert report is not None
    assert more is not None
    assert (report.todo_count, len(report.todos), len(more.todos)) == (12, 10, 12)


def test_it_is_shown_until_it_is_put_away(session: Session, anna: Actor, bo: Actor) -> None:
    absence = come_back(session, anna, bo)
    with pytest.raises(NotFoundError):
        absences.reports.put_away(session, bo, absence.key)
    assert absences.reports.waiting(session, anna) is not None

    absences.reports.put_away(session, anna, absence.key)

    assert absences.reports.waiting(session, anna) is None
    assert absences.reports.of(session, anna, absence.key).absence_id == absence.key
    with pytest.raises(NotFoundError):
        absences.reports.of(session, bo, absence.key)


def test_there_is_none_before_the_last_day_has_passed(session: Session, anna: Actor, bo: Actor) -> None:
    make_absence(session, anna.user_id, bo.user_id, today() - timedelta(days=5), today())

    assert absences.reports.waiting(session, anna) is None


@pytest.mark.parametrize("since", [-2, 0])
def test_what_was_done_on_the_day_of_coming_back_is_told(session: Session, anna: Actor, bo: Actor, since: int) -> None:
    acts(session, anna)
    town = make_organisation(session, anna, "Kungsör")
    found = make_todo(session, anna, "Ring", scope="organisation", organisation_id=town.key)  # pyright: ignore[reportArgumentType]
    absence = make_absence(session, anna.user_id, bo.user_id, today() + timedelta(days=since), today())
    acts(session, bo)
    todos.close(session, bo, found.key)
    session.flush()

    absences.end(session, anna, absence.key)
    make_todo(session, bo, "After", assignee_id=anna.user_id)

    assert told(absences.reports.waiting(session, anna)) == [("Ring", "closed", "Bo Ek")]


def test_what_was_done_before_one_left_in_the_course_of_the_day_is_not_told(
    session: Session, anna: Actor, bo: Actor
) -> None:
    acts(session, bo)
    about = {"organisation_id": make_organisation(session, anna, "Kungsör").key, "assignee_id": anna.user_id}
    for note in ("Morning", "Afternoon"):
        make_todo(session, bo, note, **about)
    session.flush()
    days = {"stand_in_id": bo.user_id, "from_on": today(), "to_on": today() + timedelta(days=1)}

    absence = absences.create(session, anna, days)
    todos.close(session, bo, todos.lists.search(session, anna, TodoFilter()).items[-1].id)
    session.flush()

    assert [(text, what) for text, what, _ in told(absences.reports.of(session, anna, absence.key))] == [
        ("Afternoon", "closed")
    ]


def test_an_absence_that_is_written_down_afterwards_began_with_its_first_day(
    session: Session, anna: Actor, bo: Actor
) -> None:
    acts(session, bo)
    make_todo(session, bo, "Ring", assignee_id=anna.user_id)
    session.flush()
    days = {"stand_in_id": bo.user_id, "from_on": today(), "to_on": today()}

    absence = absences.create(session, anna, days)
    assert told(absences.reports.of(session, anna, absence.key)) == []
    absences.update(session, anna, absence.key, {"from_on": today() - timedelta(days=1)})

    assert told(absences.reports.of(session, anna, absence.key)) == [("Ring", "new", "Bo Ek")]
