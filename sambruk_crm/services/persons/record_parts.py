"""A person as its page and the API show it, with what hangs directly on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import (
    Affiliation,
    Organisation,
    Person,
)
from sambruk_crm.services import own_values, responsibilities, tags
from sambruk_crm.services.paging import Page, Paging, among, group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons.lists import LIST, PersonFilter, affiliations_of, emails_of, phones_of
from sambruk_crm.services.persons.rules import get
from sambruk_crm.services.responsibilities import Responsible
from sambruk_crm.services.tags import Carried


@dataclass(frozen=True)
class PersonRecord:
    """A person as its page and REST show it, with what hangs directly on it."""

    person: Person
    emails: list[str]
    phones: list[str]
    tags: list[Carried]
    responsible: list[Responsible]
    affiliations: list[tuple[Affiliation, str]]
    """All of them, also ended ones, with the organisation's name."""
    fields: dict[str, Any]
    """What stands in the association's own fields, by their keys."""


def record(session: Session, actor: Actor, person_id: int) -> PersonRecord:
    """Return a person with addresses, tags, responsible users and affiliations."""
    person, ids = get(session, actor, person_id), [person_id]
    return PersonRecord(
        person,
        emails_of(session, ids).get(person_id, []),
        phones_of(session, ids).get(person_id, []),
        tags.of_records(session, "person", ids).get(person_id, []),
        responsibilities.of_records(session, "person", ids).get(person_id, []),
        affiliations_of(session, ids, None).get(person_id, []),
        own_values.told_of_records(session, "person", ids)[person_id],
    )


_HELD = ("id", "version", "organisation_id", "title", "role", "is_primary", "from_on", "to_on")


def read(
    session: Session,
    actor: Actor,
    wanted: PersonFilter,
    names: Sequence[str],
    *,
    sort: str = "",
    paging: Paging | None = None,
) -> Page[dict[str, Any]]:
    """Return a page of persons as plain values: these columns, and what hangs on them.

    `tags` and `responsible` are keys; `affiliations` are all of them, also ended ones, with the organisation's name.
    """
    page = LIST.read(session, actor, wanted, names, sort=sort, paging=paging)
    ids = [row["id"] for row in page.items]
    emails, phones, held = emails_of(session, ids), phones_of(session, ids), _affiliations(session, ids)
    carried, people = tags.of_records(session, "person", ids), responsibilities.of_records(session, "person", ids)
    fields = own_values.told_of_records(session, "person", ids)
    for row in page.items:
        key = row["id"]
        row["emails"], row["phones"] = emails.get(key, []), phones.get(key, [])
        row["tags"] = [tag.id for tag in carried.get(key, [])]
        row["responsible"] = [user.key for user in people.get(key, [])]
        row["affiliations"], row["fields"] = held.get(key, []), fields[key]
    return page


def _affiliations(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    columns = sa.inspect(Affiliation).c
    query = (
        sa.select(columns.person_id, *(columns[name] for name in _HELD), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == columns.organisation_id)
        .where(among(columns.person_id, ids))
        .order_by(columns.is_primary.desc(), columns.id)
    )
    found = group_by_id(session.execute(query))
    names = (*_HELD, "organisation")
    return {key: [dict(zip(names, values, strict=True)) for values in held] for key, held in found.items()}
