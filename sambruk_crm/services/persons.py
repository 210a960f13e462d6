"""Persons: the human beings we know, whom they represent and how to reach them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, StaleError, say
from sambruk_crm.models import (
    Affiliation,
    CustomerStatus,
    Organisation,
    Person,
    PersonEmail,
    PersonPhone,
    PersonResponsibility,
    PersonTag,
    Tag,
    TagScope,
    User,
    utc_now,
)
from sambruk_crm.services import clock, folding, mail_blocks, person_sorts, responsibilities, tags
from sambruk_crm.services.paging import Page, Paging, fetch, group_by_id, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import (
    Blank,
    Day,
    Email,
    Id,
    Input,
    Line,
    NationalPhone,
    Text,
    check_version,
    merge,
    parse,
    phone_in,
)


class PersonInput(Input):
    """What can be written of a person. No field is mandatory; the first e-mail and phone are the ones to use."""

    first_name: Annotated[Line, Field(max_length=120)] = ""
    last_name: Annotated[Line, Field(max_length=120)] = ""
    status: Annotated[CustomerStatus | None, Blank] = None
    note: Text = ""
    consent_on: Day = None
    consent_source: Line = ""
    emails: list[Email] = []
    phones: list[NationalPhone] = []
    tags: list[Id] = []
    responsible: list[Id] = []


LINKED = frozenset({"emails", "phones", "tags", "responsible"})


@dataclass(frozen=True)
class PersonFilter:
    """Which persons are wanted: all that fit every part that is given; within a part any of its values."""

    text: str = ""
    status: tuple[CustomerStatus, ...] = ()
    tag: tuple[int, ...] = ()
    responsible: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()


@dataclass(frozen=True)
class PersonRow:
    """A person as a list shows it."""

    id: int
    version: int
    name: str
    status: str
    email: str
    phone: str
    organisations: list[tuple[int, str, str]]
    """Whom the person represents today: key, name and title."""
    responsible: list[str]
    tags: list[tuple[str, str]]


@dataclass(frozen=True)
class PersonRecord:
    """A person as its page and REST show it, with what hangs directly on it."""

    person: Person
    emails: list[str]
    phones: list[str]
    tags: list[Tag]
    responsible: list[User]
    affiliations: list[tuple[Affiliation, str]]
    """All of them, also ended ones, with the organisation's name."""


def sort_columns(actor: Actor) -> dict[str, ColumnElement[Any]]:
    """Name what lists of persons can be sorted by; names follow the reader's alphabet."""
    columns = sa.inspect(Person).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "status": sa.func.coalesce(sa.cast(Person.status, sa.String), ""),
        "created": columns.created_at,
        "id": columns.id,
    }


def where(session: Session, wanted: PersonFilter) -> ColumnElement[bool]:
    """Turn a filter into SQL; the same for lists, counts, bulk work and mailings."""
    parts: list[ColumnElement[bool]] = [col(Person.deleted_at).is_(None)]
    if wanted.text:
        parts.append(folding.matches(session, Person, wanted.text))
    if wanted.status:
        parts.append(col(Person.status).in_(wanted.status))
    if wanted.tag:
        link = sa.select(PersonTag.person_id).where(col(PersonTag.tag_id).in_(wanted.tag))
        parts.append(col(Person.id).in_(link))
    if wanted.responsible:
        who = sa.select(PersonResponsibility.person_id).where(col(PersonResponsibility.user_id).in_(wanted.responsible))
        parts.append(col(Person.id).in_(who))
    if wanted.organisation:
        today = clock.today(session)
        there = sa.select(Affiliation.person_id).where(
            col(Affiliation.organisation_id).in_(wanted.organisation), current(today)
        )
        parts.append(col(Person.id).in_(there))
    return sa.and_(*parts)


def current(on: date) -> ColumnElement[bool]:
    """Say in SQL that an affiliation holds on a day."""
    begun = sa.or_(col(Affiliation.from_on).is_(None), col(Affiliation.from_on) <= on)
    lasting = sa.or_(col(Affiliation.to_on).is_(None), col(Affiliation.to_on) > on)
    return sa.and_(begun, lasting)


