"""Reminders at their time, in the app and by mail: once for each reader, whoever fires them and however often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import Locale, User, utc_now
from sambruk_crm.services import jobs, mail, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import ReminderRow
from tests.factories import make_absence, make_actor, make_organisation, make_todo, today
from tests.servers import MailServer

pytestmark = pytest.mark.usefixtures("migrated")


@dataclass
class Office:
    """Anna and Bo, and the moment from which reminders fire."""

    anna: Actor
    bo: Actor
    start: datetime

    def todo(self, minutes: float = 5, note: str = "Ring Ulla", **values: Any) -> int:
        """Add a to-do of Anna's that is due some minutes from the start."""
        with db.transaction() as session:
            return make_todo(session, self.anna, note, remind_at=self.start + timedelta(minutes=minutes), **values).key

    def pass_minutes(self, minutes: float) -> None:
        """Let the clock stand some minutes after the start, and the mail be sent."""
        todos.reminders.fire_due(self.start + timedelta(minutes=minutes))
        jobs.run_due()


@pytest.fixture
def office(migrated: str) -> Office:  # noqa: ARG001 -- the database it opens
    """An office whose reminders begin to fire now."""
    with db.transaction() as session:
        anna, bo = make_actor(session, "Anna Berg"), make_actor(session, "Bo Ek")
    start = utc_now()
    todos.reminders.fire_due(start)
    return Office(anna, bo, start)


def shown(actor: Actor) -> list[ReminderRow]:
    """Return the reminders that somebody has before them."""
    with db.reading() as session:
        return todos.reminders.unseen(session, actor)


def test_a_reminder_fires_at_its_time_and_not_before(office: Office, mail_server: MailServer) -> None:
    todo_id = office.todo(minutes=5)

    office.pass_minutes(4)
    assert shown(office.anna) == []
    office.pass_minutes(5)

    [reminder] = shown(office.anna)
    assert (reminder.todo_id, reminder.todo) == (todo_id, "Ring Ulla")
    [arrived] = mail_server.delivered
    assert arrived.recipient == office.anna.email
    assert arrived.message["Subject"] == "Reminder: Ring Ulla"
    assert f"/todos?todo={todo_id}" in arrived.text
    assert shown(office.bo) == []


def test_a_reminder_fires_once_however_often_the_clock_is_asked(office: Office, mail_server: MailServer) -> None:
    office.todo(minutes=1)

    for minutes in (1, 1, 2, 90, 200):
        office.pass_minutes(minutes)

    assert len(shown(office.anna)) == 1
    assert len(mail_server.delivered) == 1


def test_workers_at_once_fire_a_reminder_once(office: Office, mail_server: MailServer) -> None:
    for number in range(10):
        office.todo(note=f"Ring {number}")

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(office.pass_minutes, [5] * 4))
    jobs.run_due()

    assert len(shown(office.anna)) == 10
    assert sorted(mail.message["Subject"] for mail in mail_server.delivered) == sorted(
        f"Reminder: Ring {number}" for number in range(10)
    )


def test_what_fell_due_while_nobody_worked_fires_at_the_next_start(office: Office) -> None:
    office.todo(minutes=5)

    office.pass_minutes(60 * 60)

    assert len(shown(office.anna)) == 1


def test_what_was_due_before_there_were_reminders_stays_silent(office: Office) -> None:
    office.todo(minutes=-60)

    office.pass_minutes(5)

    assert shown(office.anna) == []


def test_a_reminder_put_off_fires_again_and_the_old_one_is_gone(office: Office, mail_server: MailServer) -> None:
    todo_id = office.todo(minutes=5)
    office.pass_minutes(5)

    with db.transaction() as session:
        todos.postpone(session, office.anna, todo_id, office.start + timedelta(minutes=30))
    assert shown(office.anna) == []
    office.pass_minutes(30)

    assert len(shown(office.anna)) == 1
    assert len(mail_server.delivered) == 2


def test_a_closed_to_do_reminds_nobody(office: Office, mail_server: MailServer) -> None:
    early, late = office.todo(minutes=5), office.todo(minutes=1)
    office.pass_minutes(1)

    with db.transaction() as session:
        todos.close(session, office.anna, early)
        todos.close(session, office.anna, late)
    office.pass_minutes(5)

    assert shown(office.anna) == []
    assert len(mail_server.delivered) == 1


def test_the_stand_in_is_reminded_too_but_not_of_what_is_private(office: Office, mail_server: MailServer) -> None:
    with db.transaction() as session:
        make_absence(session, office.anna.user_id, office.bo.user_id, today(), today() + timedelta(days=1))
        town = make_organisation(session, office.anna, "Kungsör")
    office.todo(minutes=1, note="Privat")
    office.todo(minutes=1, note="Ring kommunen", scope="organisation", organisation_id=town.key)

    office.pass_minutes(1)

    [reminder] = shown(office.bo)
    assert (reminder.todo, reminder.customer, reminder.colleague) == ("Ring kommunen", "Kungsör", "Anna Berg")
    assert len(shown(office.anna)) == 2
    [arrived] = mail_server.to(office.bo.email)
    assert "You stand in for Anna Berg." in arrived.text


def test_who_wants_no_mail_is_reminded_in_the_app_alone(office: Office, mail_server: MailServer) -> None:
    with db.transaction(office.anna.user_id) as session:
        mail.choices.change(session, office.anna, {"mails_reminders": False})
    office.todo(minutes=1)

    office.pass_minutes(1)

    assert len(shown(office.anna)) == 1
    assert mail_server.delivered == []


def test_the_mail_is_in_the_readers_language(office: Office, mail_server: MailServer) -> None:
    with db.transaction() as session:
        session.get_one(User, office.anna.user_id).locale = Locale.SV
    office.todo(minutes=1)

    office.pass_minutes(1)

    assert mail_server.delivered[0].message["Subject"] == "Påminnelse: Ring Ulla"


def test_without_a_mail_server_the_reminder_is_shown_and_no_job_fails(office: Office) -> None:
    office.todo(minutes=1)

    office.pass_minutes(1)

    assert len(shown(office.anna)) == 1
    assert jobs.run_due() == 0


def test_a_reminder_is_put_away_by_its_reader_alone(office: Office) -> None:
    office.todo(minutes=1)
    office.pass_minutes(1)
    [reminder] = shown(office.anna)

    with pytest.raises(NotFoundError), db.transaction() as session:
        todos.reminders.put_away(session, office.bo, reminder.id)
    with db.transaction() as session:
        todos.reminders.put_away(session, office.anna, reminder.id)

    assert shown(office.anna) == []
