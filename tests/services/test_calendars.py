"""The calendar of one's own to-dos: what stands in it, whose it is, and how its address ends."""

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar
from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.models import AuditEntry, TodoType, User
from sambruk_crm.services import todos, vocabularies
from sambruk_crm.services.permissions import Actor
from tests.factories import STOCKHOLM, make_absence, make_organisation, make_todo, today


def secret_of(address: str) -> str:
    """Return the secret in an address."""
    return address.rsplit("/", 1)[1].removesuffix(".ics")


def events(session: CrmSession, actor: Actor) -> list[Any]:
    """Read somebody's calendar as a calendar program does."""
    return list(Calendar.from_ical(todos.calendars.feed(session, actor)).walk("VEVENT"))


def test_a_dated_todo_is_an_event_with_an_alarm(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Åmål; kommun")
    call = vocabularies.create(session, anna, TodoType, {"name": "Ring"})
    moment = datetime(2027, 7, 1, 8, 30, tzinfo=STOCKHOLM)
    todo = make_todo(
        session,
        anna,
        "Om avtalet\nFråga efter Öberg",
        remind_at=moment,
        type_id=call.key,
        scope="organisation",
        organisation_id=town.key,
    )

    (event,) = events(session, anna)

    assert str(event["summary"]) == "Ring: Om avtalet (Åmål; kommun)"
    assert str(event["description"]) == "Fråga efter Öberg"
    assert event.decoded("dtstart") == moment.astimezone(UTC)
    assert str(event["uid"]).startswith(f"todo-{todo.key}@")
    assert str(event["url"]).endswith(f"/organisations/{town.key}")
    assert event["transp"] == "TRANSPARENT"
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger").total_seconds() == 0


def test_only_my_own_open_dated_todos_are_in_my_calendar(session: CrmSession, anna: Actor, bo: Actor) -> None:
    mine = make_todo(session, anna, "Mine")
    make_todo(session, anna, "Undated", days=None)
    todos.close(session, anna, make_todo(session, anna, "Done").key)
    make_todo(session, anna, "Given away", assignee_id=bo.user_id)
    town = make_organisation(session, bo)
    make_todo(session, bo, "Stood in for", scope="organisation", organisation_id=town.key)
    make_absence(session, bo.user_id, anna.user_id, today(), today())

    assert [str(event["summary"]) for event in events(session, anna)] == [mine.note]


def test_a_change_is_a_newer_copy_of_the_same_event(session: CrmSession, anna: Actor) -> None:
    todo = make_todo(session, anna, "Ring")
    (before,) = events(session, anna)
    todos.update(session, anna, todo.key, {"note": "Ring igen"})

    (after,) = events(session, anna)

    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])


def test_an_address_is_stored_as_a_hash_and_ends_when_renewed_or_revoked(session: CrmSession, anna: Actor) -> None:
    first = secret_of(todos.calendars.renew(session, anna))
    second = secret_of(todos.calendars.renew(session, anna))

    found = [todos.calendars.find_owner(session, secret) for secret in (first, second)]
    assert [owner.user_id if owner else None for owner in found] == [None, anna.user_id]
    assert second not in str(session.get_one(User, anna.user_id).model_dump())
    audited = str([entry.model_dump() for entry in session.exec(select(AuditEntry))])
    assert str(session.get_one(User, anna.user_id).calendar_hash) not in audited

    todos.calendars.revoke(session, anna)
    assert todos.calendars.find_owner(session, second) is None
    assert not todos.calendars.has_address(session, anna)


def test_the_calendar_of_who_left_ends(session: CrmSession, anna: Actor) -> None:
    secret = secret_of(todos.calendars.renew(session, anna))

    session.get_one(User, anna.user_id).is_active = False

    assert todos.calendars.find_owner(session, secret) is None
    assert todos.calendars.find_owner(session, "") is None
