"""The search over everything, among 100 000 persons, against unranked look-ups in the same tables."""

from typing import Any

from sqlmodel import select

from bench.data import application
from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import search, sessions
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.search_nouns import SOURCES

TYPED = ("a", "an", "anna", "lind an", "son", "070-123", "2120001439", "kommun", "qxz")
"""From one letter to a whole number, found often and never."""


def measure(kind: str, url: str, repeats: int) -> list[Figure]:
    """Measure on a database with large example data; all the texts are typed in one round."""
    with application(url):
        actor = _somebody()
        ours = median_ms(lambda: _all_of_ours(actor), repeats) / len(TYPED)
        bare = median_ms(_all_of_bare, repeats) / len(TYPED)
    tables = len(SOURCES)
    return [
        Figure(f"{kind}: search over everything", ours, "ms", f"bare SQL, unranked, the same {tables} tables", bare)
    ]


def _all_of_ours(actor: Actor) -> None:
    for text in TYPED:
        with db.reading() as session:
            search.everything(session, actor, text)


def _all_of_bare() -> None:
    opened = db.engine().raw_connection()
    cursor: Any = opened.cursor()
    mark = "?" if db.engine().dialect.name == "sqlite" else "%s"
    for text in TYPED:
        for source in SOURCES.values():
            table = source.table.__tablename__
            cursor.execute(f"SELECT id FROM {table} WHERE fold LIKE {mark} LIMIT 6", (f"%{text}%",))  # noqa: S608 -- names of our own
            cursor.fetchall()
    cursor.close()
    opened.close()


def _somebody() -> Actor:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        if user is None:
            msg = "the example data has no administrator"
            raise RuntimeError(msg)
        return sessions.actor_of(session, user)
