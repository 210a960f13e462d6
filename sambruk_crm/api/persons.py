"""Persons over REST, with whom they represent."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.api.listing import Cursor, Keys, Limit, Listed, Several, Sort, Text, answer, paging
from sambruk_crm.models import CustomerStatus
from sambruk_crm.services import affiliations, persons
from sambruk_crm.services.affiliations import AffiliationInput
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.persons import PersonFilter, PersonInput, PersonRecord

router = APIRouter(prefix="/persons", tags=["persons"])


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


class PersonPatch(PersonInput):
    """Fields to change, and the version that was read."""

    version: int


class NewAffiliation(AffiliationInput):
    """Whom the person represents."""

    organisation_id: int


class AffiliationPatch(AffiliationInput):
    """Fields to change, and the version that was read."""

    version: int


@router.get("")
def list_persons(
    caller: Caller,
    text: Text = "",
    status: Annotated[list[CustomerStatus], Several, Query()] = [],
    tag: Keys = [],
    responsible: Keys = [],
    organisation: Keys = [],
    sort: Sort = "name",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[PersonOut]:
    """List the persons that fit every filter."""
    wanted = PersonFilter(
        text=text,
        status=tuple(status),
        tag=tuple(tag),
        responsible=tuple(responsible),
        organisation=tuple(organisation),
    )
    with db.reading() as session:
        found = persons.find(session, caller, wanted, sort=sort, paging=paging(limit, cursor))
        rows = persons.records(session, caller, found.items)
    return Listed[PersonOut].model_validate(answer(found, [_shown(row) for row in rows]))


@router.post("", status_code=201)
def create_person(caller: Caller, body: PersonInput, response: Response) -> PersonOut:
    """Add a person. No field is mandatory, but there must be something to show the person by."""
    with db.transaction(caller.user_id) as session:
        person = persons.create(session, caller, body)
        record = persons.record(session, caller, person.key)
    response.headers["Location"] = f"/api/v1/persons/{person.key}"
    return _out(record)


@router.get("/{person_id}")
def get_person(caller: Caller, person_id: int) -> PersonOut:
    """Give a person."""
    with db.reading() as session:
        return _out(persons.record(session, caller, person_id))


@router.patch("/{person_id}")
def patch_person(caller: Caller, person_id: int, body: PersonPatch) -> PersonOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    values = body.sent()
    version = values.pop("version")
    with db.transaction(caller.user_id) as session:
        persons.update(session, caller, person_id, values, version=version)
        return _out(persons.record(session, caller, person_id))


@router.delete("/{person_id}", status_code=204)
def delete_person(caller: Caller, person_id: int, version: int | None = None) -> None:
    """Put a person in the trash."""
    with db.transaction(caller.user_id) as session:
        persons.delete(session, caller, person_id, version=version)


@router.post("/{person_id}/affiliations", status_code=201)
def affiliate(caller: Caller, person_id: int, body: NewAffiliation) -> PersonOut:
    """Say that a person represents an organisation."""
    values = body.sent()
    organisation_id = values.pop("organisation_id")
    with db.transaction(caller.user_id) as session:
        affiliations.create(session, caller, person_id, organisation_id, values)
        return _out(persons.record(session, caller, person_id))


@router.patch("/{person_id}/affiliations/{affiliation_id}")
def patch_affiliation(caller: Caller, person_id: int, affiliation_id: int, body: AffiliationPatch) -> PersonOut:
    """Change an affiliation, for instance end it."""
    values = body.sent()
    version = values.pop("version")
    with db.transaction(caller.user_id) as session:
        affiliations.update(session, caller, affiliation_id, values, version=version)
        return _out(persons.record(session, caller, person_id))


def _out(record: PersonRecord) -> PersonOut:
    return PersonOut.model_validate(_shown(record))


def _shown(record: PersonRecord) -> dict[str, Any]:
    return {
        **record.person.model_dump(),
        "emails": record.emails,
        "phones": record.phones,
        "tags": [tag.id for tag in record.tags],
        "responsible": [user.id for user in record.responsible],
        "affiliations": [{**held.model_dump(), "organisation": name} for held, name in record.affiliations],
    }
