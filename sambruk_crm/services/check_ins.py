"""Check-ins from the phone: whom one met, what came of it and what is next, kept once however often it is sent."""

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sambruk_crm.errors import AnotherUserError, InvalidError, say
from sambruk_crm.models import Affiliation, HistoryEntry, HistoryKind, Organisation, TodoScope
from sambruk_crm.services import clock, history, organisations, persons, todos
from sambruk_crm.services.history import MOST_MET
from sambruk_crm.services.paging import LARGEST_PAGE, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import Due, FollowUp, TodoFilter
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Id, Input, Key, Moment, Name, Text, parse

KINDS = (HistoryKind.VISIT, HistoryKind.CALL, HistoryKind.MEETING)


class CheckInInput(Input):
    """A check-in as the phone sends it, perhaps long after it was made and more than once.

    `sender_key` is made on the phone, `written_by` is who wrote it there: somebody else who has signed in since does
    not send it. `new_persons` are names; who already represents the organisation under that name is taken for the same.
    """

    sender_key: Annotated[str, Field(min_length=16, max_length=80, pattern=r"^[\w-]+$")]
    organisation_id: Id
    written_by: Key = None
    kind: HistoryKind = HistoryKind.VISIT
    happened_at: Moment = None
    person_ids: Annotated[list[Id], Field(max_length=MOST_MET)] = []
    new_persons: Annotated[list[Name], Field(max_length=MOST_MET)] = []
    text: Text = ""
    result: Text = ""
    next_step: Text = ""
    todo: FollowUp | None = None


@dataclass(frozen=True)
class Place:
    """An organisation and where it is."""

    id: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Planned:
    """A customer with something to do today."""

    organisation_id: int
    organisation: str
    note: str
    remind_at: str | None


@dataclass(frozen=True)
class Contact:
    """Somebody to meet at an organisation."""

    id: int
    name: str
    title: str


def check_in(session: Session, actor: Actor, values: dict[str, Any] | CheckInInput) -> tuple[HistoryEntry, bool]:
    """Write down a check-in, or give back the one that was already received; tells whether it is new.

    Raises:
        AnotherUserError: somebody else wrote it on this phone.
        InvalidError: a field cannot be accepted.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(CheckInInput, values)
    if wanted.written_by not in (None, actor.user_id):
        raise AnotherUserError
    known = _received(session, actor, wanted.sender_key)
    if known is not None:
        return known, False
    try:
        with session.begin_nested():
            return _write(session, actor, wanted), True
    except IntegrityError:
        known = _received(session, actor, wanted.sender_key)
        if known is None:
            raise
        return known, False


def places(session: Session, actor: Actor) -> list[Place]:
    """List the organisations of which we know where they are, so that a phone finds the nearest by itself."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Organisation.id, Organisation.name, Organisation.latitude, Organisation.longitude)
        .where(
            col(Organisation.latitude).is_not(None),
            col(Organisation.longitude).is_not(None),
            col(Organisation.deleted_at).is_(None),
        )
        .order_by(organisations.sort_columns(actor)["name"], col(Organisation.id))
    )
    return [Place(*row) for row in session.execute(query)]


def planned(session: Session, actor: Actor) -> list[Planned]:
    """List the customers with whom something is to be done today or is overdue: today's first, one line for each."""
    wanted = TodoFilter(due=(Due.OVERDUE, Due.TODAY), scope=(TodoScope.ORGANISATION, TodoScope.PERSON))
    rows = todos.lists.search(session, actor, wanted, paging=Paging(limit=LARGEST_PAGE)).items
    homes = _homes(session, [row.customer_id or 0 for row in rows if row.scope == TodoScope.PERSON])
    found: dict[int, Planned] = {}
    for row in sorted(rows, key=lambda row: row.due != Due.TODAY):
        at = (row.customer_id or 0, row.customer) if row.scope == TodoScope.ORGANISATION else homes.get(row.customer_id)
        if at is not None:
            found.setdefault(at[0], Planned(*at, row.note or row.type, row.remind_at))
    return list(found.values())


def contacts(session: Session, actor: Actor, organisation_id: int) -> list[Contact]:
    """List who represents an organisation today, first contacts first."""
    organisations.get(session, actor, organisation_id)
    found: dict[int, Contact] = {}
    for affiliation, person in persons.affiliations.of_organisation(session, actor, organisation_id):
        found.setdefault(person.key, Contact(person.key, person.name, affiliation.title))
    return list(found.values())


def _received(session: Session, actor: Actor, sender_key: str) -> HistoryEntry | None:
    found = session.exec(select(HistoryEntry).where(HistoryEntry.sender_key == sender_key)).first()
    if found is not None and found.author_id != actor.user_id:
        raise AnotherUserError
    return found


def _write(session: Session, actor: Actor, wanted: CheckInInput) -> HistoryEntry:
    if wanted.kind not in KINDS:
        raise InvalidError({"kind": say("Choose one from the list.")})
    if session.get(Organisation, wanted.organisation_id) is None:
        raise InvalidError({"organisation_id": say("Choose an organisation from the list.")})
    organisations.get(session, actor, wanted.organisation_id)
    met = [*wanted.person_ids, *_make_persons(session, actor, wanted)]
    entry = history.record(
        session,
        actor,
        person_id=met[0] if met else None,
        person_ids=met[1:],
        **wanted.model_dump(include={"sender_key", "organisation_id", "kind", "happened_at", *history.WRITTEN}),
    )
    if wanted.todo is not None:
        todos.follow_ups.leave(session, actor, entry, wanted.todo)
    return entry


def _make_persons(session: Session, actor: Actor, wanted: CheckInInput) -> list[int]:
    """Return the keys of those who were named, made where nobody at the organisation goes by that name."""
    known = {folding.fold(each.name): each.id for each in contacts(session, actor, wanted.organisation_id)}
    for name in dict.fromkeys(filter(None, wanted.new_persons)):
        if folding.fold(name) not in known:
            first, _, last = name.rpartition(" ")
            names = {"first_name": first or last, "last_name": last if first else ""}
            person = persons.create(session, actor, names, organisation_id=wanted.organisation_id)
            known[folding.fold(name)] = person.key
    return [known[folding.fold(name)] for name in dict.fromkeys(filter(None, wanted.new_persons))]


def _homes(session: Session, person_ids: list[int]) -> dict[int | None, tuple[int, str]]:
    query = (
        sa.select(Affiliation.person_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(person_ids), persons.current(clock.today(session)))
        .where(col(Organisation.deleted_at).is_(None))
        .order_by(col(Affiliation.is_primary), col(Affiliation.id).desc())
    )
    return {person_id: (key, name) for person_id, key, name in session.execute(query)} if person_ids else {}