def search(
    session: Session, actor: Actor, wanted: PersonFilter, *, sort: str = "name", paging: Paging | None = None
) -> Page[PersonRow]:
    """List the persons that fit, as rows."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page(_rows(session, page.items), page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: PersonFilter, *, sort: str = "name", paging: Paging | None = None
) -> Page[Person]:
    """List the persons that fit, as they are stored."""
    require(actor, Permission.VIEW)
    order = order_of(sort, sort_columns(actor) | person_sorts.columns(actor, current(clock.today(session))))
    return fetch(session, Person, where(session, wanted), order, paging or Paging())


def suggest(session: Session, actor: Actor, text: str, limit: int = 10) -> list[tuple[int, str]]:
    """Propose persons while someone types: those that begin so first."""
    require(actor, Permission.VIEW)
    begins = col(Person.fold).like(f"{' '.join(folding.words_of(text))}%")
    query = (
        select(Person)
        .where(where(session, PersonFilter(text=text)))
        .order_by(sa.desc(begins), sort_columns(actor)["name"])
        .limit(limit)
    )
    rows = _rows(session, list(session.exec(query)))
    return [(row.id, ", ".join([row.name, *(name for _, name, _ in row.organisations)])) for row in rows]


def get(session: Session, actor: Actor, person_id: int, *, for_update: bool = False) -> Person:
    """Give a person who is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Person, person_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This person does not exist."))
    return found


def record(session: Session, actor: Actor, person_id: int) -> PersonRecord:
    """Give a person with addresses, tags, responsible users and affiliations."""
    return records(session, actor, [get(session, actor, person_id)])[0]


def records(session: Session, actor: Actor, persons: list[Person]) -> list[PersonRecord]:
    """Give persons with what hangs on them, in as many queries as one would take."""
    require(actor, Permission.VIEW)
    ids = [person.key for person in persons]
    emails, phones = _emails_of(session, ids), _phones_of(session, ids)
    carried, people = _tags_of(session, ids), responsibilities.of_persons(session, ids)
    held = _affiliations_of(session, ids, None)
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


def create(
    session: Session, actor: Actor, values: dict[str, Any] | PersonInput, *, organisation_id: int | None = None
) -> Person:
    """Add a person, perhaps as someone who represents an organisation.

    Raises:
        InvalidError: there is nothing to show the person by, or a field cannot be read.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(PersonInput, values)
    person = Person()
    _write(session, person, wanted, None, organisation_id)
    if organisation_id is not None:
        session.add(Affiliation(person_id=person.key, organisation_id=organisation_id, is_primary=True))
        session.flush()
    return person


def update(
    session: Session,
    actor: Actor,
    person_id: int,
    values: dict[str, Any] | PersonInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Person:
    """Change what was sent and nothing else; `version` and `base` as for organisations.

    Raises:
        StaleError: with the current values.
    """
    require(actor, Permission.EDIT_RECORDS)
    person = get(session, actor, person_id, for_update=True)
    check_version(person, version, person.model_dump(mode="json"))
    _write(session, person, parse(PersonInput, values), base)
    return person


def opt_out(
    session: Session, actor: Actor, person_id: int, *, opted_out: bool = True, on: date | None = None
) -> Person:
    """Note that the person wants no mailings, since today or another day; or wants them again."""
    require(actor, Permission.EDIT_RECORDS)
    person = get(session, actor, person_id)
    if opted_out:
        person.opted_out_at = utc_now() if on is None else clock.day_start(on, clock.zone(session))
    else:
        person.opted_out_at = None
        mail_blocks.release_person(session, person_id)
    session.flush()
    return person


def delete(session: Session, actor: Actor, person_id: int, *, version: int | None = None) -> None:
    """Put a person in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    person = get(session, actor, person_id)
    check_version(person, version, person.model_dump(mode="json"))
    person.deleted_at = utc_now()
    session.flush()


def refresh_findable(person: Person, emails: list[str], phones: list[str]) -> None:
    """Set what the person is shown by, found by and sorted by (last name first)."""
    person.name = f"{person.first_name} {person.last_name}".strip() or next(iter([*emails, *phones]), "")
    folding.make_findable(person, person.name, *emails, numbers=tuple(phones))
    by = _sort_name(person.first_name, person.last_name) or person.name
    for column, key in folding.sort_keys(by).items():
        setattr(person, column, key)


def _sort_name(first_name: str, last_name: str) -> str:
    return f"{last_name.strip()} {first_name.strip()}".strip()


def _country_of(session: Session, person: Person, organisation_id: int | None) -> str:
    """Return the country of the organisation that a person represents first, or nothing."""
    query = sa.select(Organisation.country)
    if organisation_id is not None:
        return session.scalar(query.where(col(Organisation.id) == organisation_id)) or ""
    if person.id is None:
        return ""
    query = query.join(Affiliation, col(Affiliation.organisation_id) == Organisation.id)
    query = query.where(col(Affiliation.person_id) == person.id, current(clock.today(session)))
    return session.scalar(query.order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id)).limit(1)) or ""


