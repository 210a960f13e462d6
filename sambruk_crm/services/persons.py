"""Persons: the human beings we know, whom they represent and how to reach them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from sambruk_crm.services import bulk, clock, folding, mail_blocks, person_sorts, responsibilities, tags
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
    (key,) = create_many(session, actor, [values], organisation_id=organisation_id)
    return session.get_one(Person, key)


def create_many(
    session: Session,
    actor: Actor,
    wanted: Sequence[dict[str, Any] | PersonInput],
    *,
    organisation_id: int | None = None,
) -> list[int]:
    """Add persons at once, with a handful of statements; gives their keys.

    Raises:
        InvalidError: the first that cannot be made, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    country = _country_of(session, organisation_id)
    made = [_Change(bulk.draft(Person), parse(PersonInput, values), country=country) for values in wanted]
    for change in made:
        _fill(change)
    keys = bulk.insert(session, Person, [change.person for change in made])
    _link(session, made, are_new=True)
    if organisation_id is not None:
        place = {"organisation_id": organisation_id, "is_primary": True}
        bulk.insert(session, Affiliation, [bulk.draft(Affiliation, person_id=key, **place) for key in keys])
    return keys


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
    _change(session, [_Change(person, parse(PersonInput, values), base)])
    return person


def update_many(session: Session, actor: Actor, wanted: Mapping[int, dict[str, Any] | PersonInput]) -> None:
    """Change persons at once, each by what is sent for it.

    Raises:
        NotFoundError: one of them is not there.
        InvalidError: the first that cannot be changed, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    found = bulk.hold(session, Person, wanted.keys())
    if any(key not in found or found[key].deleted_at is not None for key in wanted):
        raise NotFoundError(say("This person does not exist."))
    _change(session, [_Change(found[key], parse(PersonInput, values)) for key, values in wanted.items()])


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


def _country_of(session: Session, organisation_id: int | None) -> str:
    query = sa.select(Organisation.country).where(col(Organisation.id) == organisation_id)
    return "" if organisation_id is None else session.scalar(query) or ""


def _countries_of(session: Session, ids: list[int]) -> dict[int, str]:
    """Return the country of the organisation that each person represents first."""
    query = sa.select(Affiliation.person_id, Organisation.country)
    query = query.join(Organisation, col(Affiliation.organisation_id) == Organisation.id)
    query = query.where(col(Affiliation.person_id).in_(ids), current(clock.today(session)))
    order = (col(Affiliation.is_primary).desc(), col(Affiliation.id))
    return {key: found[0] for key, found in group_by_id(session.execute(query.order_by(*order))).items()}


@dataclass
class _Change:
    """A person, or one to be, with what is wanted of it; and what it holds now that hangs on it."""

    person: Any
    wanted: PersonInput
    base: dict[str, Any] | None = None
    country: str = ""
    emails: list[str] = field(default_factory=list[str])
    phones: list[str] = field(default_factory=list[str])


def _change(session: Session, changes: list[_Change]) -> None:
    ids = [change.person.id for change in changes]
    emails, phones = _emails_of(session, ids), _phones_of(session, ids)
    countries = _countries_of(session, ids) if any("phones" in each.wanted.model_fields_set for each in changes) else {}
    for change in changes:
        key = change.person.id
        change.country = countries.get(key, "")
        change.emails, change.phones = emails.get(key, []), phones.get(key, [])
        _fill(change)
    session.flush()
    _link(session, changes)
    session.flush()


def _fill(change: _Change) -> None:
    """Write what is wanted on the person, and what the person is shown and found by."""
    person, sent, base = change.person, change.wanted.sent(), change.base
    if "phones" in sent:
        sent["phones"] = [phone_in(phone, change.country, "phones") for phone in sent["phones"]]
    merge(person, {name: value for name, value in sent.items() if name not in LINKED}, base)
    for name in ("emails", "phones"):
        if name in sent:
            _refuse_stale_list(name, getattr(change, name), sent[name], base)
            setattr(change, name, _clean(sent[name]))
    refresh_findable(person, change.emails, change.phones)
    if not person.name:
        raise InvalidError({"first_name": say("Write a name, an e-mail address or a phone number to show it by.")})


def _link(session: Session, changes: list[_Change], *, are_new: bool = False) -> None:
    """Write what hangs on the persons, as far as it was sent."""
    sent: dict[str, dict[int, Any]] = {name: {} for name in LINKED}
    for change in changes:
        for name in LINKED & change.wanted.model_fields_set:
            held = change if name in ("emails", "phones") else change.wanted
            sent[name][change.person.id] = getattr(held, name)
    _put(session, PersonEmail, "email", sent["emails"], are_new=are_new)
    _put(session, PersonPhone, "phone", sent["phones"], are_new=are_new)
    tags.put_on(session, TagScope.PERSON, sent["tags"])
    responsibilities.put_on(session, TagScope.PERSON, sent["responsible"])


def _refuse_stale_list(name: str, now: list[str], sent: list[str], base: dict[str, Any] | None) -> None:
    """Refuse e-mails or phones that somebody else changed since the editor saw them."""
    if base is not None and name in base and now not in (_clean(base[name]), _clean(sent)):
        raise StaleError({name: now}, (name,))


def _clean(values: list[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _put(session: Session, table: Any, column: str, wanted: dict[int, list[str]], *, are_new: bool) -> None:
    """Make exactly these the e-mails or phones of persons, in this order."""
    if not wanted:
        return
    carried = () if are_new else session.exec(select(table).where(col(table.person_id).in_(wanted)))
    present = {(row.person_id, getattr(row, column)): row for row in carried}
    places = {(key, value): at for key, values in wanted.items() for at, value in enumerate(values)}
    for pair in present.keys() - places.keys():
        session.delete(present[pair])
    for pair in present.keys() & places.keys():
        present[pair].position = places[pair]
    new = [(*pair, position) for pair, position in places.items() if pair not in present]
    drafts = [bulk.draft(table, person_id=key, position=at, **{column: value}) for key, value, at in new]
    bulk.insert(session, table, drafts)


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
