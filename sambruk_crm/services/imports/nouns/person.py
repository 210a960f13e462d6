"""Persons in a file: themselves, how to reach them, whom they represent and when, tags."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Affiliation, CustomerStatus, Person, PersonEmail, PersonPhone, TagScope
from sambruk_crm.services import clock, persons
from sambruk_crm.services.audit import plain
from sambruk_crm.services.imports import headings
from sambruk_crm.services.imports.nouns import linked, reading
from sambruk_crm.services.imports.nouns.known import Known
from sambruk_crm.services.imports.nouns.parts import Facts, Field, Holds, ImportNoun, Match, all_signs, to_trash
from sambruk_crm.services.imports.nouns.reading import Faults
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.persons import AffiliationInput, PersonInput, Place
from sambruk_crm.services.values import folding, phones
from sambruk_crm.services.values.validation import name_beside, parse, phone_in

OWN = ("first_name", "last_name", "status", "note", "consent_on", "consent_source")
MOST_SHARING = 3
"""A telephone number that more persons have is a switchboard's, and tells nobody."""
FIELDS: dict[str, Field] = {
    "first_name": Field(say("First name"), ("firstname", "given name", "tilltalsnamn")),
    "last_name": Field(say("Last name"), ("lastname", "surname", "family name")),
    "name": Field(say("Name"), ("full name", "fullständigt namn", "kontakt", "contact")),
    "status": Field(say("Status"), (), Holds.WORD, CustomerStatus),
    "emails": Field(say("E-mail"), headings.EMAILS, is_several=True),
    "phones": Field(say("Phone"), headings.PHONES, is_several=True),
    "organisation": Field(say("Organisation"), headings.EMPLOYERS, Holds.ORGANISATIONS),
    "organisation_number": Field(say("Organisation number"), ("org nr", "org.nr", "orgnr", "orgnummer")),
    "title": Field(say("Title"), headings.TITLES),
    "from_on": Field(say("In the organisation since"), ("anställd sedan", "tillträde"), Holds.DAY),
    "to_on": Field(say("In the organisation until"), ("slutat", "avgång"), Holds.DAY),
    "responsible": Field(say("Responsible"), (), Holds.USERS, is_several=True),
    "tags": Field(say("Tags"), ("tag", "tagg"), is_several=True),
    "note": Field(say("Note"), ("notes", "anteckningar", "kommentar", "comment")),
    "consent_on": Field(say("Consent on"), (), Holds.DAY),
    "consent_source": Field(say("Source of the consent")),
}


