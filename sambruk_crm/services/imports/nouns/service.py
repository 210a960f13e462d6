"""Services in a file."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Service, ServiceKind, ServiceStatus
from sambruk_crm.services import services
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match, all_signs, to_trash
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.services import ServiceInput
from sambruk_crm.services.values import folding

AMOUNTS = ("funding", "funding_yearly", "funding_each")
OWN = ("name", "kind", "status", "description", *AMOUNTS)
REFERRED = ("owner",)
WORDS = {"kind": ServiceKind, "status": ServiceStatus}
FIELDS: dict[str, Field] = {
    "name": Field(say("Name"), ("service", "tjänst", "tjeneste", "dienst", "title", "titel")),
    "kind": Field(say("Type"), ("kind", "typ", "art"), Holds.WORD, ServiceKind),
    "status": Field(say("Status"), ("state",), Holds.WORD, ServiceStatus),
    "owner": Field(say("Responsible"), ("owner", "ansvarig", "ägare", "eier"), Holds.USERS),
    "funding": Field(say("Funding in all"), ("funding", "finansiering", "finansiering totalt"), Holds.AMOUNT),
    "funding_yearly": Field(say("Funding a year"), ("finansiering per år",), Holds.AMOUNT),
    "funding_each": Field(say("Funding for each participant"), ("finansiering per deltagare",), Holds.AMOUNT),
    "description": Field(say("Description"), ("beskrivning", "beskrivelse", "beschreibung", "note")),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a service."""
    facts: Facts = {}
    given = dict(row)
    for name, words in WORDS.items():
        if name in row:
            with faults.collected():
                del given[name]
                given[name] = reading.member(words, row[name], name).value
    with faults.collected():
        facts = reading.own(ServiceInput, given, OWN)
        facts |= {name: reading.amount(facts[name]) for name in AMOUNTS if facts.get(name) is not None}
    if "owner" in row:
        with faults.collected():
            facts["owner"] = known.user(row["owner"], "owner")
    return facts


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a service is told by: its name."""
    name = folding.tight(facts.get("name") or "")
    return {Match.NAME: [name] if name else []}


def find(_session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find services by name."""
    wanted = all_signs(signs, rows)[Match.NAME]
    return {Match.NAME: sa.select(Service.tight, Service.id).where(col(Service.tight).in_(wanted))}


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of services."""
    found = linked.own_facts(session, Service, (*OWN, "owner_id"), ids)
    for held in found.values():
        held["owner"] = held.pop("owner_id")
        held |= {name: reading.amount(held[name]) for name in AMOUNTS}
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make services."""
    return [services.create(session, actor, linked.values(each, OWN, REFERRED)).key for each in wanted]


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of services exactly so."""
    for key, each in wanted.items():
        services.update(session, actor, key, linked.values(each, OWN, REFERRED))


SERVICE = ImportNoun(
    table=Service,
    fields=FIELDS,
    matches={Match.NAME: frozenset({"name"})},
    permission=Permission.EDIT_DEALS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Service),
)
