"""Projects in a file: what organisations are engaged in."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Project, ProjectStatus
from sambruk_crm.services import projects
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match, to_trash
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.projects import ProjectInput
from sambruk_crm.services.values import folding

OWN = ("name", "status", "from_on", "to_on", "note")
REFERRED = ("organisation", "service", "owner")
FIELDS: dict[str, Field] = {
    "name": Field(say("Name"), ("project", "projekt", "prosjekt", "title", "titel")),
    "organisation": Field(
        say("Organisation"), ("company", "kommun", "kommune", "municipality", "kund"), Holds.ORGANISATIONS
    ),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "service": Field(say("Service"), ("tjänst", "tjeneste", "dienst"), Holds.SERVICE),
    "status": Field(say("Status"), ("state",), Holds.WORD, ProjectStatus),
    "owner": Field(say("Responsible"), ("owner", "ansvarig", "ägare", "eier"), Holds.USERS),
    "from_on": Field(say("From"), ("start",), Holds.DAY),
    "to_on": Field(say("To"), ("slut", "end"), Holds.DAY),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a project; its organisation by name or number."""
    facts: Facts = {}
    given = dict(row)
    if "status" in row:
        with faults.collected():
            del given["status"]
            given["status"] = reading.member(ProjectStatus, row["status"], "status").value
    with faults.collected():
        facts = reading.own(ProjectInput, given, OWN)
    if {"organisation", "organisation_number"} & row.keys():
        with faults.collected():
            name, number = row.get("organisation", ""), row.get("organisation_number", "")
            facts["organisation"] = known.organisation(name, number)
    if "service" in row:
        with faults.collected():
            facts["service"] = known.service(row["service"])
    if "owner" in row:
        with faults.collected():
            facts["owner"] = known.user(row["owner"], "owner")
    return facts


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a project is told by: its organisation with its name, or without a name with its service."""
    place, name, service = facts.get("organisation"), folding.tight(facts.get("name") or ""), facts.get("service")
    if not place or not (name or service):
        return {Match.NAME: []}
    return {Match.NAME: [_named(place, name) if name else _of_service(place, service)]}


def find(session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find the projects of the same organisations."""
    places = {row["organisation"] for row in rows if row.get("organisation")}
    query = sa.select(Project.id, Project.organisation_id, Project.tight, Project.service_id)
    found = session.execute(query.where(col(Project.organisation_id).in_(places))).all()
    named = [(_named(place, tight), key) for key, place, tight, _ in found]
    return {Match.NAME: named + [(_of_service(place, service), key) for key, place, _, service in found if service]}


def _named(place: Any, name: str) -> str:
    return f"{place}:{name}"


def _of_service(place: Any, service: Any) -> str:
    return f"{place}#{service}"


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of projects."""
    found = linked.own_facts(session, Project, (*OWN, *(f"{name}_id" for name in REFERRED)), ids)
    for held in found.values():
        held |= {name: held.pop(f"{name}_id") for name in REFERRED}
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make projects."""
    return [projects.create(session, actor, linked.values(each, OWN, REFERRED)).key for each in wanted]


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of projects exactly so."""
    for key, each in wanted.items():
        projects.update(session, actor, key, linked.values(each, OWN, REFERRED))


PROJECT = ImportNoun(
    table=Project,
    fields=FIELDS,
    matches={Match.NAME: frozenset({"organisation", "organisation_number"})},
    permission=Permission.EDIT_DEALS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Project),
)
