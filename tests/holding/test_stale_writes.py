"""Writes that rest on what is no longer so: refused or merged, never silent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from sqlmodel import select

from sambruk_crm.models import AuditAction, AuditEntry
from sambruk_crm.state.organisations.record import OrganisationState
from tests.browser.stories import records
from tests.holding.conftest import Office
from tests.holding.event_socket import EventSocket

PATCHING = 9
TABS = 5
ROUNDS = 25
FIELDS = ("official_name", "website", "email", "phone", "note")
ORGANISATION = OrganisationState.get_full_name()


@pytest.fixture
def organisation(office: Office) -> dict[str, Any]:
    """An organisation, as its maker was told of it."""
    return office.client().post("/organisations", json={"name": "Kungsör"}).json()


@pytest.fixture
def tabs(office: Office, organisation: dict[str, Any]) -> Iterator[list[EventSocket]]:
    """The organisation's page, open in the browsers of five colleagues."""
    path = f"/organisations/{organisation['id']}"
    opened = [EventSocket(office.server, path, office.sign_in()[1]) for _ in range(TABS)]
    for tab in opened:
        tab.send(f"{ORGANISATION}.load")
        tab.wait_for(lambda found: found.get("is_loaded"), ORGANISATION)
    yield opened
    for tab in opened:
        tab.close()


def test_of_many_programs_with_the_same_version_one_writes_and_all_others_are_told(
    office: Office, organisation: dict[str, Any]
) -> None:
    clients = [office.client() for _ in range(PATCHING)]
    path, start = f"/organisations/{organisation['id']}", Barrier(PATCHING)
    written: list[str] = []
    stale = 0

    def write(number: int, version: int) -> tuple[str, httpx.Response]:
        note = f"version {version} by {number}"
        start.wait(60)
        return note, clients[number].patch(path, json={"version": version, "note": note})

    with ThreadPoolExecutor(PATCHING) as threads:
        for _ in range(ROUNDS):
            version = clients[0].get(path).json()["version"]
            answers = list(threads.map(lambda number: write(number, version), range(PATCHING)))  # noqa: B023 -- done before it changes
            saved = [(note, answer.json()) for note, answer in answers if answer.status_code == httpx.codes.OK]
            refused = [answer.json() for _, answer in answers if answer.status_code == httpx.codes.CONFLICT]
            assert (len(saved), len(refused)) == (1, PATCHING - 1), [answer.text for _, answer in answers]
            note, now = saved[0]
            assert (now["note"], now["version"]) == (note, version + 1)
            assert {(each["current"]["note"], each["current"]["version"]) for each in refused} == {(note, version + 1)}
            written.append(note)
            stale += len(refused)

    assert stale == 200
    assert changes_of(office, organisation, "note") == written


def test_of_many_tabs_that_type_over_the_same_text_one_saves_and_all_others_see_whose(
    office: Office, organisation: dict[str, Any], tabs: list[EventSocket]
) -> None:
    seen, written, stale = "", list[str](), 0

    for turn in range(ROUNDS):
        typed = [f"turn {turn} by {number}" for number in range(TABS)]
        for number, tab in enumerate(tabs):
            tab.send(f"{ORGANISATION}.save_fact", name="note", value=typed[number], base=seen, stamp=turn + 1)
        answers = [answer_to(tab, turn + 1) for tab in tabs]
        winners = [typed[number] for number, answer in enumerate(answers) if not answer["is_stale"]]
        assert len(winners) == 1, answers
        seen = winners[0]
        assert [answer["theirs"] for answer in answers if answer["is_stale"]] == [seen] * (TABS - 1)
        assert [answer["error"] for answer in answers] == [""] * TABS
        written.append(seen)
        stale += TABS - 1

    assert stale == 100
    assert changes_of(office, organisation, "note") == written


def test_tabs_that_type_into_different_fields_from_the_same_sight_all_save(
    office: Office, organisation: dict[str, Any], tabs: list[EventSocket]
) -> None:
    seen, stale = dict.fromkeys(FIELDS, ""), 0

    for turn in range(ROUNDS):
        typed = dict(zip(FIELDS, values_of(turn), strict=True))
        for tab, (name, value) in zip(tabs, typed.items(), strict=True):
            tab.send(f"{ORGANISATION}.save_fact", name=name, value=value, base=seen[name], stamp=turn + 1)
        for tab in tabs:
            answer = answer_to(tab, turn + 1)
            assert (answer["is_stale"], answer["error"]) == (False, ""), answer
        seen = typed
        stale += TABS - 1

    assert stale == 100
    stored = office.client().get(f"/organisations/{organisation['id']}").json()
    assert {name: stored[name] for name in FIELDS} == seen
    assert stored["version"] == 1 + ROUNDS * len(FIELDS)
    for position, name in enumerate(FIELDS):
        assert changes_of(office, organisation, name) == [values_of(turn)[position] for turn in range(ROUNDS)]


def values_of(turn: int) -> tuple[str, ...]:
    """Return what is typed into FIELDS in a turn, as it is stored."""
    number = f"{turn:02d}"
    return (f"Kungsörs kommun {number}", f"https://kungsor{number}.example/", f"k{number}@kungsor.example",
            f"+4622760{number}00"[:12], f"note {number}")  # fmt: skip


def answer_to(tab: EventSocket, stamp: int) -> dict[str, Any]:
    """Wait for the answer to a save, by its number."""
    found = tab.wait_for(lambda seen: seen.get("answer", {}).get("stamp") == stamp, ORGANISATION)
    return found["answer"]


def changes_of(office: Office, organisation: dict[str, Any], name: str) -> list[Any]:
    """Return every value of a field that the audit log tells of, in order."""
    query = select(AuditEntry).where(
        AuditEntry.noun == "organisation",
        AuditEntry.row_id == organisation["id"],
        AuditEntry.action == AuditAction.UPDATE,
    )
    with records(office.server) as session:
        found = [entry.after or {} for entry in session.exec(query.order_by(AuditEntry.id))]  # pyright: ignore[reportArgumentType]
    return [after[name] for after in found if name in after]
