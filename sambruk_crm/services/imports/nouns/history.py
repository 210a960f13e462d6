"""What happened, in a file: when, who wrote it, about which record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session, col, select

from sambruk_crm.errors import FieldError, InvalidError, say
from sambruk_crm.models import HistoryEntry, HistoryKind
from sambruk_crm.services import history
from sambruk_crm.services.audit import plain
from sambruk_crm.services.history import HistoryChange
from sambruk_crm.services.imports.nouns import reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import days

WRITTEN = ("text", "result", "next_step")
REFERRED = ("organisation", "person", "deal", "author", "type")
FIELDS: dict[str, Field] = {
    "happened_at": Field(say("When"), ("date", "datum", "tid", "time", "dato", "created"), Holds.DAY),
    "author": Field(say("Written by"), ("author", "user", "handläggare", "användare"), Holds.USERS),
    "kind": Field(say("Kind"), (), Holds.WORD, HistoryKind),
    "type": Field(say("Type"), (), Holds.TYPE),
    "text": Field(say("What happened"), ("text", "note", "notes", "anteckning", "subject", "comment")),
    "result": Field(say("Result")),
    "next_step": Field(say("Next step")),
    "organisation": Field(say("Organisation"), ("company", "kund", "customer", "kunde"), Holds.ORGANISATIONS),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "person": Field(say("Person"), ("contact", "kontakt"), Holds.PERSON),
    "deal": Field(say("Deal"), ("affär",), Holds.DEAL),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read an entry; one without a day happened when it is imported."""
    facts: Facts = {}
    with faults.collected():
        facts |= reading.own(HistoryChange, row, WRITTEN)
    with faults.collected():
        if "happened_at" in row:
            facts["happened_at"] = plain(_moment(row["happened_at"], known))
    if "kind" in row:
        with faults.collected():
            facts["kind"] = reading.member(HistoryKind, row["kind"], "kind").value
    for name, look in (
        ("author", known.author),
        ("type", known.history_type),
        ("person", known.person),
        ("deal", known.deal),
    ):
        if name in row:
            with faults.collected():
                facts[name] = look(row[name])
    with faults.collected():
        if {"organisation", "organisation_number"} & row.keys():
            facts["organisation"] = known.organisation(row.get("organisation", ""), row.get("organisation_number", ""))
        elif not {"person", "deal"} & row.keys():
            raise InvalidError({"organisation": say("Say which record this belongs to.")})
    with faults.collected():
        if not {"text", "result", "next_step", "type"} & row.keys():
            raise InvalidError({"text": say("Write what happened.")})
    return facts


def _moment(text: str, known: Known) -> datetime:
    try:
        return days.moment(text, known.zone)
    except FieldError as error:
        raise InvalidError({"happened_at": error.message}) from None


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what an entry is told by: the same words, at the same moment, about the same record."""
    about = "" if facts.get("person") or facts.get("deal") else facts.get("organisation") or ""
    told = [about, *(facts.get(name) or "" for name in ("happened_at", "person", "deal", *WRITTEN))]
    return {Match.ENTRY: [sha256("\0".join(str(part) for part in told).encode()).hexdigest()]}


def find(session: Session, wanted: Sequence[Facts]) -> dict[Match, Any]:
    """Find entries by what they tell."""
    moments = {datetime.fromisoformat(each["happened_at"]) for each in wanted if each.get("happened_at")}
    query = select(HistoryEntry).where(col(HistoryEntry.happened_at).in_(moments))
    found = session.exec(query) if moments else ()
    return {Match.ENTRY: [(signs(_facts_of(entry))[Match.ENTRY][0], entry.key) for entry in found]}


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what entries tell."""
    query = select(HistoryEntry).where(col(HistoryEntry.id).in_(ids))
    return {entry.key: _facts_of(entry) for entry in session.exec(query)}


def _facts_of(entry: HistoryEntry) -> Facts:
    held: Facts = {name: getattr(entry, name) for name in WRITTEN}
    held |= {name: getattr(entry, f"{name}_id") for name in REFERRED}
    return held | {"kind": entry.kind.value, "happened_at": plain(entry.happened_at)}


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Write entries down, by whoever wrote them."""
    return history.bring_in(session, actor, [(_values(each), each.get("author")) for each in wanted])


def write(session: Session, _actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of entries exactly so."""
    for key, each in wanted.items():
        author = {"author_id": each["author"]} if "author" in each else {}
        values = _values(each)
        if "kind" in values:
            values["kind"] = HistoryKind(values["kind"])
        history.correct(session, key, **values, **author)


def take_back(session: Session, _actor: Actor, ids: Sequence[int]) -> None:
    """Remove entries that an import has made."""
    for entry in session.exec(select(HistoryEntry).where(col(HistoryEntry.id).in_(ids))):
        session.delete(entry)


def _values(facts: Facts) -> dict[str, Any]:
    values = {name: facts[name] for name in (*WRITTEN, "kind", "happened_at") if facts.get(name)}
    return values | {f"{name}_id": facts[name] for name in REFERRED if name in facts and name != "author"}


HISTORY = ImportNoun(
    table=HistoryEntry,
    fields=FIELDS,
    matches={Match.ENTRY: frozenset({"text", "result", "next_step", "type"})},
    permission=Permission.EDIT_RECORDS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=take_back,
)
