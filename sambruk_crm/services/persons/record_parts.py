"""A person as its page and the API show it, with what hangs directly on it."""

from dataclasses import dataclass

from sqlmodel import Session

from sambruk_crm.models import (
    Affiliation,
    Person,
    Tag,
)
from sambruk_crm.services import responsibilities, tags
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons.lists import affiliations_of, emails_of, phones_of
from sambruk_crm.services.persons.rules import get
from sambruk_crm.services.responsibilities import Responsible


@dataclass(frozen=True)
class PersonRecord:
    """A person as its page and REST show it, with what hangs directly on it."""

    person: Person
    emails: list[str]
    phones: list[str]
    tags: list[Tag]
    responsible: list[Responsible]
    affiliations: list[tuple[Affiliation, str]]
    """All of them, also ended ones, with the organisation's name."""


def record(session: Session, actor: Actor, person_id: int) -> PersonRecord:
    """Return a person with addresses, tags, responsible users and affiliations."""
    return records(session, actor, [get(session, actor, person_id)])[0]


def records(session: Session, actor: Actor, persons: list[Person]) -> list[PersonRecord]:
    """Return persons with what hangs on them, in as many queries as one would take."""
    require(actor, Permission.VIEW)
    ids = [person.key for person in persons]
    emails, phones = emails_of(session, ids), phones_of(session, ids)
    carried, people = tags.of_records(session, "person", ids), responsibilities.of_records(session, "person", ids)
    held = affiliations_of(session, ids, None)
    return [
        PersonRecord(
            person,
            emails.get(person.key, []),
            phones.get(person.key, []),
            carried.get(person.key, []),
            people.get(person.key, []),
            held.get(person.key, []),
        )
        for person in persons
    ]
