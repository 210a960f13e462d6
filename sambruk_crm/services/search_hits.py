"""How what was found is shown: a name, and a line that tells which one it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import (
    Affiliation,
    Contract,
    ContractParty,
    Deal,
    HistoryEntry,
    HistoryType,
    Lead,
    Mailing,
    Organisation,
    Person,
    PersonEmail,
    Phase,
    Service,
    Tag,
    Todo,
    TodoType,
    User,
)
from sambruk_crm.services import clock, folding, numbers, persons, vocabularies
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.search_nouns import Noun

_BEFORE, _AFTER = 30, 90
"""How much of a text is shown around what was found in it."""


@dataclass(frozen=True)
class Hit:
    """A record as a search shows it.

    Attributes:
        detail: what else tells which one it is, in the reader's language.
        kind: the member of the noun's vocabulary it is, such as an organisation's kind or a tag's scope.
        day: when it happened or is due, as an ISO time.
        of_noun: the noun of the record it hangs on, with `of_id`, where it has no page of its own.
    """

    noun: Noun
    id: int
    name: str
    detail: str = ""
    kind: str = ""
    day: str = ""
    of_noun: str = ""
    of_id: int = 0


def hits(session: Session, actor: Actor, noun: Noun, keys: list[int], text: str) -> list[Hit]:
    """Show records in the order of their keys, in as many queries as one would take."""
    known = {hit.id: hit for hit in _SHOWN[noun](session, actor, keys, text)} if keys else {}
    return [known[key] for key in keys if key in known]


def excerpt(text: str, looked_for: str) -> str:
    """Give the part of a text where the first word looked for stands, on one line."""
    line = " ".join(text.split())
    found = [at for word in folding.plain_words_of(looked_for) if (at := folding.fold(line).find(word)) >= 0]
    at = min(found, default=0)
    start = max(0, at - _BEFORE)
    end = start + _BEFORE + _AFTER
    return ("… " if start else "") + line[start:end].strip() + (" …" if end < len(line) else "")


def _organisations(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, Organisation, keys):
        number = numbers.shown(row.organisation_number, row.country)
        yield Hit(
            Noun.ORGANISATION,
            row.key,
            row.name or row.email or number,
            _joined(number, row.county_name),
            kind=row.kind or "",
        )


def _persons(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    held = (
        sa.select(Affiliation.person_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(keys), persons.current(clock.today(session)))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    places = group_by_id(session.execute(held))
    written = sa.select(PersonEmail.person_id, PersonEmail.email).where(col(PersonEmail.person_id).in_(keys))
    emails = group_by_id(session.execute(written.order_by(col(PersonEmail.position), col(PersonEmail.id))))
    for row in _rows(session, Person, keys):
        yield Hit(Noun.PERSON, row.key, row.name, _joined(*places.get(row.key, [])[:1], *emails.get(row.key, [])[:1]))


def _leads(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, Lead, keys):
        yield Hit(Noun.LEAD, row.key, row.name or row.email, _joined(row.organisation_name, row.email), kind=row.state)


def _deals(session: Session, actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    rows = _rows(session, Deal, keys)
    places = _by_key(session, Organisation, (row.organisation_id for row in rows))
    phases = _by_key(session, Phase, (row.phase_id for row in rows))
    for row in rows:
        place = places[row.organisation_id].name if row.organisation_id in places else ""
        phase = vocabularies.shown(phases.get(row.phase_id), actor.locale)
        yield Hit(Noun.DEAL, row.key, row.title or place, _joined(place if row.title else "", phase))


def _contracts(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    query = (
        sa.select(ContractParty.contract_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id).in_(keys))
        .order_by(col(Organisation.sort_sv))
    )
    parties: dict[int, list[tuple[int, str]]] = {}
    for contract_id, organisation_id, name in session.execute(query):
        parties.setdefault(contract_id, []).append((organisation_id, name))
    for row in _rows(session, Contract, keys):
        signed = parties.get(row.key, [])
        of = (Noun.DEAL, row.deal_id) if row.deal_id else (Noun.ORGANISATION, signed[0][0] if signed else 0)
        names = ", ".join(name for _, name in signed[:3])
        yield Hit(Noun.CONTRACT, row.key, row.title or names, names, of_noun=of[0], of_id=of[1])


def _services(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, Service, keys):
        yield Hit(Noun.SERVICE, row.key, row.name, excerpt(row.description, ""), kind=row.kind)


def _todos(session: Session, actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    rows = _rows(session, Todo, keys)
    types = _by_key(session, TodoType, (row.type_id for row in rows))
    named = _subjects(session, rows)
    for row in rows:
        subject = named(row)
        yield Hit(
            Noun.TODO,
            row.key,
            ": ".join(part for part in (vocabularies.shown(types.get(row.type_id), actor.locale), row.note) if part),
            subject[2],
            kind="closed" if row.closed_at else "open",
            day=row.remind_at.isoformat() if row.remind_at else "",
            of_noun=subject[0],
            of_id=subject[1],
        )


def _history(session: Session, actor: Actor, keys: list[int], text: str) -> Iterable[Hit]:
    rows = _rows(session, HistoryEntry, keys)
    types = _by_key(session, HistoryType, (row.type_id for row in rows))
    named = _subjects(session, rows)
    for row in rows:
        noun, key, name = named(row)
        written = excerpt(" ".join(part for part in (row.text, row.result, row.next_step) if part), text)
        detail = _joined(vocabularies.shown(types.get(row.type_id), actor.locale), name)
        day = row.happened_at.isoformat()
        yield Hit(Noun.HISTORY, row.key, written, detail, kind=row.kind, day=day, of_noun=noun, of_id=key)


def _mailings(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, Mailing, keys):
        yield Hit(
            Noun.MAILING, row.key, row.subject, kind=row.state, day=(row.started_at or row.created_at).isoformat()
        )


def _tags(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, Tag, keys):
        yield Hit(Noun.TAG, row.key, row.name, kind=row.scope)


def _users(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    for row in _rows(session, User, keys):
        yield Hit(Noun.USER, row.key, row.name or row.email, row.email if row.name else "", kind=row.role)


_SHOWN: dict[Noun, Callable[[Session, Actor, list[int], str], Iterable[Hit]]] = {
    Noun.ORGANISATION: _organisations,
    Noun.PERSON: _persons,
    Noun.LEAD: _leads,
    Noun.DEAL: _deals,
    Noun.CONTRACT: _contracts,
    Noun.SERVICE: _services,
    Noun.TODO: _todos,
    Noun.HISTORY: _history,
    Noun.MAILING: _mailings,
    Noun.TAG: _tags,
    Noun.USER: _users,
}


def _subjects(session: Session, rows: list[Any]) -> Callable[[Any], tuple[str, int, str]]:
    """Tell which record each row hangs on: its noun, its key and what it is called."""
    parts: list[tuple[Noun, str, dict[int | None, Any]]] = [
        (noun, column, _by_key(session, table, (getattr(row, column, None) for row in rows)))
        for noun, column, table in (
            (Noun.ORGANISATION, "organisation_id", Organisation),
            (Noun.PERSON, "person_id", Person),
            (Noun.DEAL, "deal_id", Deal),
            (Noun.LEAD, "lead_id", Lead),
            (Noun.CONTRACT, "contract_id", Contract),
        )
    ]

    def named(row: Any) -> tuple[str, int, str]:
        for noun, column, known in parts:
            if subject := known.get(getattr(row, column, None)):
                return noun, subject.key, getattr(subject, "title", "") or getattr(subject, "name", "")
        return "", 0, ""

    return named


def _rows(session: Session, table: Any, keys: list[int]) -> list[Any]:
    return list(session.scalars(sa.select(table).where(table.id.in_(keys))))


def _by_key(session: Session, table: Any, keys: Iterable[int | None]) -> dict[int | None, Any]:
    known = {key for key in keys if key is not None}
    return {row.id: row for row in _rows(session, table, sorted(known))} if known else {}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
