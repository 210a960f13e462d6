"""The calendar as programs fetch it, without a key."""

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sambruk_crm.api import calendars
from sambruk_crm.config import settings
from tests.api.test_rest import make
from tests.factories import noon


@pytest.fixture
def program(migrated: str) -> TestClient:  # noqa: ARG001 -- the database it reads
    """A calendar program."""
    site = FastAPI()
    site.include_router(calendars.feed)
    return TestClient(site, base_url=settings().url)


def test_a_program_fetches_the_calendar_until_its_address_ends(anna: httpx.Client, program: TestClient) -> None:
    make(anna, "todos", note="Ring", remind_at=noon().isoformat())
    address = anna.post("/me/calendar").json()["url"]

    answer = program.get(address)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "SUMMARY:Ring" in answer.text
    assert program.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert program.head(address).status_code == 200

    assert anna.delete("/me/calendar").status_code == 204
    ended, unknown = program.get(address), program.get("/api/calendar/made-up.ics")
    assert ended.status_code == unknown.status_code == 404
    assert ended.text == unknown.text
    assert ended.headers["cache-control"] == "private, no-cache"
