"""Persons: the human beings we know, whom they represent and how to reach them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
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
    TagScope,
    utc_now,
)
from sambruk_crm.services import bulk, clock, mail, own_values, responsibilities, tags
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.persons import first_contacts
from sambruk_crm.services.persons.lists import current, emails_of, phones_of
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import (
    Blank,
    Day,
    Email,
    Fielded,
    Id,
    Line,
    NationalPhone,
    Text,
    check_version,
    merge,
    parse,
    phone_in,
)


class PersonInput(Fielded):
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


LINKED = frozenset({"emails", "phones", "tags", "responsible", "fields"})


def get(session: Session, actor: Actor, person_id: int, *, for_update: bool = False) -> Person:
    """Return a person who is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Person, person_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This person does not exist."))
    return found


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
    """Add persons at once, with a handful of statements; returns their keys.

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
        places = [bulk.draft(Affiliation, person_id=key, organisation_id=organisation_id) for key in keys]
        first_contacts.settle(session, places, unsaid=places)
        bulk.insert(session, Affiliation, places)
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
        mail.blocks.release_person(session, person_id)
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
    emails, phones = emails_of(session, ids), phones_of(session, ids)
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
    own_values.put_on(session, Person, sent["fields"])


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
