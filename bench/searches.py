"""The search over everything, among 100 000 persons, against unranked look-ups in the same tables."""

from typing import Any

from sqlmodel import select

from bench.data import application
from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import catalogue, search, users
from sambruk_crm.services.permissions import Actor

TYPED = ("a", "an", "anna", "lind an", "son", "070-123", "2120001439", "kommun", "qxz")
"""From one letter to a whole number, found often and never."""


def measure(kind: str, url: str, repeats: int) -> list[Figure]:
    """Measure on a database with large example data; all the texts are typed in one round."""
    with application(url):
        actor = _somebody()
        ours = median_ms(lambda: _all_of_ours(actor), repeats) / len(TYPED)
        bare = median_ms(_all_of_bare, repeats) / len(TYPED)
    tables = len(_indexed())
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
        for table in _indexed():
            cursor.execute(f"SELECT id FROM {table} WHERE fold LIKE {mark} LIMIT 6", (f"%{text}%",))  # noqa: S608 -- names of our own
            cursor.fetchall()
    cursor.close()
    opened.close()


def _indexed() -> list[str]:
    """Return the names of the tables with folded text that the search looks through."""
    return [
        str(noun.table.__tablename__)
        for noun in catalogue.every()
        if noun.search is not None and noun.search.few is None
    ]


def _somebody() -> Actor:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        if user is None:
            msg = "the example data has no administrator"
            raise RuntimeError(msg)
        return users.sessions.actor_of(session, user)
