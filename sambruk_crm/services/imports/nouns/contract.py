"""Contracts in a file, with their parties."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import say
from sambruk_crm.models import Charged, Contract, ContractParty, DealType, Renewal
from sambruk_crm.services import catalogue, contracts
from sambruk_crm.services.audit import plain
from sambruk_crm.services.contracts import ContractInput, PartyInput
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import (
    Facts,
    Field,
    Holds,
    ImportNoun,
    Match,
    all_signs,
    field_of,
    to_trash,
)
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import folding

PLAIN = (
    "number", "charged", "indexation", "renewal", "renewal_months", "notice_months", "notice_given_on",
    "data_categories", "sub_processors", "review_on",
)  # fmt: skip
"""Facts whose columns say themselves what they hold."""
OWN = ("title", "contract_type", "value", "from_on", "to_on", "notice_on", "note", *PLAIN)
WORDS = {"contract_type": DealType, "charged": Charged, "renewal": Renewal}
REFERRED = ("service", "owner")
FIELDS: dict[str, Field] = {
    "title": Field(say("Title"), ("name", "contract", "avtal", "titel")),
    "parties": Field(
        say("Parties"), ("organisation", "company", "kommun", "kund", "part", "partner"), Holds.ORGANISATIONS,
        is_several=True,
    ),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "signed_on": Field(say("Signed on"), ("undertecknat", "signerat"), Holds.DAY),
    "service": Field(say("Service"), (), Holds.SERVICE),
    "contract_type": Field(say("Type"), (), Holds.WORD, DealType),
    "value": Field(say("Value"), ("amount", "belopp", "värde", "beløp", "betrag"), Holds.AMOUNT),
    "from_on": Field(say("From"), ("start",), Holds.DAY),
    "to_on": Field(say("To"), ("slut", "end"), Holds.DAY),
    "notice_on": Field(say("Notice by"), ("uppsägning",), Holds.DAY),
    "owner": Field(say("Owner"), ("responsible", "ansvarig"), Holds.USERS),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
    **{name: field_of(column) for name, column in catalogue.get("contract").columns.items() if name in PLAIN},
}  # fmt: skip


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a contract; several parties in one cell, or one of them with its number."""
    facts: Facts = {}
    given = dict(row)
    for name, words in WORDS.items():
        if name in row:
            with faults.collected():
                del given[name]
                given[name] = reading.member(words, row[name], name).value
    with faults.collected():
        facts = reading.own(ContractInput, given, OWN)
        if facts.get("value") is not None:
            facts["value"] = reading.amount(facts["value"])
    if {"parties", "organisation_number"} & row.keys():
        with faults.collected():
            facts["parties"] = _parties(row, known)
    if "service" in row:
        with faults.collected():
            facts["service"] = known.service(row["service"])
    if "owner" in row:
        with faults.collected():
            facts["owner"] = known.user(row["owner"], "owner")
    return facts


def _parties(row: dict[str, str], known: Known) -> dict[str, str]:
    signed = ""
    if "signed_on" in row:
        signed = reading.own(PartyInput, row, ("signed_on",)).get("signed_on") or ""
    names = reading.several(row.get("parties", ""), known.names())
    if len(names) <= 1:
        name = names[0] if names else ""
        return {str(known.organisation(name, row.get("organisation_number", ""), "parties")): signed}
    return {str(known.organisation(name, "", "parties")): signed for name in names}


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a contract is told by: its number, or its title."""
    number, title = facts.get("number") or "", folding.tight(facts.get("title") or "")
    return {Match.NUMBER: [number] if number else [], Match.NAME: [title] if title else []}


def find(_session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find contracts by number and by title."""
    wanted = all_signs(signs, rows)
    by_number = sa.select(Contract.number, Contract.id).where(col(Contract.number).in_(wanted[Match.NUMBER]))
    return {
        Match.NUMBER: by_number,
        Match.NAME: sa.select(Contract.tight, Contract.id).where(col(Contract.tight).in_(wanted[Match.NAME])),
    }


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of contracts."""
    found = linked.own_facts(session, Contract, (*OWN, *(f"{name}_id" for name in REFERRED)), ids)
    for held in found.values():
        held |= {name: held.pop(f"{name}_id") for name in REFERRED}
        held["value"], held["parties"] = reading.amount(held["value"]), {}
    for party in session.exec(select(ContractParty).where(col(ContractParty.contract_id).in_(found))):
        found[party.contract_id]["parties"][str(party.organisation_id)] = plain(party.signed_on) or ""
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make contracts and their parties."""
    keys: list[int] = []
    for each in wanted:
        first = next(iter(each.get("parties", {})), None)
        contract = contracts.making.create(
            session,
            actor,
            linked.values(each, OWN, REFERRED),
            organisation_id=int(first) if first is not None else None,
        )
        keys.append(contract.key)
        _write_parties(session, actor, contract.key, each)
    return keys


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of contracts exactly so."""
    for key, each in wanted.items():
        contracts.update(session, actor, key, linked.values(each, OWN, REFERRED))
        _write_parties(session, actor, key, each)


def _write_parties(session: Session, actor: Actor, key: int, facts: Facts) -> None:
    if "parties" not in facts:
        return
    left = {int(place): signed for place, signed in facts["parties"].items()}
    for party, _ in contracts.parties.of_contract(session, actor, key):
        signed = left.pop(party.organisation_id, None)
        if signed is None:
            contracts.parties.remove(session, actor, key, party.key)
        elif signed != (plain(party.signed_on) or ""):
            contracts.parties.update(session, actor, key, party.key, {"signed_on": signed})
    for place, signed in left.items():
        contracts.parties.add(session, actor, key, {"organisation_id": place, "signed_on": signed})


CONTRACT = ImportNoun(
    table=Contract,
    fields=FIELDS,
    matches={Match.NUMBER: frozenset({"number"}), Match.NAME: frozenset({"title"})},
    permission=Permission.EDIT_DEALS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Contract),
)
