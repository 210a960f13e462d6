"""Converting a lead: it becomes, or is linked with, an organisation, a person and a deal; what it has goes along."""

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import (
    Affiliation,
    Deal,
    HistoryEntry,
    Lead,
    LeadState,
    Organisation,
    Person,
    Todo,
    TodoScope,
    utc_now,
)
from sambruk_crm.services import audit, clock, deals, duplicates, organisations, persons
from sambruk_crm.services.leads import rules
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Input, Key, Line, parse


class ConversionInput(Input):
    """What a lead becomes. A key links a record that is there; without one, a new record is made where it is wanted."""

    person_id: Key = None
    organisation_id: Key = None
    makes_person: bool = True
    makes_organisation: bool = True
    makes_deal: bool = True
    deal_title: Annotated[Line, Field(max_length=300)] = ""


@dataclass(frozen=True)
class Candidates:
    """Records that are likely the lead's own already, by key and name."""

    persons: list[tuple[int, str]]
    organisations: list[tuple[int, str]]


def candidates(session: Session, actor: Actor, lead_id: int) -> Candidates:
    """Find persons by e-mail, phone or name, and organisations by name or the e-mail's domain."""
    lead = rules.get(session, actor, lead_id)
    first, last = _names(lead)
    same = {"first_name": first, "last_name": last, "emails": [lead.email], "phones": [lead.phone]}
    people = duplicates.of_person(session, actor, same)
    places = duplicates.of_organisation(session, actor, {"name": lead.organisation_name, "email": lead.email})
    named = organisations.suggest(session, actor, lead.organisation_name, 5) if lead.organisation_name else []
    own = [organisations.get(session, actor, lead.organisation_id)] if lead.organisation_id else []
    found = {place.key: place.name for place in (*own, *places)} | dict(named)
    return Candidates([(person.key, person.name) for person in people], list(found.items()))


def convert(session: CrmSession, actor: Actor, lead_id: int, values: dict[str, Any] | ConversionInput) -> Lead:
    """Make or link the records, carry history and to-dos along, and write down what the lead became: all or nothing.

    Raises:
        InUseError: it was converted already.
        InvalidError: there is nothing to make a person or an organisation of, or nothing was wanted.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(ConversionInput, values)
    lead = rules.get(session, actor, lead_id, for_update=True)
    rules.refuse_converted(lead)
    lead.organisation_id = _organisation(session, actor, lead, wanted)
    lead.person_id = _person(session, actor, lead, wanted)
    if lead.person_id is None and lead.organisation_id is None:
        raise InvalidError({"person_id": say("Choose or make a person or an organisation.")})
    _represent(session, actor, lead)
    if wanted.makes_deal:
        lead.deal_id = _deal(session, actor, lead, wanted.deal_title)
    lead.state, lead.converted_at = LeadState.CONVERTED, utc_now()
    session.flush()
    _carry_history(session, lead)
    _carry_todos(session, lead)
    return lead


def became(session: Session, actor: Actor, lead_id: int) -> list[tuple[str, int, str]]:
    """Return what a lead became, as noun, key and name, but for what is in the trash."""
    lead = rules.get(session, actor, lead_id)
    if lead.state is not LeadState.CONVERTED:
        return []
    made = (
        ("person", session.get(Person, lead.person_id) if lead.person_id else None),
        ("organisation", session.get(Organisation, lead.organisation_id) if lead.organisation_id else None),
        ("deal", session.get(Deal, lead.deal_id) if lead.deal_id else None),
    )
    return [
        (noun, row.key, row.title or lead.organisation_name if isinstance(row, Deal) else row.name)
        for noun, row in made
        if row is not None and row.deleted_at is None
    ]


def _organisation(session: Session, actor: Actor, lead: Lead, wanted: ConversionInput) -> int | None:
    if wanted.organisation_id is not None:
        return organisations.get(session, actor, wanted.organisation_id).key
    if not wanted.makes_organisation:
        return None
    if lead.organisation_id is not None:
        return organisations.get(session, actor, lead.organisation_id).key
    if not lead.organisation_name:
        return None
    return organisations.create(session, actor, {"name": lead.organisation_name, "status": "prospect"}).key


def _person(session: Session, actor: Actor, lead: Lead, wanted: ConversionInput) -> int | None:
    if wanted.person_id is not None:
        return _linked(session, actor, lead, wanted.person_id)
    if not wanted.makes_person or not (lead.name or lead.email or lead.phone):
        return None
    first, last = _names(lead)
    values = {
        "first_name": first,
        "last_name": last,
        "emails": [lead.email] if lead.email else [],
        "phones": [lead.phone] if lead.phone else [],
        "note": lead.note,
        "status": "prospect",
    }
    return persons.create(session, actor, values).key


def _linked(session: Session, actor: Actor, lead: Lead, person_id: int) -> int:
    """Return a person who is here already the ways of reaching them that only the lead knows, after their own."""
    known = persons.record(session, actor, person_id)
    own = {"emails": list(known.emails), "phones": list(known.phones)}
    told = {"emails": lead.email, "phones": lead.phone}
    grown = {name: [*own[name], value] for name, value in told.items() if value and value not in own[name]}
    if grown:
        persons.update(session, actor, person_id, grown)
    return person_id


def _represent(session: Session, actor: Actor, lead: Lead) -> None:
    if lead.person_id is None or lead.organisation_id is None:
        return
    there = select(Affiliation.id).where(
        Affiliation.person_id == lead.person_id,
        Affiliation.organisation_id == lead.organisation_id,
        persons.current(clock.today(session)),
    )
    if session.exec(there).first() is None:
        persons.affiliations.create(session, actor, lead.person_id, lead.organisation_id, {"title": lead.title})


def _deal(session: Session, actor: Actor, lead: Lead, title: str) -> int:
    name = title or lead.organisation_name or lead.name
    about = ("organisation_id", "person_id", "service_id")
    values: dict[str, Any] = {"title": name, **{each: getattr(lead, each) for each in about}}
    return deals.create(session, actor, {**values, "owner_id": lead.owner_id or actor.user_id}).key


def _carry_history(session: CrmSession, lead: Lead) -> None:
    entries = list(session.exec(select(HistoryEntry.id).where(HistoryEntry.lead_id == lead.key)))
    values = {
        name: sa.func.coalesce(getattr(HistoryEntry, name), getattr(lead, name))
        for name in ("organisation_id", "person_id", "deal_id")
        if getattr(lead, name) is not None
    }
    session.execute(sa.update(HistoryEntry).where(col(HistoryEntry.lead_id) == lead.key).values(**values))
    audit.announce(session, HistoryEntry, *(key for key in entries if key is not None))


def _carry_todos(session: CrmSession, lead: Lead) -> None:
    """Have the open to-dos concern what the lead became; whom they were private for want of is known now."""
    mine = sa.select(Todo).where(col(Todo.lead_id) == lead.key, col(Todo.closed_at).is_(None)).order_by(col(Todo.id))
    for todo in session.scalars(mine.with_for_update(of=Todo, **HELD)):
        todo.deal_id = todo.deal_id or lead.deal_id
        if todo.scope is not TodoScope.PRIVATE:
            continue
        if lead.organisation_id is not None:
            todo.scope, todo.organisation_id = TodoScope.ORGANISATION, lead.organisation_id
        else:
            todo.scope, todo.person_id = TodoScope.PERSON, lead.person_id
    session.flush()


def _names(lead: Lead) -> tuple[str, str]:
    first, _, last = lead.name.partition(" ")
    return first[:120], last[:120]
