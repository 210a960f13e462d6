"""A thousand mails by workers that are ended by `kill -9` twenty times: none lost, none twice."""

import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from sambruk_crm.models import JobState, MailState, OutboundMail
from sambruk_crm.services import mail
from tests import servers
from tests.browser.stories import records
from tests.holding.workplace import Workplace, await_all_ended, await_that, count, let_leases_end
from tests.servers import MailServer


@pytest.mark.timeout(900)  # twenty starts of a worker, on two cores that may be busy
@pytest.mark.parametrize(("kind", "mails", "kills"), [("sqlite", 1000, 20), ("postgresql", 300, 6)])
def test_no_mail_is_lost_or_comes_twice_however_often_its_worker_is_killed(
    request: pytest.FixtureRequest, tmp_path: Path, mail_server: MailServer, kind: str, mails: int, kills: int
) -> None:
    url = f"sqlite:///{tmp_path / 'sambruk.db'}"
    if kind == "postgresql":
        url = servers.create_database(request.getfixturevalue("postgres_url"), "thousand_mails")
    place, chance = Workplace(tmp_path, url), Random(1000)  # noqa: S311 -- the same every time
    place.command("migrate")
    post_all(place, mails)

    for number in range(1, kills + 1):
        with place.worker():
            await_sent(mail_server, number * mails // (kills + 10))
            time.sleep(chance.uniform(0, 0.05))
        let_leases_end(place)
    with place.worker() as last:
        await_all_ended(place)
        last.terminate()
        assert last.wait(30) == 0

    arrived = Counter(delivered.recipient for delivered in mail_server.delivered)
    assert [address for address, times in arrived.items() if times > 1] == []
    with records(place) as session:
        stored = {found.to_address: found.state for found in session.scalars(sa.select(OutboundMail))}
        assert len(stored) == mails
        assert {address for address, state in stored.items() if state is MailState.SENT} <= set(arrived)
        unsure = {address for address, state in stored.items() if state is not MailState.SENT}
        assert {stored[address] for address in unsure} <= {MailState.HANDING_OVER}
        assert len(unsure) <= kills
        assert count(session, JobState.DONE) == mails - len(unsure)
        assert count(session, JobState.FAILED) == len(unsure)


def post_all(place: Workplace, mails: int) -> None:
    """Ask for the mails, in one transaction."""
    with records(place) as session:
        for number in range(mails):
            address = f"reader{number}@example.com"
            mail.post(session, purpose="test", to_address=address, subject=f"Number {number}", text="Hej!")


def await_sent(server: MailServer, number: int) -> None:
    """Wait until so many mails have arrived."""
    await_that(lambda: len(server.delivered) >= number, f"{number} mails arrived")
