"""A mailing whose server is ended by `kill -9` again and again: nobody gets it twice, and nobody is forgotten."""

import time
from collections import Counter
from random import Random

import httpx
import pytest

from sambruk_crm.services import settings
from tests import servers
from tests.browser.stories import records
from tests.factories import make_actor, make_person
from tests.holding.conftest import MakeOffice

RECIPIENTS, KILLS = 200, 3


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_mailing_outlives_its_server_and_reaches_nobody_twice(make_office: MakeOffice, kind: str) -> None:
    chance = Random(11)  # noqa: S311 -- the same every time
    with servers.mail_server() as mail:
        office = make_office(kind)
        office.server.variables |= {"SAMBRUK_SMTP_URL": mail.url, "SAMBRUK_MAIL_FROM": "crm@sambruk.example"}
        office.server.stop()
        office.server.start()
        with records(office.server) as session:
            settings.write(session, {"mails_per_minute": 600})
            anna = make_actor(session)
            for number in range(RECIPIENTS):
                make_person(session, anna, f"P{number}", emails=[f"p{number}@x.example"])
        client = office.client()
        mailing = client.post(
            "/mailings", json={"subject": "Hej", "body": "Hej!", "audience": {"persons": {"noun": "person"}}}
        ).json()
        assert client.post(f"/mailings/{mailing['id']}/send").status_code == httpx.codes.OK

        for _ in range(KILLS):
            _await_more(mail)
            time.sleep(chance.uniform(0, 1))
            office.server.kill()
            office.server.start()
        counts = _await_end(client, mailing["id"])

    got = Counter(each.recipient for each in mail.delivered)
    assert set(got.values()) == {1}
    assert counts["sent"] + counts["unsure"] == RECIPIENTS
    assert counts["sent"] <= len(got) <= RECIPIENTS
    assert counts["unsure"] <= KILLS


def _await_more(mail: servers.MailServer) -> None:
    """Wait until another mail has arrived."""
    before, until = len(mail.delivered), time.monotonic() + 120
    while len(mail.delivered) == before:
        assert time.monotonic() < until, "no mail arrives any more"
        time.sleep(0.01)


def _await_end(client: httpx.Client, mailing_id: int) -> dict[str, int]:
    """Wait until the mailing is done; gives how many recipients stand where."""
    until = time.monotonic() + 300
    while True:
        mailing = client.get(f"/mailings/{mailing_id}").json()
        if mailing["state"] == "done":
            return mailing["counts"]
        assert time.monotonic() < until, mailing
        time.sleep(0.5)
