"""Check-ins over REST and from the phone's page: by key or by cookie, once, and never another person's."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sambruk_crm import db
from sambruk_crm.api.guard import guarded
from sambruk_crm.api.phone import create_phone
from sambruk_crm.models import Role
from sambruk_crm.services import users
from sambruk_crm.state import gate
from tests.factories import make_user

HERE = "http://testserver"


@pytest.fixture
def town(anna: httpx.Client) -> int:
    """An organisation to check in at."""
    return anna.post("/organisations", json={"name": "Kungsör"}).json()["id"]


@pytest.fixture
def phone(app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody has signed in with, on the site behind its guard."""
    site = FastAPI()
    site.mount("/api/phone", create_phone())
    site.mount("/", app)
    headers = {"Accept-Language": "en"}
    with TestClient(guarded(site), base_url=HERE, headers=headers, raise_server_exceptions=False) as browser:
        yield browser


def enter(phone: TestClient, role: Role = Role.STAFF, name: str = "Bo Ek") -> int:
    """Sign a new user in, as a cookie; returns their key."""
    with db.transaction() as session:
        user = make_user(session, name, role)
        token = users.sessions.start(session, user)
    phone.cookies.set(gate.cookie_name(), token)
    return user.key


def sent(town: int, **values: Any) -> dict[str, Any]:
    """Write a check-in with a key of its own."""
    return {"sender_key": secrets.token_hex(16), "organisation_id": town, **values}


def test_a_program_checks_in_once_however_often_it_sends(anna: httpx.Client, town: int) -> None:
    body = sent(town, result="Bra samtal", new_persons=["Eva Ny"])

    first, again = anna.post("/check-ins", json=body), anna.post("/check-ins", json=body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert anna.get(first.headers["Location"].removeprefix("/api/v1")).json()["result"] == "Bra samtal"
    assert anna.get("/history", params={"organisation": town, "kind": "visit"}).json()["total"] == 1


def test_what_a_program_wrote_keeps_its_earlier_texts(anna: httpx.Client, town: int) -> None:
    body = {"text": "Ringde", "kind": "call", "organisation_id": town, "todo": {"note": "Ring igen"}}
    entry = anna.post("/history", json=body).json()
    anna.patch(f"/history/{entry['id']}", json={"text": "Ringde Åsa", "version": entry["version"]})

    kept = anna.get(f"/history/{entry['id']}/revisions").json()

    assert [(was["text"], was["editor"]) for was in kept["items"]] == [("Ringde", "Anna Berg")]
    assert anna.get(f"/todos/{entry['todo_id']}").json()["note"] == "Ring igen"
    assert anna.get("/history", params={"text": "asa"}).json()["total"] == 1
    assert anna.get("/history", params={"lead": 1}).json()["total"] == 0


def test_strangers_and_other_sites_are_refused(phone: TestClient, town: int) -> None:
    assert phone.get("/api/phone/check-in").status_code == 401
    assert phone.post("/api/phone/check-ins", json=sent(town)).status_code == 401

    enter(phone)

    elsewhere = phone.post("/api/phone/check-ins", json=sent(town), headers={"Origin": "https://elsewhere.test"})
    assert elsewhere.status_code == 403
    assert phone.post("/api/phone/check-ins", json=sent(town)).status_code == 403  # says not where it comes from


def test_the_phone_is_offered_what_a_check_in_is_made_of(phone: TestClient, anna: httpx.Client, town: int) -> None:
    anna.post("/persons", json={"first_name": "Åsa", "last_name": "Öberg"})
    me = enter(phone)
    phone.post("/api/phone/check-ins", json=sent(town, new_persons=["Eva Ny"]), headers={"Origin": HERE})

    offer = phone.get("/api/phone/check-in").json()

    assert offer["user"] == {"id": me, "name": "Bo Ek"}
    assert offer["may_check_in"]
    assert offer["todo_types"][0]["name"]
    assert phone.get("/api/phone/organisations", params={"text": "kungs"}).json() == [{"id": town, "name": "Kungsör"}]
    contacts = phone.get(f"/api/phone/organisations/{town}/contacts").json()
    assert [contact["name"] for contact in contacts] == ["Eva Ny"]


def test_a_phone_sends_what_its_own_user_wrote_only(phone: TestClient, anna: httpx.Client, town: int) -> None:
    me, here = enter(phone), {"Origin": HERE}
    mine, others = sent(town, written_by=me), sent(town, written_by=me + 1)

    assert phone.post("/api/phone/check-ins", json=mine, headers=here).status_code == 201
    assert phone.post("/api/phone/check-ins", json=mine, headers=here).status_code == 200
    refused = phone.post("/api/phone/check-ins", json=others, headers=here)

    assert (refused.status_code, refused.json()["type"]) == (403, "about:another-user")
    assert anna.get("/history", params={"organisation": town}).json()["total"] == 1


def test_a_reader_is_refused_with_the_reason(phone: TestClient, town: int) -> None:
    enter(phone, Role.READER)

    refused = phone.post("/api/phone/check-ins", json=sent(town), headers={"Origin": HERE})

    assert (refused.status_code, refused.json()["detail"]) == (403, "Your role does not allow this.")


def test_a_body_that_is_too_large_is_refused(phone: TestClient, town: int) -> None:
    enter(phone)

    refused = phone.post("/api/phone/check-ins", json=sent(town, result="x" * 1_100_000), headers={"Origin": HERE})

    assert refused.status_code == 413


def test_two_tabs_that_send_at_once_make_one_entry(anna: httpx.Client, town: int) -> None:
    body = sent(town, new_persons=["Eva Ny"])

    with ThreadPoolExecutor(6) as tabs:
        answers = [tab.result() for tab in [tabs.submit(anna.post, "/check-ins", json=body) for _ in range(6)]]

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 200, 201]
    assert anna.get("/history", params={"organisation": town}).json()["total"] == 1
    assert anna.get("/persons", params={"text": "Eva Ny"}).json()["total"] == 1
