"""Sixteen programs writing at once: no error, no duplicate, no lost write."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from sambruk_crm import db
from sambruk_crm.models import AuditAction, AuditEntry, Deal, Person, PhaseChange, Todo
from sambruk_crm.services import deals
from tests.browser.stories import records
from tests.factories import make_actor, make_deal, make_phases
from tests.holding.conftest import Office

WRITERS = 16
DEEDS = 25
MOVED_AWAY = "The card below has moved away. Please drop again."


@dataclass
class Writer:
    """One program that makes records and moves its own deals, above whichever card of whoever."""

    client: httpx.Client
    phases: list[dict[str, Any]]
    board: list[int]
    chance: Random
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    deals: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    made: dict[str, str] = field(default_factory=dict[str, str])
    steps: Counter[int] = field(default_factory=Counter[int])
    collisions: int = 0

    def work(self) -> "Writer":
        """Do everything this writer has to do."""
        for number in range(DEEDS):
            deed = self.chance.choices([self.create, self.move, self.make_other], [4, 5, 1])[0]
            (deed if self.deals else self.create)(number)
        return self

    def create(self, number: int) -> None:
        """Make a deal in some open phase."""
        phase = self.chance.choice([each for each in self.phases if not each["is_closed"]])
        deal = self._post("/deals", title=f"{self.mark} {number}", value=number, phase_id=phase["id"])
        self.deals[deal["id"]] = deal
        self.made[deal["title"]] = "deals"
        self.board.append(deal["id"])

    def make_other(self, number: int) -> None:
        """Make a person with a to-do about them."""
        name = f"{self.mark} {number}"
        person = self._post("/persons", first_name=name)
        self._post("/todos", scope="person", person_id=person["id"], note=name)
        self.made[name] = "persons"

    def move(self, _number: int) -> None:
        """Move a deal of mine to some phase, often above another card, which may just have left."""
        deal = self.deals[self.chance.choice(list(self.deals))]
        place = self._place()
        answer = self.client.post(f"/deals/{deal['id']}/move", json=place)
        if "before_id" in place and answer.status_code == httpx.codes.NOT_FOUND:
            assert answer.json()["detail"] == MOVED_AWAY, answer.text
            self.collisions += 1
            del place["before_id"]
            answer = self.client.post(f"/deals/{deal['id']}/move", json=place)
        assert answer.status_code == httpx.codes.OK, answer.text
        moved = answer.json()
        self._check_step(deal, moved, place)
        self.deals[deal["id"]] = moved

    def _place(self) -> dict[str, Any]:
        phase = self.chance.choice(self.phases)
        place: dict[str, Any] = {"phase_id": phase["id"]}
        if phase["is_closed"]:
            place |= self.chance.choice([{"outcome": "won"}, {"outcome": "lost", "lost_reason": "Price"}])
        if self.chance.random() < 0.5:
            card = self.client.get(f"/deals/{self.chance.choice(self.board)}").json()
            if card["phase_id"] == phase["id"]:
                place["before_id"] = card["id"]
        return place

    def _check_step(self, deal: dict[str, Any], moved: dict[str, Any], place: dict[str, Any]) -> None:
        is_changed = any(deal[name] != moved[name] for name in ("phase_id", "rank", "outcome", "lost_reason_text"))
        assert moved["version"] == deal["version"] + is_changed, (deal, moved)
        assert (moved["phase_id"], moved["outcome"]) == (place["phase_id"], place.get("outcome")), (place, moved)
        if (deal["phase_id"], deal["outcome"]) != (moved["phase_id"], moved["outcome"]):
            self.steps[deal["id"]] += 1

    def _post(self, path: str, **values: Any) -> dict[str, Any]:
        answer = self.client.post(path, json=values)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return answer.json()


@pytest.fixture(scope="module")
def writers(office: Office) -> list[Writer]:
    """Sixteen writers who have done 400 creates and moves at once, of which each was answered well."""
    clients = [office.client() for _ in range(WRITERS)]
    phases, board = clients[0].get("/phases").json()["items"], list[int]()
    all_of_them = [Writer(client, phases, board, Random(number)) for number, client in enumerate(clients)]  # noqa: S311 -- the same every time
    with ThreadPoolExecutor(WRITERS) as threads:
        return list(threads.map(Writer.work, all_of_them))


@pytest.fixture(scope="module")
def acknowledged(writers: list[Writer]) -> dict[int, dict[str, Any]]:
    """Every deal as the last answer to its only mover said it is."""
    return {key: deal for writer in writers for key, deal in writer.deals.items()}


@pytest.fixture
def stored(office: Office) -> dict[int, Deal]:
    """Every deal as it is stored."""
    with records(office.server) as session:
        return {deal.key: deal for deal in session.exec(select(Deal))}


def test_every_create_is_there_once(office: Office, writers: list[Writer]) -> None:
    made = Counter(title for writer in writers for title, noun in writer.made.items() if noun == "deals")
    people = Counter(name for writer in writers for name, noun in writer.made.items() if noun == "persons")

    with records(office.server) as session:
        assert Counter(session.exec(select(Deal.title))) == made
        assert Counter(session.exec(select(Person.first_name))) == people
        assert Counter(session.exec(select(Todo.note))) == people


def test_every_deal_is_where_its_last_answer_said(
    acknowledged: dict[int, dict[str, Any]], stored: dict[int, Deal]
) -> None:
    names = ("phase_id", "rank", "outcome", "version", "lost_reason_text")
    said = {key: tuple(deal[name] for name in names) for key, deal in acknowledged.items()}
    found = {key: tuple(getattr(deal, name) for name in names) for key, deal in stored.items()}

    assert found == said


def test_no_two_cards_of_a_phase_have_the_same_place(stored: dict[int, Deal]) -> None:
    places = Counter((deal.phase_id, deal.rank) for deal in stored.values())

    assert {place: count for place, count in places.items() if count > 1} == {}


def test_every_change_is_in_the_audit_log(office: Office, writers: list[Writer], stored: dict[int, Deal]) -> None:
    with records(office.server) as session:
        entries = session.exec(
            select(AuditEntry).where(AuditEntry.noun == "deal", col(AuditEntry.user_id).is_not(None))
        )
        logged = Counter((entry.row_id, entry.action) for entry in entries)

    expected = Counter({(key, AuditAction.CREATE): 1 for key in stored})
    expected.update({(key, AuditAction.UPDATE): deal.version - 1 for key, deal in stored.items() if deal.version > 1})
    assert logged == expected
    assert len(writers) == WRITERS


def test_every_step_between_phases_is_kept(office: Office, writers: list[Writer], stored: dict[int, Deal]) -> None:
    with records(office.server) as session:
        kept = Counter(session.exec(select(PhaseChange.deal_id)))

    made = Counter(dict.fromkeys(stored, 1))
    for writer in writers:
        made.update(writer.steps)
    assert kept == made


@pytest.mark.parametrize("migrated", ["postgresql"], indirect=True)
def test_two_deals_that_change_places_do_not_wait_for_each_other(migrated: str) -> None:  # noqa: ARG001
    with db.transaction() as session:
        actor, phases = make_actor(session), make_phases(session)
        there, here = phases["Interested"].key, phases["Pitch done"].key
        first, second = make_deal(session, actor, "first"), make_deal(session, actor, "second", "Pitch done")

    with db.transaction() as one, db.transaction() as other:
        other.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        deals.move(one, actor, first.key, {"phase_id": here})
        deals.move(other, actor, second.key, {"phase_id": there})

    with db.reading() as session:
        moved = dict(session.exec(select(Deal.title, Deal.phase_id)).all())
    assert moved == {"first": here, "second": there}
