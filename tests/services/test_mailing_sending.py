"""Mailings on their way, to a real mail server: everybody once, at a pace, and never after they said no."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, InvalidError, NotFoundError
from sambruk_crm.models import (
    HistoryEntry,
    Job,
    JobState,
    MailBlock,
    Mailing,
    MailingRecipient,
    MailingState,
    MailState,
    OutboundMail,
    Person,
    RecipientState,
    Role,
    utc_now,
)
from sambruk_crm.services import job_lists, jobs, mail, mailings, persons, settings
from sambruk_crm.services.mailings import RecipientFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_organisation, make_person
from tests.servers import MailServer

MakeMailing = Callable[..., int]
pytestmark = pytest.mark.usefixtures("migrated")


@pytest.fixture
def anna(migrated: str) -> Actor:  # noqa: ARG001 -- the database she is in
    """Anna, who is staff."""
    with db.transaction() as session:
        return make_actor(session, "Anna Berg", Role.STAFF)


@pytest.fixture
def make_mailing(anna: Actor) -> MakeMailing:
    """Write a mailing to so many new persons, p0@x.example and on."""

    def make(count: int = 3, **values: Any) -> int:
        with db.transaction(anna.user_id) as session:
            for number in range(count):
                make_person(session, anna, f"P{number}", "X", emails=[f"p{number}@x.example"])
            given = {"subject": "Hej {first_name}", "body": "Välkommen!", "audience": {"persons": {"noun": "person"}}}
            return mailings.create(session, anna, {**given, **values}).key

    return make


def send(actor: Actor, mailing_id: int, **values: Any) -> None:
    """Send a mailing, committed."""
    with db.transaction(actor.user_id) as session:
        mailings.sending.send(session, actor, mailing_id, **values)


def do_next() -> None:
    """Do the job whose time comes next, however far ahead that is."""
    with db.reading() as session:
        due = jobs.next_run_at(session)
    work = jobs.claim(due)
    assert work is not None
    jobs.perform(work)


def work_through(mailing_id: int, most: int = 100) -> Mailing:
    """Do all jobs as their times come, until the mailing has ended."""
    for _ in range(most):
        with db.reading() as session:
            mailing = session.get_one(Mailing, mailing_id)
        if mailing.job_id is None:
            return mailing
        do_next()
    pytest.fail("the mailing does not end")


def states(mailing_id: int) -> dict[str, str]:
    """Return where each recipient stands, by address."""
    with db.reading() as session:
        query = select(MailingRecipient).where(MailingRecipient.mailing_id == mailing_id)
        return {row.email: row.skipped_for or row.state for row in session.exec(query)}


def test_everybody_gets_one_mail_of_their_own(anna: Actor, make_mailing: MakeMailing, mail_server: MailServer) -> None:
    mailing_id = make_mailing(3)

    send(anna, mailing_id, recipients=3)
    ended = work_through(mailing_id)

    assert ended.state is MailingState.DONE
    assert sorted(mail.recipient for mail in mail_server.delivered) == [f"p{n}@x.example" for n in range(3)]
    assert [mail_server.to(f"p{n}@x.example")[0].message["To"] for n in range(3)] == [
        f"P{n} X <p{n}@x.example>" for n in range(3)
    ]
    assert mail_server.to("p1@x.example")[0].message["Subject"] == "Hej P1"
    assert set(states(mailing_id).values()) == {"sent"}


def test_a_mail_offers_the_way_out_in_its_foot_and_in_its_headers(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    with db.transaction() as session:
        settings.write(session, {"mail_sender": "Sambruk nytt", "mail_reply_to": "info@sambruk.example"})
    mailing_id = make_mailing(1)

    send(anna, mailing_id)
    work_through(mailing_id)

    [mail] = mail_server.delivered
    way_out = str(mail.message["List-Unsubscribe"]).strip()
    assert way_out.startswith("<http")
    assert "/unsubscribe/" in way_out
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert way_out.strip("<>") in mail.text
    assert mail.message["From"] == "Sambruk nytt <crm@sambruk.example>"
    assert mail.message["Reply-To"] == "Sambruk nytt <info@sambruk.example>"


def test_it_is_told_once_in_the_history_of_those_it_reached(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mail_server.refused["p1@x.example"] = 550
    mailing_id = make_mailing(2)
    with db.transaction() as session:
        town = make_organisation(session, anna, email="kommun@x.example")
        mailings.update(
            session,
            anna,
            mailing_id,
            {
                "subject": "Hej",
                "audience": {
                    "persons": {"noun": "person"},
                    "organisations": {"noun": "organisation", "ids": [town.key]},
                },
            },
        )

    send(anna, mailing_id)
    work_through(mailing_id)

    with db.reading() as session:
        told = list(session.exec(select(HistoryEntry)))
        query = sa.select(col(Person.first_name)).where(col(Person.id).in_([entry.person_id for entry in told]))
        reached = set(session.scalars(query))
    assert len(told) == 2
    assert reached == {"P0"}
    assert [entry.organisation_id for entry in told if entry.person_id is None] == [town.key]
    assert {entry.text for entry in told} == {"Hej"}


def test_an_address_that_does_not_exist_is_kept_from_further_mailings(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mail_server.refused["p1@x.example"] = 550
    mailing_id = make_mailing(2)

    send(anna, mailing_id)
    work_through(mailing_id)

    assert states(mailing_id) == {"p0@x.example": "sent", "p1@x.example": "failed"}
    with db.transaction() as session:
        [block] = session.exec(select(MailBlock))
        assert (block.email, block.reason, block.mailing_id) == ("p1@x.example", "bounced", mailing_id)
        assert "550" in block.note
        again = mailings.copy(session, anna, mailing_id)
        assert mailings.reviews.review(session, anna, again.key).reasons == {"bounced": 1}


@pytest.mark.parametrize(
    ("answer", "is_about_the_address"),
    [
        ("550 No such user", True),
        ("550 5.1.1 User unknown", True),
        ("553 5.1.3 Bad address", True),
        ("550 5.7.1 Looks like spam", False),
        ("530 Sign in first", False),
        ("552 5.2.2 Mailbox full", False),
        ("554 Refused", False),
        ("450 Later", False),
        ("", False),
    ],
)
def test_only_an_answer_about_the_address_counts_as_a_bounce(answer: str, is_about_the_address: bool) -> None:
    assert mail.blocks.says_no_such_address(answer) is is_about_the_address


def test_a_server_that_is_busy_is_asked_again(anna: Actor, make_mailing: MakeMailing, mail_server: MailServer) -> None:
    mail_server.refused["p0@x.example"] = 450
    mailing_id = make_mailing(1)
    send(anna, mailing_id)
    for _ in range(2):
        do_next()
    assert states(mailing_id) == {"p0@x.example": "sending"}

    mail_server.refused.clear()
    work_through(mailing_id)

    assert states(mailing_id) == {"p0@x.example": "sent"}
    assert len(mail_server.delivered) == 1


def test_a_mail_that_failed_and_is_tried_again_is_told_by_the_mailing_that_had_ended(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mail_server.refused["p0@x.example"] = 554
    mailing_id = make_mailing(2)
    send(anna, mailing_id)
    assert work_through(mailing_id).state is MailingState.DONE
    assert states(mailing_id)["p0@x.example"] == "failed"
    mail_server.refused.clear()

    with db.transaction() as session:
        ada = make_actor(session, "Ada Ros", Role.ADMINISTRATOR)
        failed = session.exec(select(Job).where(Job.state == JobState.FAILED)).one()
        job_lists.retry(session, ada, failed.key)
    assert states(mailing_id)["p0@x.example"] == "sending"

    assert work_through(mailing_id).state is MailingState.DONE
    assert states(mailing_id) == {"p0@x.example": "sent", "p1@x.example": "sent"}
    assert len(mail_server.to("p0@x.example")) == len(mail_server.to("p1@x.example")) == 1


def test_nothing_leaves_before_its_time_and_it_can_be_taken_back_until_then(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(2)
    send(anna, mailing_id)
    jobs.run_due()

    with db.transaction() as session:
        mailings.sending.stop(session, anna, mailing_id)
    assert jobs.claim(utc_now() + timedelta(hours=1)) is None

    assert mail_server.delivered == []
    with db.reading() as session:
        assert session.get_one(Mailing, mailing_id).state is MailingState.DRAFT


def test_a_mailing_waits_for_the_time_that_was_set(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(1)
    at = utc_now() + timedelta(days=2)

    send(anna, mailing_id, at=at)
    jobs.run_due(at - timedelta(minutes=1))
    assert mail_server.delivered == []
    work_through(mailing_id)

    assert len(mail_server.delivered) == 1


def test_a_mailing_that_is_stopped_goes_on_to_the_rest_alone(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    with db.transaction() as session:
        settings.write(session, {"mails_per_minute": 24})
    mailing_id = make_mailing(5)
    send(anna, mailing_id)
    do_next()
    assert list(states(mailing_id).values()).count("sending") == 2

    with db.transaction() as session:
        mailings.sending.stop(session, anna, mailing_id)
    work_through(mailing_id)
    assert set(states(mailing_id).values()) == {"waiting"}
    assert mail_server.delivered == []
    with db.transaction() as session:
        mailings.sending.resume(session, anna, mailing_id)
    ended = work_through(mailing_id)

    assert ended.state is MailingState.DONE
    assert sorted(mail.recipient for mail in mail_server.delivered) == [f"p{n}@x.example" for n in range(5)]


@pytest.mark.parametrize(("pace", "at_once", "apart"), [(6, 1, 10.0), (60, 5, 1.0), (120, 8, 0.5)])
def test_mails_leave_no_faster_than_the_pace(
    anna: Actor, make_mailing: MakeMailing, pace: int, at_once: int, apart: float
) -> None:
    with db.transaction() as session:
        settings.write(session, {"mails_per_minute": pace})
    mailing_id = make_mailing(8)
    with db.transaction() as session:
        mailings.steps.begin(session, under_way(session, anna, mailing_id), anna.user_id, utc_now())

    step(mailing_id)

    with db.reading() as session:
        query = select(Job.run_at).where(Job.kind == mail.KIND).order_by(col(Job.id))
        times = list(session.exec(query))
        following = session.get_one(Job, session.get_one(Mailing, mailing_id).job_id or 0)
    assert len(times) == at_once
    between = [(later - earlier).total_seconds() for earlier, later in pairwise([*times, following.run_at])]
    assert all(pause >= apart - 0.01 for pause in between)


def test_a_step_that_is_done_again_after_a_kill_writes_to_nobody_twice(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(3)
    with db.transaction() as session:
        mailings.steps.begin(session, under_way(session, anna, mailing_id), anna.user_id, utc_now())
    first = jobs.claim()
    assert first is not None

    mailings.steps.step(first)
    mailings.steps.step(first)
    work_through(mailing_id)

    assert len(mail_server.delivered) == 3


def test_a_mail_nobody_knows_the_fate_of_is_called_unsure_and_not_sent_again(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(2)
    with db.transaction() as session:
        mailings.steps.begin(session, under_way(session, anna, mailing_id), anna.user_id, utc_now())
    step(mailing_id)
    with db.transaction() as session:
        session.exec(select(OutboundMail)).first().state = MailState.HANDING_OVER  # pyright: ignore[reportOptionalMemberAccess]

    ended = work_through(mailing_id)

    assert ended.state is MailingState.DONE
    assert states(mailing_id) == {"p0@x.example": "unsure", "p1@x.example": "sent"}
    assert [mail.recipient for mail in mail_server.delivered] == ["p1@x.example"]


def test_whoever_says_no_meanwhile_gets_nothing(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(3)
    send(anna, mailing_id)
    with db.transaction() as session:
        people = list(session.exec(select(Person).order_by(col(Person.id))))
        persons.opt_out(session, anna, people[0].key)
        people[1].deleted_at = utc_now()

    work_through(mailing_id)

    assert states(mailing_id) == {"p0@x.example": "opted_out", "p1@x.example": "erased", "p2@x.example": "sent"}
    assert len(mail_server.delivered) == 1


@pytest.mark.parametrize(
    ("values", "sent", "field"),
    [
        ({"subject": ""}, {}, "subject"),
        ({"body": ""}, {}, "body"),
        ({"body": "Hej {title}"}, {}, "body"),
        ({"body": "Hej {nickname}"}, {}, "body"),
        ({"audience": {}}, {}, "audience"),
        ({}, {"recipients": 7}, "recipients"),
        ({}, {"at": utc_now() - timedelta(hours=1)}, "at"),
    ],
)
@pytest.mark.usefixtures("mail_server")
def test_a_mailing_that_is_not_ready_is_not_sent(
    anna: Actor, make_mailing: MakeMailing, values: dict[str, Any], sent: dict[str, Any], field: str
) -> None:
    mailing_id = make_mailing(2, **values)

    with pytest.raises(InvalidError) as refused:
        send(anna, mailing_id, **sent)

    assert list(refused.value.fields) == [field]
    with db.reading() as session:
        assert session.get_one(Mailing, mailing_id).state is MailingState.DRAFT


def test_without_a_mail_server_nothing_is_promised(anna: Actor, make_mailing: MakeMailing) -> None:
    with pytest.raises(InvalidError, match="No mail can be sent yet"):
        send(anna, make_mailing(1))


def test_a_mailing_is_sent_once_even_when_asked_twice(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(1)
    send(anna, mailing_id)

    with pytest.raises(InUseError):
        send(anna, mailing_id)
    work_through(mailing_id)
    with pytest.raises(InUseError):
        send(anna, mailing_id)

    assert len(mail_server.delivered) == 1


def test_a_test_goes_to_oneself_alone_and_can_be_written_as_to_somebody_else(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(2)
    with db.transaction() as session:
        mailings.reviews.review(session, anna, mailing_id)
        [row, _] = mailings.reviews.find(session, anna, mailing_id, RecipientFilter()).items
        mailings.reviews.send_test(session, anna, mailing_id, row.key)

    jobs.run_due()

    [arrived] = mail_server.delivered
    assert (arrived.recipient, arrived.message["Subject"]) == (anna.email, "Test: Hej P0")
    assert arrived.message["List-Unsubscribe"] is None


def test_who_follows_the_way_out_gets_no_more_marketing(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer
) -> None:
    mailing_id = make_mailing(1)
    send(anna, mailing_id)
    work_through(mailing_id)
    token = str(mail_server.delivered[0].message["List-Unsubscribe"]).strip(" <>").rpartition("/")[2]

    for _ in range(2):
        with db.transaction() as session:
            mail.blocks.opt_out(session, token)

    with db.transaction() as session:
        [person] = session.exec(select(Person))
        [block] = mail.blocks.of_person(session, anna, person.key)
        assert person.opted_out_at is not None
        assert (block.reason, block.mailing) == ("opted_out", "Hej {first_name}")
        again = mailings.copy(session, anna, mailing_id)
        assert mailings.reviews.review(session, anna, again.key).reasons == {"opted_out": 1}
        persons.opt_out(session, anna, person.key, opted_out=False)
        assert mailings.reviews.review(session, anna, again.key).recipients == 1


def test_a_way_out_that_was_made_up_leads_nowhere() -> None:
    for token in ("", "x", "' OR 1=1"):
        with db.transaction() as session, pytest.raises(NotFoundError):
            mail.blocks.opt_out(session, token)


def under_way(session: CrmSession, actor: Actor, mailing_id: int) -> Mailing:
    """Return a mailing whose list of recipients is ready, about to begin."""
    mailing = mailings.get(session, actor, mailing_id)
    mailings.reviews.list_recipients(session, actor, mailing)
    mailing.state = MailingState.QUEUED
    return mailing


def step(mailing_id: int) -> None:
    """Do the next step of a mailing, and none of its mails."""
    work = jobs.claim()
    assert work is not None
    assert work.arguments["mailing_id"] == mailing_id
    jobs.perform(work)


def test_a_surprise_about_one_recipient_holds_up_none_of_the_others(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing_id, letter = make_mailing(3), mailings.letters.letter

    def surprising(session: CrmSession, mailing: Mailing, written: Any, **values: Any) -> Any:
        if written.subject == "Hej P1":
            raise ZeroDivisionError
        return letter(session, mailing, written, **values)

    monkeypatch.setattr(mailings.letters, "letter", surprising)
    send(anna, mailing_id)

    assert work_through(mailing_id).state is MailingState.DONE
    assert states(mailing_id) == {"p0@x.example": "sent", "p1@x.example": "failed", "p2@x.example": "sent"}
    assert len(mail_server.delivered) == 2
    with db.reading() as session:
        found = mailings.reviews.recipients(session, anna, mailing_id, RecipientFilter(state=(RecipientState.FAILED,)))
    assert found.items[0].detail == "This mail could not be written: "


def test_a_long_list_is_written_down_by_a_job_and_sent_when_it_is_complete(
    anna: Actor, make_mailing: MakeMailing, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings.reviews, "AT_ONCE", 2)
    mailing_id = make_mailing(5)

    begun = review(anna, mailing_id)
    assert (begun.is_complete, begun.listed, begun.total) == (False, 0, 5)
    assert review(anna, mailing_id) == begun
    with pytest.raises(InUseError, match="not complete"):
        send(anna, mailing_id)
    assert states(mailing_id) == {}

    do_next()
    with db.reading() as session:
        written = mailings.reviews.reviewed(session, anna, mailing_id)
    assert written is not None
    assert (written.is_complete, written.recipients, written.total) == (True, 5, 5)
    assert len(states(mailing_id)) == 5
    send(anna, mailing_id, recipients=5)
    assert work_through(mailing_id).state is MailingState.DONE
    assert len(mail_server.delivered) == 5


def test_a_long_list_of_a_draft_that_changed_meanwhile_is_written_anew(
    anna: Actor, make_mailing: MakeMailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailings.reviews, "AT_ONCE", 2)
    mailing_id = make_mailing(5)
    review(anna, mailing_id)
    with db.transaction(anna.user_id) as session:
        mailings.update(session, anna, mailing_id, {"body": "Hej {title}!"})
    review(anna, mailing_id)

    jobs.run_due()

    with db.reading() as session:
        written = mailings.reviews.reviewed(session, anna, mailing_id)
        ended = session.exec(select(Job).order_by(col(Job.id))).all()
    assert [job.state for job in ended] == [JobState.CANCELLED, JobState.DONE]
    assert written is not None
    assert written.missing == {"title": 5}


def review(actor: Actor, mailing_id: int) -> mailings.reviews.Review:
    """Look through the recipients anew, committed."""
    with db.transaction(actor.user_id) as session:
        return mailings.reviews.review(session, actor, mailing_id)
