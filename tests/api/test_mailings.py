"""Mailings over REST: from draft to mail server, and the way out that each mail offers."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sambruk_crm import db
from sambruk_crm.api import unsubscribe
from sambruk_crm.models import Role, utc_now
from sambruk_crm.services import jobs
from tests.api.conftest import MakeClient
from tests.servers import MailServer

DRAFT = {"subject": "Hej {first_name}", "body": "Välkommen!", "audience": {"persons": {"noun": "person"}}}


def person(client: httpx.Client, number: int = 0) -> int:
    """Add somebody with an address."""
    answer = client.post("/persons", json={"first_name": f"P{number}", "emails": [f"p{number}@x.example"]})
    return answer.json()["id"]


def do_all(client: httpx.Client, mailing_id: int) -> dict[str, object]:
    """Do jobs as their times come until the mailing has ended."""
    for _ in range(50):
        mailing = client.get(f"/mailings/{mailing_id}").json()
        if mailing["state"] in {"done", "stopped"}:
            return mailing
        with db.reading() as session:
            due = jobs.next_run_at(session)
        work = jobs.claim(due)
        assert work is not None
        jobs.perform(work)
    pytest.fail("the mailing does not end")


def test_a_mailing_goes_from_draft_to_every_mailbox(anna: httpx.Client, mail_server: MailServer) -> None:
    for number in range(3):
        person(anna, number)
    anna.post("/persons", json={"first_name": "Utan"})
    made = anna.post("/mailings", json=DRAFT)
    mailing = made.json()
    path = f"/mailings/{mailing['id']}"

    patched = anna.patch(path, json={"version": mailing["version"], "subject": "Hej du {first_name}"}).json()
    assert anna.get(f"{path}/review").status_code == 404
    review = anna.post(f"{path}/review").json()
    everybody = anna.get(f"{path}/recipients").json()
    preview = anna.get(f"{path}/preview", params={"recipient": everybody["items"][0]["id"]}).json()
    sent = anna.post(f"{path}/send", json={"version": patched["version"], "recipients": review["recipients"]})
    ended = do_all(anna, mailing["id"])

    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1{path}")
    assert review == {
        "recipients": 3, "skipped": 1, "reasons": {"no_address": 1}, "missing": {},
        "is_complete": True, "listed": 0, "total": 4,
    }  # fmt: skip
    assert preview["subject"] == "Hej du P0"
    assert (sent.status_code, sent.json()["state"]) == (200, "queued")
    assert ended["counts"] == {
        **dict.fromkeys(("waiting", "sending", "failed", "unsure", "opted_out", "bounced", "duplicate", "erased"), 0),
        "sent": 3,
        "skipped": 1,
        "no_address": 1,
    }
    assert sorted(mail.recipient for mail in mail_server.delivered) == [f"p{n}@x.example" for n in range(3)]
    reached = anna.get(f"{path}/recipients", params={"state": "sent", "limit": 2}).json()
    assert (reached["total"], len(reached["items"])) == (3, 2)
    history = anna.get("/history", params={"person": everybody["items"][0]["person_id"]}).json()
    assert [(entry["kind"], entry["text"]) for entry in history["items"]] == [("mail", "Hej du P0")]


def test_a_stale_patch_or_sending_answers_with_what_is_there_now(anna: httpx.Client, mail_server: MailServer) -> None:
    person(anna)
    mailing = anna.post("/mailings", json=DRAFT).json()
    path = f"/mailings/{mailing['id']}"
    anna.patch(path, json={"version": mailing["version"], "subject": "Nytt"})

    patched = anna.patch(path, json={"version": mailing["version"], "subject": "Annat"})
    sent = anna.post(f"{path}/send", json={"version": mailing["version"]})

    assert (patched.status_code, sent.status_code) == (409, 409)
    assert patched.json()["current"]["subject"] == sent.json()["current"]["subject"] == "Nytt"
    assert mail_server.delivered == []


def test_stopping_before_the_start_gives_the_draft_back(anna: httpx.Client, mail_server: MailServer) -> None:
    person(anna)
    path = f"/mailings/{anna.post('/mailings', json=DRAFT).json()['id']}"
    anna.post(f"{path}/send")

    stopped = anna.post(f"{path}/stop")
    again = anna.post(f"{path}/stop")
    jobs.run_due(utc_now() + timedelta(hours=1))

    assert (stopped.status_code, stopped.json()["state"]) == (200, "draft")
    assert again.status_code == 409
    assert mail_server.delivered == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"subject": "Hej {nickname}"}, "subject"),
        ({"audience": {"persons": {"noun": "organisation"}}}, "audience"),
        ({"audience": {"persons": {"noun": "person", "filters": {"colour": "red"}}}}, "colour"),
    ],
)
def test_what_cannot_be_is_refused_by_name(anna: httpx.Client, body: dict[str, object], field: str) -> None:
    made = anna.post("/mailings", json={**DRAFT, **body})
    answer = made if made.is_error else anna.post(f"/mailings/{made.json()['id']}/review")

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]


def test_readers_send_nothing_and_staff_no_information(client_of: MakeClient, anna: httpx.Client) -> None:
    reader, boss = client_of(Role.READER), client_of(Role.ADMINISTRATOR)
    mailing = boss.post("/mailings", json={**DRAFT, "kind": "information"}).json()

    assert reader.post("/mailings", json=DRAFT).status_code == 403
    assert reader.get(f"/mailings/{mailing['id']}").status_code == 200
    assert anna.post("/mailings", json={**DRAFT, "kind": "information"}).status_code == 403
    assert anna.post(f"/mailings/{mailing['id']}/send").status_code == 403


def test_templates_are_made_changed_and_archived(anna: httpx.Client) -> None:
    made = anna.post("/mailing-templates", json={"name": "Inbjudan", "subject": "Hej", "body": "Välkommen"}).json()
    path = f"/mailing-templates/{made['id']}"

    changed = anna.patch(path, json={"version": made["version"], "body": "Hej {first_name|du}", "is_archived": True})

    assert changed.json()["archived_at"] is not None
    assert anna.get("/mailing-templates").json()["items"] == []
    assert anna.get("/mailing-templates", params={"archived": True}).json()["total"] == 1


@pytest.fixture
def stranger(app: FastAPI) -> httpx.Client:
    """Somebody who got a mail, with a browser and no key."""
    app.include_router(unsubscribe.router)
    return TestClient(app, base_url="http://test")


@pytest.fixture
def way_out(anna: httpx.Client, mail_server: MailServer) -> str:
    """The path of the way out in a mail that arrived."""
    person(anna)
    mailing_id = anna.post("/mailings", json=DRAFT).json()["id"]
    anna.post(f"/mailings/{mailing_id}/send")
    do_all(anna, mailing_id)
    address = str(mail_server.delivered[0].message["List-Unsubscribe"]).strip(" <>")
    return "/unsubscribe/" + address.rpartition("/")[2]


def test_looking_at_the_way_out_says_no_for_nobody(anna: httpx.Client, stranger: httpx.Client, way_out: str) -> None:
    page = stranger.get(way_out, headers={"Accept-Language": "de-DE,de;q=0.9"})

    assert page.status_code == 200
    assert '<html lang="de">' in page.text
    assert "p0@x.example" in page.text
    assert page.text.count("<button") == 1
    assert anna.get("/persons").json()["items"][0]["opted_out_at"] is None


def test_one_post_of_a_mail_program_is_enough(anna: httpx.Client, stranger: httpx.Client, way_out: str) -> None:
    answers = [stranger.post(way_out, data={"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    found = anna.get("/persons").json()["items"][0]
    assert found["opted_out_at"] is not None
    again = anna.post("/mailings", json=DRAFT).json()["id"]
    assert anna.post(f"/mailings/{again}/review").json()["reasons"] == {"opted_out": 1}
    assert anna.delete(f"/persons/{found['id']}/opt-out").json()["opted_out_at"] is None
    assert anna.post(f"/mailings/{again}/review").json()["recipients"] == 1


def test_a_link_that_is_not_ours_is_told_so(stranger: httpx.Client) -> None:
    assert stranger.get("/unsubscribe/nonsense").status_code == 404
    assert stranger.post("/unsubscribe/nonsense").status_code == 404


def test_an_opt_out_can_be_noted_with_its_day(anna: httpx.Client) -> None:
    key = person(anna)

    answer = anna.post(f"/persons/{key}/opt-out", json={"on": "2026-05-02"})

    assert answer.json()["opted_out_at"].startswith("2026-05-01T22:00")
