"""Queries: a filtered list among 100 000 persons and the board, against the bare SQL for the same rows."""

import json
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from bench.data import application
from bench.table import Figure, median_ms
from bench.traffic import KILOBYTE
from sambruk_crm import db
from sambruk_crm.models import CustomerStatus, PersonTag, Role, User
from sambruk_crm.services import deals, persons, users
from sambruk_crm.services.deals import BoardColumn, DealFilter
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter, PersonRow

TEXT = "anna"
WANTED = "FROM person WHERE deleted_at IS NULL AND status = :status AND fold LIKE :text AND id IN (:among)"
TAGGED = "SELECT person_id FROM person_tag WHERE tag_id = :tag"
MATCHING = """SELECT rowid FROM person_fts WHERE person_fts MATCH '"ann" AND "nna"' INTERSECT """
AMONG = {"sqlite": f"{MATCHING}{TAGGED}", "postgresql": TAGGED}
"""How one would write it by hand, knowing the database: both ways were tried on both."""
CARDS = "SELECT * FROM deal WHERE phase_id = :phase AND deleted_at IS NULL ORDER BY rank, id LIMIT :size"
SAME_BOARD = "bare SQL, the same deals and sums"
SUMS = (
    "SELECT phase_id, count(*), sum(value), sum(value * coalesce(deal.probability, phase.probability) / 100)"
    " FROM deal JOIN phase ON phase.id = phase_id WHERE deleted_at IS NULL GROUP BY phase_id"
)


def measure(kind: str, url: str, repeats: int) -> list[Figure]:
    """Measure on a database with large example data."""
    with application(url):
        actor, tag = _somebody()
        bare = _Bare()
        values = {"status": CustomerStatus.CUSTOMER.value, "text": f"%{TEXT}%", "tag": tag}
        shown = _list(actor, tag)
        _require_same([row.id for row in shown.items], shown.total, bare.persons(values))
        cards = [card.id for column in _board(actor) for card in column.cards]
        _require_same(sorted(cards), len(cards), _counted(bare.cards()))
        name = f"{kind}: persons by tag + status + text, {shown.total} of 100 000"
        found = median_ms(lambda: _list(actor, tag), repeats), median_ms(lambda: bare.persons(values), repeats)
        board = median_ms(lambda: _board(actor), repeats), median_ms(bare.cards, repeats)
        bare.close()
    return [
        Figure(name, found[0], "ms", "bare SQL, count and the same rows", found[1]),
        Figure(
            f"{kind}: board of 5 000 deals, {len(cards)} shown",
            board[0],
            "ms",
            "bare SQL, the same deals and sums",
            board[1],
        ),
    ]


def board_of(url: str, actor: Actor, repeats: int) -> tuple[float, float, float]:
    """Measure the board of a database: milliseconds of ours and of the bare SQL, and its kilobytes as JSON."""
    with application(url):
        bare = _Bare()
        plain = json.dumps([asdict(column) for column in _board(actor)], default=str, separators=(",", ":"))
        ours, base = median_ms(lambda: _board(actor), repeats), median_ms(bare.cards, repeats)
        bare.close()
    return ours, base, len(plain.encode()) / KILOBYTE


class _Bare:
    """The same questions on a connection of the driver, in SQL written by hand."""

    def __init__(self) -> None:
        self._kind = db.engine().dialect.name
        self._opened = db.engine().raw_connection()

    def persons(self, values: dict[str, Any]) -> tuple[int, list[Any]]:
        """Count the persons and give the keys of the first 50, having read all their columns."""
        wanted = WANTED.replace(":among", AMONG[self._kind])
        total = self._all(f"SELECT count(*) {wanted}", values)[0][0]
        return total, [row[0] for row in self._all(f"SELECT * {wanted} ORDER BY sort_sv, id LIMIT 50", values)]

    def cards(self) -> list[int]:
        """Return the keys of each phase's first deals in order of keys, having read all their columns and the sums."""
        phases = self._all("SELECT id FROM phase WHERE archived_at IS NULL", {})
        size = deals.boards.COLUMN_SIZE
        found = [row[0] for (phase,) in phases for row in self._all(CARDS, {"phase": phase, "size": size})]
        self._all(SUMS, {})
        return sorted(found)

    def close(self) -> None:
        """Return the connection back."""
        self._opened.close()

    def _all(self, statement: str, values: dict[str, Any]) -> list[Any]:
        cursor = self._opened.cursor()
        cursor.execute(statement if self._kind == "sqlite" else _as_psycopg(statement, values), values)
        rows = list(cursor.fetchall())
        cursor.close()
        return rows


def _as_psycopg(statement: str, values: dict[str, Any]) -> str:
    for name in values:
        statement = statement.replace(f":{name}", f"%({name})s")
    return statement


def _counted(keys: list[int]) -> tuple[int, list[int]]:
    return len(keys), keys


def _require_same(ours: list[int], total: int, bare: tuple[int, list[int]]) -> None:
    if (total, ours) != bare:
        msg = f"the bare SQL finds other rows: {bare[0]} in all, not {total}"
        raise RuntimeError(msg)


def _somebody() -> tuple[Actor, int]:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        uses = sa.select(col(PersonTag.tag_id)).group_by(col(PersonTag.tag_id))
        uses = uses.order_by(sa.func.count().desc(), col(PersonTag.tag_id))
        tag = session.scalar(uses.limit(1))
        if user is None or tag is None:
            msg = "the example data has no administrator or no tags"
            raise RuntimeError(msg)
        return users.sessions.actor_of(session, user), tag


def _list(actor: Actor, tag: int) -> Page[PersonRow]:
    wanted = PersonFilter(text=TEXT, status=(CustomerStatus.CUSTOMER,), tag=(tag,))
    with db.reading() as session:
        return persons.search(session, actor, wanted)


def _board(actor: Actor) -> list[BoardColumn]:
    with db.reading() as session:
        return deals.boards.board(session, actor, DealFilter())