def read(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    """Read a person; telephone numbers as they are dialled where the person works."""
    given: dict[str, Any] = {name: row[name] for name in OWN if name in row}
    if "status" in row:
        with faults.collected():
            del given["status"]
            given["status"] = reading.member(CustomerStatus, row["status"], "status").value
    if "@" not in row.get("name", "@") and not {"first_name", "last_name"} & given.keys():
        given["first_name"], given["last_name"] = reading.parted(row["name"])
    if "emails" in row:
        given["emails"] = reading.emails(row["emails"])
    if "phones" in row:
        given["phones"] = reading.phones(row["phones"])
    beside = name_beside(given["emails"][0]) if given.get("emails") else ""
    if beside and not {"first_name", "last_name"} & given.keys():
        given["first_name"], given["last_name"] = reading.parted(beside)
    facts: Facts = {}
    with faults.collected():
        facts = {name: plain(value) for name, value in parse(PersonInput, given).sent().items()}
    works: Facts = {}
    with faults.collected():
        works = _works(row, known, faults)
    with faults.collected():
        if "phones" in facts:
            country = next((known.countries.get(int(place), "") for place in works.get("works_at", {})), "")
            facts["phones"] = [phone_in(phone, country, "phones") for phone in facts["phones"]]
    return facts | works | linked.read(row, known, faults)


def _works(row: dict[str, str], known: Known, faults: Faults) -> Facts:
    if not {"organisation", "organisation_number"} & row.keys():
        for name in ("title", "from_on", "to_on"):
            if name in row:
                raise InvalidError({name: say("A title needs an organisation.")})
        return {}
    said: Facts = {}
    with faults.collected():
        said = reading.own(AffiliationInput, row, ("title", "from_on", "to_on"))
    title = said.get("title", "")
    place = known.organisation(row.get("organisation", ""), row.get("organisation_number", ""))
    if {"from_on", "to_on"} & row.keys():
        return {"periods": [[place, title, said.get("from_on") or "", said.get("to_on") or ""]]}
    return {"works_at": {str(place): title}}


def signs(facts: Facts) -> dict[Match, list[str]]:
    """Return what a person is told by."""
    name = folding.tight(f"{facts.get('last_name', '')} {facts.get('first_name', '')}")
    return {
        Match.EMAIL: facts.get("emails") or [],
        Match.NAME: [name] if name else [],
        Match.PHONE: [phones.plain(number) for number in facts.get("phones") or []],
    }


def find(_session: Session, rows: Sequence[Facts]) -> dict[Match, Any]:
    """Find persons by e-mail, name and telephone."""
    wanted = all_signs(signs, rows)
    numbers = col(PersonPhone.phone).in_(wanted[Match.PHONE])
    own = sa.select(PersonPhone.phone).where(numbers).group_by(col(PersonPhone.phone))
    own = own.having(sa.func.count() <= MOST_SHARING)
    by = {
        Match.EMAIL: (PersonEmail.email, PersonEmail.person_id, col(PersonEmail.email).in_(wanted[Match.EMAIL])),
        Match.NAME: (Person.tight, Person.id, col(Person.tight).in_(wanted[Match.NAME])),
        Match.PHONE: (PersonPhone.phone, PersonPhone.person_id, col(PersonPhone.phone).in_(own)),
    }
    return {match: sa.select(sign, key).where(which) for match, (sign, key, which) in by.items()}


def facts(session: Session, ids: Sequence[int]) -> dict[int, Facts]:
    """Read what is known of persons: whom they represent today, and all periods of it."""
    found = linked.own_facts(session, Person, OWN, ids)
    keys = list(found)
    more = linked.facts(session, TagScope.PERSON, keys)
    for key, held in found.items():
        held |= {**more[key], "emails": [], "phones": [], "works_at": {}, "periods": []}
    for table, column in ((PersonEmail, "email"), (PersonPhone, "phone")):
        query = sa.select(table.person_id, getattr(table, column)).where(col(table.person_id).in_(keys))
        for key, value in session.execute(query.order_by(col(table.position), col(table.id))):
            found[key][f"{column}s"].append(value)
    today = clock.today(session)
    query = sa.select(Affiliation).where(col(Affiliation.person_id).in_(keys))
    for place in session.scalars(query.order_by(col(Affiliation.id).desc())):
        held = found[place.person_id]
        held["periods"].append(
            [place.organisation_id, place.title, plain(place.from_on) or "", plain(place.to_on) or ""]
        )
        if (place.from_on is None or place.from_on <= today) and (place.to_on is None or place.to_on > today):
            held["works_at"][str(place.organisation_id)] = place.title
    return found


def create(session: Session, actor: Actor, wanted: Sequence[Facts]) -> list[int]:
    """Make persons."""
    tag_ids = linked.tag_ids(session, actor, TagScope.PERSON, wanted)
    keys = persons.create_many(session, actor, [_values(each, tag_ids) for each in wanted])
    _write_places(session, actor, dict(zip(keys, wanted, strict=True)))
    return keys


def write(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    """Make facts of persons exactly so."""
    tag_ids = linked.tag_ids(session, actor, TagScope.PERSON, list(wanted.values()))
    persons.update_many(session, actor, {key: _values(each, tag_ids) for key, each in wanted.items()})
    _write_places(session, actor, wanted)


def _values(facts: Facts, tag_ids: dict[str, int]) -> dict[str, Any]:
    names = (*OWN, "responsible", "emails", "phones")
    values = {name: value for name, value in facts.items() if name in names} | linked.fields(facts)
    if "tags" in facts:
        values["tags"] = [tag_ids[name.lower()] for name in facts["tags"]]
    return values


def _write_places(session: Session, actor: Actor, wanted: Mapping[int, Facts]) -> None:
    now = {
        key: [Place(int(place), title) for place, title in facts["works_at"].items()]
        for key, facts in wanted.items()
        if "works_at" in facts
    }
    persons.affiliations.put_on(session, actor, now, only_current=True)
    ever = {key: [Place.of(*each) for each in facts["periods"]] for key, facts in wanted.items() if "periods" in facts}
    persons.affiliations.put_on(session, actor, ever)


PERSON = ImportNoun(
    table=Person,
    fields=FIELDS,
    matches={
        Match.EMAIL: frozenset({"emails"}),
        Match.NAME: frozenset({"name", "first_name", "last_name"}),
        Match.PHONE: frozenset({"phones"}),
    },
    permission=Permission.EDIT_RECORDS,
    read=read,
    signs=signs,
    find=find,
    facts=facts,
    create=create,
    write=write,
    take_back=to_trash(Person),
    titles={"works_at": say("Organisation"), "periods": say("Organisation")},
)
