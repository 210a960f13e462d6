"""A mailing and an import whose worker is ended by `kill -9` again and again: whole in the end, and nothing twice."""

import time
from collections import Counter
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlmodel import col

from sambruk_crm.models import (
    Batch,
    BatchItem,
    BatchOutcome,
    BatchState,
    HistoryEntry,
    HistoryKind,
    Mailing,
    MailingRecipient,
    MailingState,
    Person,
    RecipientState,
)
from sambruk_crm.services import imports, mailings, reference, settings
from sambruk_crm.services.permissions import Actor
from tests.browser.stories import records
from tests.factories import make_actor, make_person
from tests.holding.workplace import Workplace, await_that, let_time_pass
from tests.servers import MailServer

RECIPIENTS, ROWS, KILLS = 90, 400, 4
CHANCE = Random(11)  # noqa: S311 -- the same every time


def new_place(folder: Path) -> tuple[Workplace, Actor]:
    """Return an empty place with Anna in it."""
    place = Workplace(folder, f"sqlite:///{folder / 'sambruk.db'}")
    place.command("migrate")
    with records(place) as session:
        reference.load_vocabularies(session)
        return place, make_actor(session, "Anna Berg")


def test_a_mailing_reaches_everybody_once_however_often_its_worker_is_killed(
    tmp_path: Path, mail_server: MailServer
) -> None:
    place, anna = new_place(tmp_path)
    with records(place) as session:
        settings.write(session, {"mails_per_minute": 300})
        for number in range(RECIPIENTS):
            make_person(session, anna, f"P{number}", "X", emails=[f"p{number}@x.example"])
        values = {"subject": "Hej {first_name}", "body": "Hej!", "audience": {"persons": {"noun": "person"}}}
        mailing_id = mailings.create(session, anna, values).key
        mailings.sending.send(session, anna, mailing_id, recipients=RECIPIENTS)

    def outcome() -> Counter[RecipientState]:
        with records(place) as session:
            query = sa.select(col(MailingRecipient.state)).where(col(MailingRecipient.mailing_id) == mailing_id)
            return Counter(session.scalars(query))

    def has_ended() -> bool:
        let_time_pass(place)
        with records(place) as session:
            return session.get_one(Mailing, mailing_id).state is MailingState.DONE

    for number in range(1, KILLS + 1):
        let_time_pass(place)
        with place.worker():
            await_arrived(place, mail_server, number * RECIPIENTS // (KILLS + 2))
            time.sleep(CHANCE.uniform(0, 0.05))
    with place.worker():
        await_that(has_ended, "the mailing has ended")

    arrived = Counter(mail.recipient for mail in mail_server.delivered)
    states = outcome()
    assert [address for address, times in arrived.items() if times > 1] == []
    assert set(states) <= {RecipientState.SENT, RecipientState.UNSURE}
    assert states[RecipientState.UNSURE] <= KILLS, "a kill leaves at most the mail in hand unsure"
    assert RECIPIENTS - len(arrived) <= states[RecipientState.UNSURE], "whoever got nothing is said to be unsure"
    with records(place) as session:
        mentions = sa.select(sa.func.count()).where(col(HistoryEntry.kind) == HistoryKind.MAIL)
        assert session.scalar(mentions) == states[RecipientState.SENT]


def test_an_import_and_its_undo_are_whole_however_often_their_worker_is_killed(tmp_path: Path) -> None:
    place, anna = new_place(tmp_path)
    lines = [f"Person{number};p{number}@example.test" for number in range(ROWS)]
    with records(place) as session:
        batch = imports.begin(
            session, anna, "person", name="p.csv", content="\n".join(["Efternamn;E-post", *lines]).encode()
        )
        imports.arrange(session, anna, batch.key, columns=batch.arguments["columns"], match="email")
        batch_id = batch.key

    def alive() -> int:
        with records(place) as session:
            query = sa.select(sa.func.count()).select_from(Person).where(col(Person.deleted_at).is_(None))
            return session.scalar(query) or 0

    def state() -> BatchState:
        with records(place) as session:
            return session.get_one(Batch, batch_id).state

    with place.worker():
        await_that(lambda: is_tried(place, batch_id), "the file is tried")
    with records(place) as session:
        imports.apply(session, anna, batch_id)
    for number in range(1, KILLS + 1):
        with place.worker():
            await_that(lambda: alive() >= number * ROWS // (KILLS + 2), "some rows are written")  # noqa: B023 -- at once
            time.sleep(CHANCE.uniform(0, 0.1))
        let_time_pass(place)
    with place.worker():
        await_that(lambda: state() is BatchState.DONE, "the import has ended")
        assert alive() == ROWS
        with records(place) as session:
            names = list(session.scalars(sa.select(col(Person.last_name))))
            outcomes = Counter(
                session.scalars(sa.select(col(BatchItem.outcome)).where(col(BatchItem.batch_id) == batch_id))
            )
        assert len(names) == len(set(names)) == ROWS
        assert outcomes == {BatchOutcome.NEW: ROWS}

    with records(place) as session:
        imports.undo(session, anna, batch_id)
    for number in range(1, KILLS + 1):
        with place.worker():
            await_that(lambda: alive() <= ROWS - number * ROWS // (KILLS + 2), "some are taken back")  # noqa: B023 -- at once
            time.sleep(CHANCE.uniform(0, 0.1))
        let_time_pass(place)
    with place.worker():
        await_that(lambda: state() is BatchState.UNDONE, "the import is undone")
    assert alive() == 0


def await_arrived(place: Workplace, server: MailServer, number: int) -> None:
    """Wait until so many mails have arrived, and let none wait for its pace."""

    def have_arrived() -> bool:
        let_time_pass(place)
        return len(server.delivered) >= number

    await_that(have_arrived, f"{number} mails arrived")


def is_tried(place: Workplace, batch_id: int) -> bool:
    """Return whether the rows of a file have been judged."""
    with records(place) as session:
        return bool(session.get_one(Batch, batch_id).arguments["is_tried"])
