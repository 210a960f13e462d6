"""Deals in a file: what, with whom, in which phase."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Deal, DealType, Outcome
from sambruk_crm.services import deals
from sambruk_crm.services.deals import DealInput
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match, all_signs, to_trash
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import folding

OWN = (
    "title", "deal_type", "value", "currency", "probability", "expected_close_on", "delivers_on", "waits_until", "note",
)  # fmt: skip
REFERRED = ("organisation", "person", "service", "owner", "phase")
PLACED = ("phase", "outcome", "lost_reason")
FIELDS: dict[str, Field] = {
    "title": Field(say("Title"), ("name", "deal", "affär", "titel")),
    "organisation": Field(say("Organisation"), ("company", "kund", "customer", "kunde"), Holds.ORGANISATIONS),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "person": Field(say("Person"), ("contact", "kontakt"), Holds.PERSON),
    "service": Field(say("Service"), (), Holds.SERVICE),
    "phase": Field(say("Phase"), ("stage", "fas"), Holds.PHASE),
    "deal_type": Field(say("Type"), (), Holds.WORD, DealType),
    "value": Field(say("Value"), ("amount", "belopp", "värde", "beløp", "betrag"), Holds.AMOUNT),
    "currency": Field(say("Currency")),
    "probability": Field(say("Probability"), (), Holds.COUNT),
    "owner": Field(say("Owner"), ("responsible", "ansvarig"), Holds.USERS),
    "expected_close_on": Field(say("Expected close"), (), Holds.DAY),
    "delivers_on": Field(say("Delivery day"), (), Holds.DAY),
    "waits_until": Field(say("Waits until"), (), Holds.DAY),
    "outcome": Field(say("Outcome"), (), Holds.WORD, Outcome),
    "lost_reason": Field(say("Lost because")),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a deal."""
    facts: Facts = {}
    given = dict(row)
    for name, words in (("deal_type", DealType), ("outcome", Outcome)):
        if name in row:
            with faults.collected():
                del given[name]
                given[name] = reading.member(words, row[name], name).value
    with faults.collected():
        facts = reading.own(DealInput, given, OWN)
        if facts.get("value") is not None:
            facts["value"] = reading.amount(facts["value"])
    facts |= {name: given[name] for name in ("outcome", "lost_reason") if name in given}
    if {"organisation", "organisation_number"} & row.keys():
        with faults.collected():
            facts["organisation"] = known.organisation(row.get("organisation", ""), row.get("organisation_number", ""))
    for name, look in (("person", known.person), ("service", known.service), ("phase", known.phase)):
        if name in row:
            with faults.collected():
                facts[name] = look(row[name])
    if "owner" in row:
        with faults.collected():
            facts["owner"] = known.user(row["owner"], "owner")
    return facts


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a deal is told by: its title, and whose it is where that is said."""
    title = folding.tight(facts.get("title") or "")
    return {Match.NAME: [f"{title}|{facts.get('organisation') or ''}"] if title else []}


def find(session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find deals by title, and by title and organisation."""
    wanted = all_signs(signs, rows)
    titles = {sign.rpartition("|")[0] for sign in wanted[Match.NAME]}
    column = col(Deal.tight)
    query = sa.select(column, Deal.organisation_id, Deal.id).where(column.in_(titles))
    found = session.execute(query).all()
    pairs = [(f"{title}|{organisation or ''}", key) for title, organisation, key in found]
    return {Match.NAME: pairs + [(f"{title}|", key) for title, organisation, key in found if organisation]}


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of deals."""
    found = linked.own_facts(
        session, Deal, (*OWN, *(f"{name}_id" for name in REFERRED), "outcome", "lost_reason_text"), ids
    )
    for held in found.values():
        held |= {name: held.pop(f"{name}_id") for name in REFERRED}
        held["lost_reason"] = held.pop("lost_reason_text")
        held["value"] = reading.amount(held["value"])
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make deals, each last in its phase."""
    keys = [deals.create(session, actor, _values(each)).key for each in wanted]
    _place(session, actor, dict(zip(keys, wanted, strict=True)))
    return keys


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of deals exactly so; another phase is a move."""
    for key, each in wanted.items():
        deals.update(session, actor, key, _values(each))
    _place(session, actor, wanted)


def _values(facts: Facts) -> dict[str, Any]:
    values = {name: value for name, value in facts.items() if name in OWN} | linked.fields(facts)
    return values | {f"{name}_id": facts[name] for name in REFERRED if name in facts and name != "phase"}


def _place(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    for key, each in wanted.items():
        place = {name: each[name] for name in PLACED if each.get(name)}
        deal = deals.get(session, actor, key)
        if place and (place.get("phase", deal.phase_id) != deal.phase_id or place.get("outcome") != deal.outcome):
            phase = place.pop("phase", deal.phase_id)
            deals.move(session, actor, key, {"phase_id": phase, **place})


DEAL = ImportNoun(
    table=Deal,
    fields=FIELDS,
    matches={Match.NAME: frozenset({"title"})},
    permission=Permission.EDIT_DEALS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Deal),
)
