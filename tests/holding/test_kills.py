"""The server ended by `kill -9` in the middle of writes: every acknowledged write is there, and none by half."""

import contextlib
import secrets
import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Event
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from sambruk_crm.models import AuditAction, AuditEntry, Deal, HistoryEntry, PhaseChange
from tests.browser.stories import records
from tests.holding.conftest import MakeOffice, Office

WRITERS = 4
LONGEST_LIFE = 0.6
"""Seconds that writing may go on before the kill; a writer makes some twenty writes in them."""


@dataclass
class Writer:
    """A program that writes on, whatever happens to the server, and keeps what was acknowledged."""

    client: httpx.Client
    is_over: Event
    mark: str = field(default_factory=lambda: secrets.token_hex(4))
    made: dict[str, int] = field(default_factory=dict[str, int])
    versions: dict[int, int] = field(default_factory=dict[int, int])
    notes: dict[int, list[str]] = field(default_factory=dict[int, list[str]])
    broken: int = 0

    def work(self) -> None:
        """Make deals and write on them by turns until told that it is over."""
        number = 0
        while not self.is_over.is_set():
            number += 1
            try:
                self._write(f"{self.mark} {number}")
            except httpx.TransportError:
                self.broken += 1
                time.sleep(0.05)

    def _write(self, text: str) -> None:
        answer = self.client.post("/deals", json={"title": text})
        assert answer.status_code == httpx.codes.CREATED, answer.text
        deal = answer.json()
        self.made[text], self.versions[deal["id"]] = deal["id"], deal["version"]
        self.notes[deal["id"]] = sent = ["", text]
        answer = self.client.patch(f"/deals/{deal['id']}", json={"version": deal["version"], "note": text})
        assert answer.status_code == httpx.codes.OK, answer.text
        self.versions[deal["id"]] = answer.json()["version"]
        del sent[0]


@pytest.mark.parametrize(("kind", "kills"), [("sqlite", 20), ("postgresql", 3)])
def test_every_acknowledged_write_outlives_the_server(make_office: MakeOffice, kind: str, kills: int) -> None:
    office, is_over, chance = make_office(kind), Event(), Random(20)  # noqa: S311 -- the same every time
    writers = [Writer(office.client(), is_over) for _ in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as threads:
        at_work = [threads.submit(writer.work) for writer in writers]
        try:
            for _ in range(kills):
                kill_amid_writes(office, writers, at_work, chance.uniform(0, LONGEST_LIFE))
        finally:
            is_over.set()
    for done in at_work:
        done.result()

    assert sum(writer.broken for writer in writers) >= kills
    assert lost_writes(office, writers) == []
    assert halves(office) == []
    assert damage(office) == "ok"


def kill_amid_writes(office: Office, writers: list[Writer], at_work: list[Future[None]], life: float) -> None:
    """Wait until writes are answered again and then a little longer, and kill the server; start it anew."""
    before = acknowledged(writers)
    until = time.monotonic() + 60
    while acknowledged(writers) == before:
        assert time.monotonic() < until, "nobody writes any more"
        assert not any(work.done() for work in at_work), [work.result() for work in at_work if work.done()]
        time.sleep(0.005)
    time.sleep(life)
    office.server.kill()
    office.server.start()


def acknowledged(writers: list[Writer]) -> int:
    """Count the writes that were answered well."""
    return sum(sum(list(writer.versions.values())) for writer in writers)


def lost_writes(office: Office, writers: list[Writer]) -> list[str]:
    """Name every acknowledged write that is not stored."""
    with records(office.server) as session:
        stored = {deal.key: deal for deal in session.exec(select(Deal))}
    lost: list[str] = []
    for writer in writers:
        for title, key in writer.made.items():
            deal = stored.get(key)
            if deal is None or deal.title != title:
                lost.append(f"create of {title!r} as {key}")
            elif deal.note not in writer.notes[key] or deal.version < writer.versions[key]:
                lost.append(f"note of {title!r}: {deal.note!r} in version {deal.version}, told {writer.versions[key]}")
    return lost


def halves(office: Office) -> list[str]:
    """Name every deal, acknowledged or not, that lacks a part of the transactions that wrote it."""
    with records(office.server) as session:
        stored = list(session.exec(select(Deal)))
        parts = {
            "phase change": keys(session, select(PhaseChange.deal_id)),
            "history": keys(session, select(HistoryEntry.deal_id)),
            "audit entry": keys(session, of_deals(AuditAction.CREATE)),
            "audit entry of its note": keys(session, of_deals(AuditAction.UPDATE))
            | {deal.key for deal in stored if not deal.note},
        }
    return [f"deal {deal.key} without its {part}" for deal in stored for part in parts if deal.key not in parts[part]]


def of_deals(action: AuditAction) -> Any:
    """Select the deals that the audit log tells this of."""
    return select(AuditEntry.row_id).where(col(AuditEntry.noun) == "deal", col(AuditEntry.action) == action)


def keys(session: Session, query: Any) -> set[int]:
    """Return the keys that a query finds."""
    return set(session.exec(query))


def damage(office: Office) -> str:
    """Return what SQLite finds wrong with its file; "ok" when nothing, as always on PostgreSQL."""
    address = make_url(office.server.database_url)
    if address.get_backend_name() != "sqlite":
        return "ok"
    with contextlib.closing(sqlite3.connect(str(address.database))) as connection:
        return "; ".join(text for (text,) in connection.execute("PRAGMA integrity_check"))
