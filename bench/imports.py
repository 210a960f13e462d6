"""Import of 10 000 persons: tried and applied by its jobs, beside the bare rows written by SQLAlchemy."""

from collections.abc import Callable

import sqlalchemy as sa

from bench import data
from bench.table import Figure, timed_ms
from sambruk_crm import db, migrate
from sambruk_crm.models import Person, PersonEmail, Role
from sambruk_crm.services import imports, jobs
from tests.factories import make_actor

ROWS = 10_000
BARE = "the same rows by bare inserts"


def measure(kind: str, empty: Callable[[], str]) -> list[Figure]:
    """Import into an empty database, and insert the same rows into another; `empty` gives the address of one."""
    tried, applied = _ours(empty())
    bare = _bare(empty())
    return [
        Figure(f"{kind}: import of 10 000 persons: tried", tried, "ms", BARE, bare),
        Figure(f"{kind}: import of 10 000 persons: applied", applied, "ms", BARE, bare),
    ]


def _ours(url: str) -> tuple[float, float]:
    migrate.upgrade(url)
    lines = [f"Åsa;Öberg{number};asa{number}@example.test;0701{number:06}" for number in range(ROWS)]
    content = "\r\n".join(["First name;Last name;E-mail;Phone", *lines]).encode()
    with data.application(url):
        with db.transaction() as session:
            anna = make_actor(session, "Anna Berg", Role.STAFF)
        with db.transaction(anna.user_id) as session:
            batch = imports.begin(session, anna, "person", name="p.csv", content=content)
            imports.arrange(session, anna, batch.key, columns=batch.arguments["columns"], match="email")
        tried = timed_ms(jobs.run_due)
        with db.transaction(anna.user_id) as session:
            imports.apply(session, anna, batch.key)
        applied = timed_ms(jobs.run_due)
        with db.reading() as session:
            made = session.scalar(sa.select(sa.func.count()).select_from(Person))
    if made != ROWS:
        msg = f"{imports.jobs.__name__} did not make every row: {made}"
        raise RuntimeError(msg)
    return tried, applied


def _bare(url: str) -> float:
    migrate.upgrade(url)
    keys = range(1, ROWS + 1)
    with data.application(url):

        def write() -> None:
            with db.transaction() as session:
                session.execute(sa.insert(Person), [{"id": key, "last_name": f"Öberg{key}"} for key in keys])
                session.execute(sa.insert(PersonEmail), [{"person_id": key, "email": f"a{key}@x.se"} for key in keys])

        return timed_ms(write)
