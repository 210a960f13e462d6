"""The morning's list: once a day at the chosen hour, in the reader's language, and only when something is due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sambruk_crm import db
from sambruk_crm.models import Locale, User, utc_now
from sambruk_crm.services import clock, jobs, mail, todos
from sambruk_crm.services.permissions import Actor
from tests.factories import make_absence, make_actor, make_organisation, make_todo, today
from tests.servers import MailServer

pytestmark = pytest.mark.usefixtures("migrated")


def make_reader(name: str = "Anna Berg", hour: int | None = 0) -> Actor:
    """Add somebody who wants the list at an hour, from today on."""
    with db.transaction() as session:
        actor = make_actor(session, name)
        session.get_one(User, actor.user_id).digest_hour = hour
    return actor


def add(actor: Actor, note: str, days: int, **values: object) -> None:
    """Add a to-do of somebody's, some days from now."""
    with db.transaction() as session:
        make_todo(session, actor, note, days=days, **values)


def pass_time(days: int = 0) -> None:
    """Let the clock be asked some days from now, and the mail be sent."""
    todos.digests.send_due(utc_now() + timedelta(days=days))
    jobs.run_due()


def test_the_list_tells_what_is_due_and_what_is_late(mail_server: MailServer) -> None:
    anna = make_reader()
    add(anna, "Ring Ulla", 0)
    add(anna, "Skicka avtalet", -3)
    add(anna, "Nästa vecka", 7)

    pass_time()

    [arrived] = mail_server.to(anna.email)
    assert arrived.message["Subject"] == "2 to-dos are due"
    late, now = arrived.text.split("Today")
    assert f"- {today() - timedelta(days=3)} Skicka avtalet" in late
    assert "- 12:00 Ring Ulla" in now
    assert "Nästa vecka" not in arrived.text


def test_it_comes_once_a_day_whoever_sends_it(mail_server: MailServer) -> None:
    anna = make_reader()
    add(anna, "Ring Ulla", -1)

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(pass_time, [0] * 4))
    pass_time()
    assert len(mail_server.to(anna.email)) == 1
    pass_time(days=1)

    assert len(mail_server.to(anna.email)) == 2


def test_it_waits_for_its_hour(mail_server: MailServer) -> None:
    with db.reading() as session:
        midnight = clock.day_start(today(), clock.zone(session))
    anna = make_reader(hour=7)
    add(anna, "Ring Ulla", -1)

    todos.digests.send_due(midnight + timedelta(hours=6, minutes=59))
    jobs.run_due()
    assert mail_server.delivered == []
    todos.digests.send_due(midnight + timedelta(hours=7))
    jobs.run_due()

    assert len(mail_server.delivered) == 1


def test_nothing_comes_when_nothing_is_due_or_nobody_asked(mail_server: MailServer) -> None:
    idle, other = make_reader(), make_reader("Bo Ek", hour=None)
    add(idle, "Nästa vecka", 7)
    add(other, "Ring Ulla", 0)

    pass_time()

    assert mail_server.delivered == []


def test_the_stand_in_reads_whose_it_is(mail_server: MailServer) -> None:
    anna, bo = make_reader("Anna Berg", hour=None), make_reader("Bo Ek")
    with db.transaction() as session:
        make_absence(session, anna.user_id, bo.user_id, today(), today())
        town = make_organisation(session, anna, "Kungsör")
    add(anna, "Ring", 0, scope="organisation", organisation_id=town.key)

    pass_time()

    assert "- 12:00 Ring (Kungsör) for Anna Berg" in mail_server.to(bo.email)[0].text


def test_it_is_in_the_readers_language(mail_server: MailServer) -> None:
    anna = make_reader()
    with db.transaction() as session:
        session.get_one(User, anna.user_id).locale = Locale.SV
    add(anna, "Ring Ulla", -1)

    pass_time()

    [arrived] = mail_server.delivered
    assert arrived.message["Subject"] == "1 uppgift att göra"
    assert "Försenat" in arrived.text


def test_an_hour_that_has_passed_when_it_is_chosen_begins_tomorrow(mail_server: MailServer) -> None:
    anna = make_reader(hour=None)
    add(anna, "Ring Ulla", -1)
    with db.transaction() as session:
        mail.choices.change(session, anna, {"digest_hour": 0})

    pass_time()
    assert mail_server.delivered == []
    pass_time(days=1)

    assert len(mail_server.delivered) == 1
