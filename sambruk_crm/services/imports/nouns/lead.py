"""Leads in a file."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Lead, LeadState
from sambruk_crm.services import leads
from sambruk_crm.services.imports import headings
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match, all_signs, to_trash
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.leads import LeadInput
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values import folding, phones

OWN = ("name", "email", "phone", "organisation_name", "title", "source", "note")
FIELDS: dict[str, Field] = {
    "name": Field(say("Name"), ("full name", "kontakt", "contact", "navn")),
    "organisation_name": Field(say("Organisation"), headings.EMPLOYERS),
    "title": Field(say("Title"), headings.TITLES),
    "email": Field(say("E-mail"), headings.EMAILS),
    "phone": Field(say("Phone"), headings.PHONES),
    "source": Field(say("Source"), ("källa", "kilde", "quelle", "origin")),
    "state": Field(say("Status"), (), Holds.WORD, LeadState),
    "owner": Field(say("Responsible"), ("owner", "ägare", "eier"), Holds.USERS),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a lead."""
    facts: Facts = {}
    with faults.collected():
        facts = reading.own(LeadInput, row, OWN)
    if "state" in row:
        with faults.collected():
            facts["state"] = reading.member(LeadState, row["state"], "state").value
    if "owner" in row:
        with faults.collected():
            facts["owner"] = known.user(row["owner"], "owner")
    return facts


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a lead is told by."""
    name = folding.tight(facts.get("name") or "")
    return {
        Match.EMAIL: [facts["email"]] if facts.get("email") else [],
        Match.NAME: [name] if name else [],
        Match.PHONE: [phones.plain(facts["phone"])] if facts.get("phone") else [],
    }


def find(_session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find leads by e-mail, name and telephone."""
    wanted = all_signs(signs, rows)
    by = {Match.EMAIL: col(Lead.email), Match.NAME: col(Lead.tight), Match.PHONE: col(Lead.phone)}
    return {match: sa.select(column, Lead.id).where(column.in_(wanted[match])) for match, column in by.items()}


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of leads."""
    found = linked.own_facts(session, Lead, (*OWN, "state", "owner_id"), ids)
    for held in found.values():
        held["owner"] = held.pop("owner_id")
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make leads."""
    keys = leads.create_many(session, actor, [_values(each) for each in wanted])
    _write_states(session, actor, dict(zip(keys, wanted, strict=True)))
    return keys


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of leads exactly so."""
    leads.update_many(session, actor, {key: _values(each) for key, each in wanted.items()})
    _write_states(session, actor, wanted)


def _values(facts: Facts) -> dict[str, Any]:
    values = {name: value for name, value in facts.items() if name in OWN} | linked.fields(facts)
    return values | ({"owner_id": facts["owner"]} if "owner" in facts else {})


def _write_states(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    states = {key: LeadState(facts["state"]) for key, facts in wanted.items() if facts.get("state")}
    found = dict(session.execute(sa.select(Lead.id, Lead.state).where(col(Lead.id).in_(states))).all())
    for key, state in states.items():
        if found[key] is state:
            continue
        if state is LeadState.CONVERTED:
            raise InvalidError({"state": say("Convert the lead instead.")})
        reason = translate(say("So it stood in an imported file."), actor.locale) if state is LeadState.DROPPED else ""
        leads.change_state(session, actor, key, state, reason=reason)


LEAD = ImportNoun(
    table=Lead,
    fields=FIELDS,
    matches={
        Match.EMAIL: frozenset({"email"}),
        Match.NAME: frozenset({"name"}),
        Match.PHONE: frozenset({"phone"}),
    },
    permission=Permission.EDIT_RECORDS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Lead),
)