def _write(
    session: Session,
    person: Person,
    wanted: PersonInput,
    base: dict[str, Any] | None,
    organisation_id: int | None = None,
) -> None:
    sent = wanted.sent()
    if "phones" in sent:
        country = _country_of(session, person, organisation_id)
        sent["phones"] = [phone_in(phone, country, "phones") for phone in sent["phones"]]
    merge(person, {name: value for name, value in sent.items() if name not in LINKED}, base)
    kept = [] if person.id is None else [person.id]
    _refuse_stale_lists(session, person, sent, base or {})
    emails = _clean(sent["emails"]) if "emails" in sent else next(iter(_emails_of(session, kept).values()), [])
    phones = _clean(sent["phones"]) if "phones" in sent else next(iter(_phones_of(session, kept).values()), [])
    refresh_findable(person, emails, phones)
    if not person.name:
        raise InvalidError({"first_name": say("Write a name, an e-mail address or a phone number to show it by.")})
    session.add(person)
    session.flush()
    if "emails" in sent:
        _put(session, PersonEmail, "email", person.key, emails)
    if "phones" in sent:
        _put(session, PersonPhone, "phone", person.key, phones)
    if "tags" in sent:
        tags.put_on(session, TagScope.PERSON, person.key, wanted.tags)
    if "responsible" in sent:
        responsibilities.put_on_person(session, person.key, wanted.responsible)
    session.flush()


def _refuse_stale_lists(session: Session, person: Person, sent: dict[str, Any], base: dict[str, Any]) -> None:
    """Refuse e-mails or phones that somebody else changed since the editor saw them."""
    for name, present in (("emails", _emails_of), ("phones", _phones_of)):
        if person.id is not None and name in sent and name in base:
            now = next(iter(present(session, [person.id]).values()), [])
            if now not in (_clean(base[name]), _clean(sent[name])):
                raise StaleError({name: now}, (name,))


def _clean(values: list[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _put(session: Session, table: Any, column: str, person_id: int, values: list[str]) -> None:
    present = {getattr(row, column): row for row in session.exec(select(table).filter_by(person_id=person_id))}
    for value in present.keys() - set(values):
        session.delete(present[value])
    for position, value in enumerate(values):
        row = present.get(value) or table(person_id=person_id, **{column: value})
        row.position = position
        session.add(row)


def _emails_of(session: Session, ids: list[int]) -> dict[int, list[str]]:
    query = sa.select(PersonEmail.person_id, PersonEmail.email).where(col(PersonEmail.person_id).in_(ids))
    return group_by_id(session.execute(query.order_by(col(PersonEmail.position), col(PersonEmail.id))))


def _phones_of(session: Session, ids: list[int]) -> dict[int, list[str]]:
    query = sa.select(PersonPhone.person_id, PersonPhone.phone).where(col(PersonPhone.person_id).in_(ids))
    return group_by_id(session.execute(query.order_by(col(PersonPhone.position), col(PersonPhone.id))))


def _tags_of(session: Session, ids: list[int]) -> dict[int, list[Tag]]:
    query = (
        sa.select(PersonTag.person_id, Tag)
        .join(Tag, col(Tag.id) == PersonTag.tag_id)
        .where(col(PersonTag.person_id).in_(ids))
        .order_by(sa.func.lower(Tag.name))
    )
    return group_by_id(session.execute(query))


def _affiliations_of(session: Session, ids: list[int], on: date | None) -> dict[int, list[tuple[Affiliation, str]]]:
    query = (
        sa.select(Affiliation.person_id, Affiliation, Organisation.name)
        .join(Organisation, col(Organisation.id) == Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(ids))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    return group_by_id(session.execute(query if on is None else query.where(current(on))))


def _rows(session: Session, persons: list[Person]) -> list[PersonRow]:
    ids = [person.key for person in persons]
    emails, phones = _emails_of(session, ids), _phones_of(session, ids)
    carried, people = _tags_of(session, ids), responsibilities.of_persons(session, ids)
    held = _affiliations_of(session, ids, clock.today(session))
    return [
        PersonRow(
            id=person.key,
            version=person.version,
            name=person.name,
            status=person.status or "",
            email=next(iter(emails.get(person.key, [])), ""),
            phone=next(iter(phones.get(person.key, [])), ""),
            organisations=[(a.organisation_id, name, a.title) for a, name in held.get(person.key, [])],
            responsible=[user.name for user in people.get(person.key, [])],
            tags=[(tag.name, tag.color) for tag in carried.get(person.key, [])],
        )
        for person in persons
    ]
