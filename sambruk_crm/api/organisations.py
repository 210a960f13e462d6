"""Organisations over REST, with their memberships and addresses."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.attached import AttachedOut, told
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
from sambruk_crm.models import (
    AddressKind,
    MembershipStatus,
    Organisation,
    OrganisationFacts,
)
from sambruk_crm.services import attached, duplicates, organisations
from sambruk_crm.services.organisations import AddressInput, OrganisationFilter, OrganisationInput, OrganisationRecord
from sambruk_crm.services.values.validation import OwnFields

router = noun("organisations")


class AddressOut(BaseModel):
    """An address as it is written on an envelope."""

    version: int
    street: str
    postal_code: str
    city: str
    country: str


class AddressPatch(AddressInput, Versioned):
    """Fields to change, and the version that was read; 0 when there was no address of this kind yet."""


class OrganisationOut(OrganisationFacts):
    """An organisation. `membership` is its status today; `tags` and `responsible` are keys."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    membership: MembershipStatus
    municipality_code: str | None
    county_code: str | None
    county_name: str
    population: int | None
    population_on: date | None
    area_km2: float | None
    latitude: float | None
    longitude: float | None
    parent_id: int | None
    has_logo: bool
    tags: list[int]
    responsible: list[int]
    addresses: dict[AddressKind, AddressOut]
    fields: OwnFields


class OrganisationPatch(OrganisationInput, Versioned):
    """Fields to change, and the version that was read."""


@router.get("", response_model=Listed[OrganisationOut])
def list_organisations(
    caller: Caller, question: Annotated[Asked[OrganisationFilter], asked("organisation", OrganisationFilter)]
) -> Response:
    """List the organisations that fit every filter."""
    names = columns_of(Organisation, OrganisationOut)
    with db.reading() as session:
        found = organisations.read(session, caller, question.wanted, names, sort=question.sort, paging=question.paging)
    return sent(Listed[OrganisationOut], Listed[OrganisationOut].model_validate(answer(found, found.items)))


@router.post("", status_code=201)
def create_organisation(caller: Caller, body: OrganisationInput, response: Response) -> OrganisationOut:
    """Add an organisation. No field is mandatory, but it needs something to be shown by."""
    with db.transaction(caller.user_id) as session:
        organisation = organisations.create(session, caller, body)
        record = organisations.record(session, caller, organisation.key)
    response.headers["Location"] = f"/api/v1/organisations/{organisation.key}"
    return _out(record)


@router.get("/duplicates")
def list_duplicates_of_organisation(
    caller: Caller, *, name: str = "", organisation_number: str = "", email: str = "", but: One = None
) -> Listed[LikelyOut]:
    """List organisations that are likely here already: the same number or e-mail first, then those called nearly so."""
    told = {"name": name, "organisation_number": organisation_number, "email": email}
    with db.reading() as session:
        return likely(duplicates.of_organisation(session, caller, told, but=but))


@router.get("/{organisation_id}")
def get_organisation(caller: Caller, organisation_id: Key) -> OrganisationOut:
    """Return an organisation."""
    with db.reading() as session:
        return _out(organisations.record(session, caller, organisation_id))


@router.patch("/{organisation_id}")
def patch_organisation(caller: Caller, organisation_id: Key, body: OrganisationPatch) -> OrganisationOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_organisation, caller, organisation_id), db.transaction(caller.user_id) as session:
        organisations.update(session, caller, organisation_id, body.changes(), version=body.version)
        return _out(organisations.record(session, caller, organisation_id))


@router.delete("/{organisation_id}", status_code=204)
def delete_organisation(caller: Caller, organisation_id: Key, version: Version = None) -> None:
    """Put an organisation in the trash."""
    with showing(get_organisation, caller, organisation_id), db.transaction(caller.user_id) as session:
        organisations.delete(session, caller, organisation_id, version=version)


@router.get("/{organisation_id}/attached")
def list_attached(caller: Caller, organisation_id: Key) -> Listed[AttachedOut]:
    """List what hangs on an organisation, before it is thrown away."""
    with db.reading() as session:
        return told(caller, attached.to_organisation(session, caller, organisation_id))


@router.get("/{organisation_id}/addresses/{kind}")
def get_address(caller: Caller, organisation_id: Key, kind: AddressKind) -> AddressOut:
    """Return the address of one kind."""
    with db.reading() as session:
        found = organisations.record(session, caller, organisation_id).addresses.get(kind)
    if found is None:
        raise NotFoundError
    return AddressOut.model_validate(found, from_attributes=True)


@router.patch("/{organisation_id}/addresses/{kind}")
def patch_address(caller: Caller, organisation_id: Key, kind: AddressKind, body: AddressPatch) -> AddressOut:
    """Write the address of one kind; an older version answers 409 with the current values."""
    with showing(get_address, caller, organisation_id, kind), db.transaction(caller.user_id) as session:
        address = organisations.set_address(
            session, caller, organisation_id, kind, body.changes(), version=body.version
        )
        return AddressOut.model_validate(address, from_attributes=True)


def _out(record: OrganisationRecord) -> OrganisationOut:
    return OrganisationOut.model_validate(_shown(record))


def _shown(record: OrganisationRecord) -> dict[str, Any]:
    return {
        **record.organisation.model_dump(),
        "has_logo": bool(record.organisation.logo),
        "membership": record.membership,
        "tags": [tag.id for tag in record.tags],
        "responsible": [user.key for user in record.responsible],
        "addresses": {kind: address.model_dump() for kind, address in record.addresses.items()},
        "fields": record.fields,
    }
