"""What a new noun takes: one declaration and a table (`tests/rooms.py`), and every mechanism serves it."""

import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from sambruk_crm import db
from sambruk_crm.api.records import routes
from sambruk_crm.api.rest import create_rest
from sambruk_crm.models import AuditEntry, Role
from sambruk_crm.services import catalogue, jobs, reference, users
from tests import rooms
from tests.factories import make_actor
from tests.rooms import ROOM, OwnTables, Room, RoomInput


def indexed(session: db.CrmSession) -> None:
    """Index the folded text of rooms as migrations do for the tables of the application."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("CREATE VIRTUAL TABLE room_fts USING fts5 (fold, content='room', tokenize='trigram')"))
        learn = "INSERT INTO room_fts(rowid, fold) VALUES (new.id, new.fold);"
        session.execute(sa.text(f"CREATE TRIGGER room_fts_insert AFTER INSERT ON room BEGIN {learn} END"))


@pytest.fixture
def maria(migrated: str) -> Iterator[httpx.Client]:
    """Maria, a manager, of an application that has rooms."""
    assert migrated
    with catalogue.declared(ROOM), db.transaction() as session:
        reference.load_vocabularies(session)
        OwnTables.metadata.create_all(session.connection())
        indexed(session)
        actor = make_actor(session, "Maria Lind", Role.MANAGER)
        key = users.api_keys.create(session, actor, name="test")
    with catalogue.declared(ROOM):
        rest, site = create_rest(), FastAPI()
        rest.include_router(routes(ROOM, "rooms", RoomInput, Room, lambda _session, _actor, found: found), prefix="/v1")
        site.mount("/api", rest)
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
        with TestClient(site, base_url="http://test/api/v1", headers=headers) as client:
            yield client


@pytest.fixture
def oak(maria: httpx.Client) -> dict[str, object]:
    """A room in Kungsör; another is in Sala."""
    made = maria.post("/rooms", json={"name": "Eken", "town": "Kungsör", "seats": "12"})
    assert made.status_code == 201, made.text
    maria.post("/rooms", json={"name": "Björken", "town": "Sala"})
    return made.json()


def names(client: httpx.Client, **asked: object) -> list[str]:
    """List rooms by name."""
    found = client.get("/rooms", params=asked)  # pyright: ignore[reportArgumentType]
    assert found.status_code == 200, found.text
    return [room["name"] for room in found.json()["items"]]


def test_the_declaration_is_short() -> None:
    lines = Path(rooms.__file__).read_text().splitlines()

    assert len(lines) < 120


def test_it_is_added_read_changed_and_told_in_the_audit_log(maria: httpx.Client, oak: dict[str, object]) -> None:
    path = f"/rooms/{oak['id']}"

    changed = maria.patch(path, json={"seats": 14, "version": oak["version"]})
    stale = maria.patch(path, json={"seats": 15, "version": oak["version"]})

    assert (changed.json()["seats"], maria.get(path).json()["seats"]) == (14, 14)
    assert (stale.status_code, stale.json()["current"]["seats"]) == (409, 14)
    assert maria.patch(path, json={"seats": "many", "version": 2}).status_code == 422
    with db.reading() as session:
        written = session.exec(
            select(AuditEntry).where(AuditEntry.noun == "room").order_by(sa.desc(col(AuditEntry.id)))
        ).all()
    assert written[0].after == {"seats": 14}


def test_it_is_listed_filtered_counted_sorted_and_searched(maria: httpx.Client, oak: dict[str, object]) -> None:
    assert oak
    assert names(maria) == ["Björken", "Eken"]
    assert names(maria, sort="-name") == ["Eken", "Björken"]
    assert names(maria, town="Sala") == ["Björken"]
    assert names(maria, seats=":empty") == ["Björken"]
    assert names(maria, text="kungs eken") == ["Eken"]
    counts = maria.post("/views/counts", json={"noun": "room", "filter": "town", "filters": {}})
    assert counts.json() == {"Kungsör": 1, "Sala": 1}
    [group] = maria.get("/search", params={"text": "eke", "noun": "room"}).json()["groups"]
    assert [(hit["name"], hit["detail"]) for hit in group["items"]] == [("Eken", "Kungsör")]
    view = maria.post("/views", json={"noun": "room", "name": "I Sala", "query": "town=Sala"})
    assert view.status_code == 201


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_it_is_taken_out(maria: httpx.Client, oak: dict[str, object], kind: str) -> None:
    chosen = {"noun": "room", "ids": [oak["id"]]}
    asked = maria.post("/exports", json={"selection": chosen, "format": kind}).headers["location"]
    jobs.run_due()

    file = maria.get(asked.removeprefix("/api/v1") + "/file").content
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
        if kind == "xlsx"
        else [line.split(",") for line in file.decode("utf-8-sig").splitlines()]
    )
    assert [str(cell).removesuffix(".0") for cell in rows[1]] == ["Eken", "Kungsör", "12", ""]


def test_it_is_tagged_in_bulk_put_in_the_trash_and_taken_out_again(maria: httpx.Client, oak: dict[str, object]) -> None:
    tag = maria.post("/tags", json={"name": "Stort", "scope": "room"}).json()["id"]
    everything = {"noun": "room", "filters": {}}
    maria.post("/batches", json={"selection": everything, "action": "add_tag", "arguments": {"value": tag}})
    jobs.run_due()
    assert names(maria, tag=tag) == ["Björken", "Eken"]

    archived = maria.post("/batches", json={"selection": {"noun": "room", "ids": [oak["id"]]}, "action": "archive"})
    jobs.run_due()

    assert names(maria) == ["Björken"]
    [row] = maria.get("/trash", params={"noun": "room"}).json()["items"]
    assert (row["name"], row["detail"], row["deleted_by"]) == ("Eken", "Kungsör", "Maria Lind")
    maria.post(f"/batches/{archived.json()['id']}/undo")
    jobs.run_due()
    assert names(maria, tag=tag) == ["Björken", "Eken"]
