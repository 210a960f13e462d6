"""Own fields: filters, a sort and counts on them among 100 000 persons, against the same on facts that are built in."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from bench.data import application
from bench.table import Figure, median_ms
from sambruk_crm import db
from sambruk_crm.models import CustomerStatus, OwnValue, Person, Role, User, utc_now
from sambruk_crm.services import own_fields, own_values, persons, users
from sambruk_crm.services.lists import option_counts
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import PersonFilter

TEXT = "fullmäktige"
_CHUNK = 10_000


def measure(kind: str, url: str, repeats: int) -> list[Figure]:
    """Measure on a database with large example data, which gets fields and values that say what built-in facts say."""
    with application(url):
        actor = _somebody()
        with db.transaction(actor.user_id) as session:
            _fill(session, actor)
        status, note = PersonFilter(status=(CustomerStatus.CUSTOMER,)), PersonFilter(facts={"note": (TEXT,)})
        chosen, written = _asked("status", "customer"), _asked("note", TEXT)
        pairs: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
            ("one of", lambda: _list(actor, chosen), lambda: _list(actor, status)),
            ("contained text", lambda: _list(actor, written), lambda: _list(actor, note)),
            ("sort", lambda: _list(actor, PersonFilter(), "fields.note"), lambda: _list(actor, PersonFilter(), "note")),
            ("counts", lambda: _count(actor, "fields.status"), lambda: _count(actor, "status")),
        ]
        return [
            Figure(
                f"{kind}: own field, {what}, among 100 000 persons",
                median_ms(own, repeats),
                "ms",
                "the same of a built-in fact",
                median_ms(built_in, repeats),
            )
            for what, own, built_in in pairs
        ]


def _fill(session: Session, actor: Actor) -> None:
    """Give every person in own fields what the built-in facts say; every hundredth has the text in the note."""
    session.execute(sa.update(Person).where(sa.inspect(Person).c.id % 100 == 0).values(note=f"Sitter i {TEXT}."))
    options = [{"key": status.value, "names": {"sv": status.value}} for status in CustomerStatus]
    names = {"status": {"sv": "Egen status"}, "note": {"sv": "Egen anteckning"}}
    for key, kind in (("status", "one_of"), ("note", "text")):
        values = {"noun": "person", "key": key, "kind": kind, "names": names[key]}
        own_fields.create(session, actor, {**values, "options": options if kind == "one_of" else []})
    fields = own_values.of_noun(session, "person")
    rows: list[dict[str, Any]] = []
    now = utc_now()
    for key, status, note in session.execute(sa.select(Person.id, Person.status, Person.note)).all():  # pyright: ignore[reportCallIssue, reportArgumentType]
        for field, told in ((fields["status"], status), (fields["note"], note[:400])):
            value = own_values.read_value(field, told.value if isinstance(told, CustomerStatus) else told, {})
            rows += [{**row, "created_at": now} for row in own_values.rows_of(field, key, value)]
    for start in range(0, len(rows), _CHUNK):
        session.connection().execute(sa.insert(OwnValue), rows[start : start + _CHUNK])
    session.execute(sa.text("ANALYZE"))


def _asked(key: str, value: str) -> PersonFilter:
    return PersonFilter(facts={f"fields.{key}": (value,)})


def _list(actor: Actor, wanted: PersonFilter, sort: str = "name") -> Any:
    with db.reading() as session:
        return persons.search(session, actor, wanted, sort=sort)


def _count(actor: Actor, name: str) -> dict[str, int]:
    with db.reading() as session:
        return option_counts.count(session, actor, "person", name, PersonFilter())


def _somebody() -> Actor:
    with db.reading() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        if user is None:
            msg = "the example data has no administrator"
            raise RuntimeError(msg)
        return users.sessions.actor_of(session, user)
