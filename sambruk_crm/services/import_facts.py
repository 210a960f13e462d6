"""What an import writes of records: read as JSON can hold it, written through the nouns' own services, put back."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import (
    Address,
    AddressKind,
    Affiliation,
    Organisation,
    OrganisationTag,
    Person,
    PersonEmail,
    PersonPhone,
    PersonTag,
    Tag,
    TagScope,
)
from sambruk_crm.services import affiliations, clock, organisations, persons, responsibilities, tags
from sambruk_crm.services.audit import plain
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor

Noun = Literal["organisation", "person"]
Facts = dict[str, Any]
ADDRESSES = {"visiting": AddressKind.VISITING, "invoice": AddressKind.INVOICE}
PARTS = ("street", "postal_code", "city")
PLAIN: dict[str, tuple[str, ...]] = {
    "organisation": (
        "name", "official_name", "organisation_number", "country", "kind", "status", "legal_form", "industry_code",
        "employees", "website", "email", "phone", "invoice_delivery", "invoice_email", "peppol_id", "buyer_reference",
        "credit_days", "note",
    ),
    "person": ("first_name", "last_name", "status", "note", "consent_on", "consent_source"),
}  # fmt: skip
"""Columns of the records' own."""
TABLES: dict[str, type[Organisation | Person]] = {"organisation": Organisation, "person": Person}
SCOPES = {"organisation": TagScope.ORGANISATION, "person": TagScope.PERSON}


def read(session: Session, noun: str, ids: list[int]) -> dict[int, Facts]:
    """Read the facts of records that are not in the trash, in as many queries as of one."""
    table = TABLES[noun]
    columns = [getattr(table, name) for name in PLAIN[noun]]
    query = sa.select(table.id, *columns).where(col(table.id).in_(ids), col(table.deleted_at).is_(None))
    found: dict[int, Facts] = {
        row[0]: {name: plain(value) for name, value in zip(PLAIN[noun], row[1:], strict=True)}
        for row in session.execute(query)
    }
    keys = list(found)
    labels = _tags_of(session, noun, keys)
    of = responsibilities.of_organisations if noun == "organisation" else responsibilities.of_persons
    people = of(session, keys)
    more = _organisation_facts(session, keys) if noun == "organisation" else _person_facts(session, keys)
    for key, facts in found.items():
        facts |= {"tags": labels.get(key, []), "responsible": [user.key for user in people.get(key, [])], **more[key]}
    return found


def create(session: Session, actor: Actor, noun: str, facts: Facts) -> int:
    """Make a record with these facts; gives its key."""
    own = {name: value for name, value in facts.items() if name in PLAIN[noun]}
    if noun == "organisation":
        key = organisations.create(session, actor, own).key
    else:
        own |= {name: facts[name] for name in ("emails", "phones") if name in facts}
        key = persons.create(session, actor, own).key
    if rest := {name: value for name, value in facts.items() if name not in own}:
        write(session, actor, noun, key, rest)
    return key


def write(session: Session, actor: Actor, noun: str, key: int, facts: Facts) -> None:
    """Make facts of a record exactly so, and leave its others as they are."""
    values = {name: value for name, value in facts.items() if name in PLAIN[noun]}
    if "tags" in facts:
        values["tags"] = [_tag(session, actor, noun, name) for name in facts["tags"]]
    values |= {name: facts[name] for name in ("responsible", "emails", "phones") if name in facts}
    if noun == "organisation":
        organisations.update(session, actor, key, values)
        for name, kind in ADDRESSES.items():
            if name in facts:
                organisations.set_address(session, actor, key, kind, facts[name])
    else:
        persons.update(session, actor, key, values)
        if "works_at" in facts:
            _place(session, actor, key, {int(place): title for place, title in facts["works_at"].items()})


def _place(session: Session, actor: Actor, person_id: int, wanted: dict[int, str]) -> None:
    query = select(Affiliation).where(Affiliation.person_id == person_id, persons.current(clock.today(session)))
    present = {row.organisation_id: row for row in session.exec(query.order_by(col(Affiliation.id).desc()))}
    for place, row in present.items():
        if place not in wanted:
            session.delete(row)
        elif row.title != wanted[place]:
            affiliations.update(session, actor, row.key, {"title": wanted[place]})
    for place, title in wanted.items():
        if place not in present:
            first = {"is_primary": True} if not present else {}
            affiliations.create(session, actor, person_id, place, {"title": title, **first})
    session.flush()


def _tag(session: Session, actor: Actor, noun: str, name: str) -> int:
    same = sa.func.lower(Tag.name) == name.lower()
    found = session.exec(select(Tag).where(same, Tag.scope == SCOPES[noun])).first()
    if found is None:
        return tags.create(session, actor, {"name": name, "scope": SCOPES[noun]}).key
    if found.archived_at is not None:
        raise InvalidError({"tags": say("The tag {name} is archived.", name=name)})
    return found.key


def _tags_of(session: Session, noun: str, keys: list[int]) -> dict[int, list[str]]:
    link: Any = OrganisationTag if noun == "organisation" else PersonTag
    owner = getattr(link, f"{noun}_id")
    query = sa.select(owner, Tag.name).join(Tag, col(Tag.id) == link.tag_id).where(owner.in_(keys))
    return group_by_id(session.execute(query.order_by(sa.func.lower(Tag.name))))


def _organisation_facts(session: Session, keys: list[int]) -> dict[int, Facts]:
    found: dict[int, Facts] = {key: {name: dict.fromkeys(PARTS, "") for name in ADDRESSES} for key in keys}
    names = {kind: name for name, kind in ADDRESSES.items()}
    query = select(Address).where(col(Address.organisation_id).in_(keys), col(Address.kind).in_(names))
    for address in session.exec(query):
        found[address.organisation_id][names[address.kind]] = {part: getattr(address, part) for part in PARTS}
    return found


def _person_facts(session: Session, keys: list[int]) -> dict[int, Facts]:
    found: dict[int, Facts] = {key: {"emails": [], "phones": [], "works_at": {}} for key in keys}
    for table, column in ((PersonEmail, "email"), (PersonPhone, "phone")):
        query = sa.select(table.person_id, getattr(table, column)).where(col(table.person_id).in_(keys))
        for key, value in session.execute(query.order_by(col(table.position), col(table.id))):
            found[key][f"{column}s"].append(value)
    query = sa.select(Affiliation.person_id, Affiliation.organisation_id, Affiliation.title)
    query = query.where(col(Affiliation.person_id).in_(keys), persons.current(clock.today(session)))
    for key, place, title in session.execute(query.order_by(col(Affiliation.id).desc())):
        found[key]["works_at"][str(place)] = title
    return found
