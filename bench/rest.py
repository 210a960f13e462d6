# ruff: noqa: S608 -- statements of our own
"""REST on a running server of one worker: one client and sixteen, each answer beside bare SQL for the same rows."""

import http.client
import itertools
import json
import random
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import select

from bench.data import application
from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import users
from tests.servers import RunningServer

MANY = 16
GOOD = range(200, 300)
TEXTS = ("anna", "berg", "lind", "eriksson", "karl")


@dataclass
class Client:
    """One program with one connection that it keeps."""

    url: str
    key: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and read its answer, which must be a good one."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in GOOD:
            msg = f"{method} {path}: {answer.status} {content[:300]!r}"
            raise RuntimeError(msg)
        return json.loads(content) if content else None


Deed = Callable[[Client], Any]


def measure(kind: str, url: str, folder: Path, repeats: int) -> list[Figure]:
    """Measure on a database with large example data."""
    with application(url):
        key, facts = _prepared()
        floors = {name: median_ms(lambda sql=sql: _bare(sql), repeats) for name, sql in _floors(facts).items()}
    server = RunningServer(folder, url, {"SAMBRUK_WORKERS": "1"})
    server.start()
    try:
        figures: list[Figure] = []
        for name, deed in _deeds(facts).items():
            for clients in (1, MANY):
                taken = _taken(server.url, key, deed, clients, repeats)
                label = f"{kind}: REST, {name}, {clients} client{'s' if clients > 1 else ''}"
                figures.append(Figure(label, taken, "ms", f"bare SQL, {name}", floors[name]))
        return figures
    finally:
        server.stop()


def _prepared() -> tuple[str, dict[str, list[int]]]:
    with db.transaction() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        if user is None:
            msg = "the example data has no administrator"
            raise RuntimeError(msg)
        key = users.api_keys.create(session, users.sessions.actor_of(session, user), name="bench")
        rows = {
            "persons": "SELECT id FROM person WHERE deleted_at IS NULL ORDER BY id LIMIT 5000",
            "deals": "SELECT id FROM deal WHERE deleted_at IS NULL AND outcome IS NULL ORDER BY id LIMIT 500",
            "phases": "SELECT id FROM phase WHERE archived_at IS NULL AND NOT is_closed ORDER BY position",
            "columns": "SELECT id FROM phase WHERE archived_at IS NULL ORDER BY position",
        }
        return key, {name: list(session.scalars(sa.text(query))) for name, query in rows.items()}


def _deeds(facts: dict[str, list[int]]) -> dict[str, Deed]:
    chance, numbers = random.Random(1), itertools.count()

    def move(client: Client) -> None:
        client.ask("POST", f"/deals/{chance.choice(facts['deals'])}/move", {"phase_id": chance.choice(facts["phases"])})

    def create(client: Client) -> None:
        name = f"Ny{next(numbers)}"
        client.ask("POST", "/persons", {"first_name": name, "last_name": "Bänk", "emails": [f"{name}@bank.example"]})

    def columns(client: Client) -> None:
        for phase in facts["columns"]:
            client.ask("GET", f"/deals?phase={phase}&limit=100")

    return {
        "open a record": lambda client: client.ask("GET", f"/persons/{chance.choice(facts['persons'])}"),
        "a list by text": lambda client: client.ask("GET", f"/persons?text={chance.choice(TEXTS)}&limit=50"),
        "create a person": create,
        "move a deal": move,
        "the board": lambda client: client.ask("GET", "/deals/board"),
        "six columns of 100": columns,
    }


def _floors(facts: dict[str, list[int]]) -> dict[str, list[str]]:
    """Return the statements that read or write the same rows, without rules."""
    key, deal, phase = facts["persons"][0], facts["deals"][0], facts["phases"][0]
    fits = "FROM person WHERE deleted_at IS NULL AND fold LIKE '%anna%'"
    hanging = [f"SELECT * FROM {t} WHERE person_id IN ({{}})" for t in ("person_email", "person_phone", "person_tag")]
    some = ",".join(map(str, facts["persons"][:50]))
    column = "SELECT * FROM deal WHERE deleted_at IS NULL AND phase_id = {} ORDER BY {} LIMIT {}"
    sums = "SELECT phase_id, count(*), sum(value) FROM deal WHERE deleted_at IS NULL GROUP BY phase_id"
    found = [f"SELECT count(*) {fits}", f"SELECT * {fits} ORDER BY sort_sv LIMIT 50"]
    made = f"INSERT INTO person_email (person_id, email, position, created_at) VALUES ({key}, 'x', 9, '2026-01-01')"
    return {
        "open a record": [f"SELECT * FROM person WHERE id = {key}", *(each.format(key) for each in hanging)],
        "a list by text": [*found, *(each.format(some) for each in hanging)],
        "create a person": [made, f"UPDATE person SET note = note WHERE id = {key}"],
        "move a deal": [f"UPDATE deal SET phase_id = {phase}, phase_since = phase_since WHERE id = {deal}"],
        "the board": [*(column.format(one, "rank", 50) for one in facts["columns"]), sums],
        "six columns of 100": [column.format(one, "sort_sv", 100) for one in facts["columns"]],
    }


def _bare(statements: list[str]) -> None:
    with closing(db.engine().raw_connection()) as opened:
        cursor: Any = opened.cursor()
        for statement in statements:
            cursor.execute(statement)
            if statement.startswith("SELECT"):
                cursor.fetchall()
        opened.rollback()


def _taken(url: str, key: str, deed: Deed, clients: int, repeats: int) -> float:
    """Return the median milliseconds of a deed while so many clients do it at once."""
    taken: list[float] = []

    def work() -> None:
        client = Client(url, key)
        for place in range(repeats + 2):
            started = time.perf_counter()
            deed(client)
            if place > 1:
                taken.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(taken)
