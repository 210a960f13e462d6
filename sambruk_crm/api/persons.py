"""Persons over REST, with whom they represent."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Asked,
    Key,
    LikelyOut,
    Listed,
    One,
    Version,
    Versioned,
    answer,
    asked,
    columns_of,
    likely,
    sent,
    showing,
)
from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import CustomerStatus, Person
from sambruk_crm.services import duplicates, persons
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.persons import AffiliationInput, PersonFilter, PersonInput, PersonRecord
from sambruk_crm.services.values.validation import Day, Id, Input, OwnFields

router = noun("persons")


class AffiliationOut(BaseModel):
    """Whom a person represents, and when."""

    id: int
    version: int
    organisation_id: int
    organisation: str
    title: str
    role: str
    is_primary: bool
    from_on: date | None
    to_on: date | None


class PersonOut(BaseModel):
    """A person. The first e-mail and phone are the ones to use; `tags` and `responsible` are keys."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    name: str
    first_name: str
    last_name: str
    status: CustomerStatus | None
    note: str
    consent_on: date | None
    consent_source: str
    opted_out_at: datetime | None
    emails: list[str]
    phones: list[str]
    tags: list[int]
    responsible: list[int]
    affiliations: list[AffiliationOut]
    fields: OwnFields


class PersonPatch(PersonInput, Versioned):
    """Fields to change, and the version that was read."""


class NewAffiliation(AffiliationInput):
    """Whom the person represents."""

    organisation_id: Id


class AffiliationPatch(AffiliationInput, Versioned):
    """Fields to change, and the version that was read."""


@router.get("", response_model=Listed[PersonOut])
def list_persons(caller: Caller, question: Annotated[Asked[PersonFilter], asked("person", PersonFilter)]) -> Response:
    """List the persons that fit every filter."""
    names = columns_of(Person, PersonOut)
    with db.reading() as session:
        found = persons.read(session, caller, question.wanted, names, sort=question.sort, paging=question.paging)
    return sent(Listed[PersonOut], Listed[PersonOut].model_validate(answer(found, found.items)))


@router.post("", status_code=201)
def create_person(caller: Caller, body: PersonInput, response: Response) -> PersonOut:
    """Add a person. No field is mandatory, but there must be something to show the person by."""
    with db.transaction(caller.user_id) as session:
        person = persons.create(session, caller, body)
        record = persons.record(session, caller, person.key)
    response.headers["Location"] = f"/api/v1/persons/{person.key}"
    return _out(record)


@router.get("/duplicates")
def list_duplicates_of_person(
    caller: Caller, *, first_name: str = "", last_name: str = "", email: str = "", phone: str = "", but: One = None
) -> Listed[LikelyOut]:
    """List persons who are likely here already: the same e-mail or phone first, then those called nearly so."""
    told = {"first_name": first_name, "last_name": last_name, "emails": [email], "phones": [phone]}
    with db.reading() as session:
        return likely(duplicates.of_person(session, caller, told, but=but))


@router.get("/{person_id}")
def get_person(caller: Caller, person_id: Key) -> PersonOut:
    """Return a person."""
    with db.reading() as session:
        return _out(persons.record(session, caller, person_id))


@router.patch("/{person_id}")
def patch_person(caller: Caller, person_id: Key, body: PersonPatch) -> PersonOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_person, caller, person_id), db.transaction(caller.user_id) as session:
        persons.update(session, caller, person_id, body.changes(), version=body.version)
        return _out(persons.record(session, caller, person_id))


@router.delete("/{person_id}", status_code=204)
def delete_person(caller: Caller, person_id: Key, version: Version = None) -> None:
    """Put a person in the trash."""
    with showing(get_person, caller, person_id), db.transaction(caller.user_id) as session:
        persons.delete(session, caller, person_id, version=version)


class OptOut(Input):
    """Since which day the person wants no mailings; today, if not said."""

    on: Day = None


@router.post("/{person_id}/opt-out")
def opt_out_person(caller: Caller, person_id: Key, body: OptOut | None = None) -> PersonOut:
    """Note that a person wants no mailings."""
    with db.transaction(caller.user_id) as session:
        persons.opt_out(session, caller, person_id, on=body.on if body else None)
        return _out(persons.record(session, caller, person_id))


@router.delete("/{person_id}/opt-out")
def opt_in_person(caller: Caller, person_id: Key) -> PersonOut:
    """Note that a person wants mailings again, at all their addresses."""
    with db.transaction(caller.user_id) as session:
        persons.opt_out(session, caller, person_id, opted_out=False)
        return _out(persons.record(session, caller, person_id))


@router.post("/{person_id}/affiliations", status_code=201)
def create_affiliation(caller: Caller, person_id: Key, body: NewAffiliation, response: Response) -> AffiliationOut:
    """Say that a person represents an organisation; a title that is a post there is linked to it."""
    values = body.sent()
    organisation_id = values.pop("organisation_id")
    with db.transaction(caller.user_id) as session:
        held = persons.affiliations.create(session, caller, person_id, organisation_id, values)
        response.headers["Location"] = f"/api/v1/persons/{person_id}/affiliations/{held.key}"
        return _held(session, caller, person_id, held.key)


@router.get("/{person_id}/affiliations/{affiliation_id}")
def get_affiliation(caller: Caller, person_id: Key, affiliation_id: Key) -> AffiliationOut:
    """Return an affiliation."""
    with db.reading() as session:
        return _held(session, caller, person_id, affiliation_id)


@router.patch("/{person_id}/affiliations/{affiliation_id}")
def patch_affiliation(caller: Caller, person_id: Key, affiliation_id: Key, body: AffiliationPatch) -> AffiliationOut:
    """Change an affiliation, for instance end it; an older version answers 409 with the current values."""
    with showing(get_affiliation, caller, person_id, affiliation_id), db.transaction(caller.user_id) as session:
        _held(session, caller, person_id, affiliation_id)
        persons.affiliations.update(session, caller, affiliation_id, body.changes(), version=body.version)
        return _held(session, caller, person_id, affiliation_id)


def _held(session: Session, caller: Actor, person_id: int, affiliation_id: int) -> AffiliationOut:
    for held in PersonOut.model_validate(_shown(persons.record(session, caller, person_id))).affiliations:
        if held.id == affiliation_id:
            return held
    raise NotFoundError


def _out(record: PersonRecord) -> PersonOut:
    return PersonOut.model_validate(_shown(record))


def _shown(record: PersonRecord) -> dict[str, Any]:
    return {
        **record.person.model_dump(),
        "emails": record.emails,
        "phones": record.phones,
        "tags": [tag.id for tag in record.tags],
        "responsible": [user.key for user in record.responsible],
        "affiliations": [{**held.model_dump(), "organisation": name} for held, name in record.affiliations],
        "fields": record.fields,
    }
