"""Services over REST: what the association offers, and who takes part in it."""

from datetime import date, datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.api.amounts import Money
from sambruk_crm.api.listing import Key, Listed, Versioned, whole
from sambruk_crm.api.records import routes
from sambruk_crm.models import ParticipantRole, Service, ServiceKind, ServiceStatus
from sambruk_crm.services import catalogue, own_values, services
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.services import ServiceInput, ServiceParticipantInput
from sambruk_crm.services.values.validation import OwnFields


class ServiceOut(BaseModel):
    """A service, and how many organisations take part in it today."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    name: str
    kind: ServiceKind
    status: ServiceStatus
    description: str
    owner_id: int | None
    funding: Money
    funding_yearly: Money
    funding_each: Money
    currency: str
    participants: int
    fields: OwnFields


class ServiceParticipantOut(BaseModel):
    """An organisation that takes part: told by a contract, or written by hand with an `id`."""

    id: int | None
    version: int | None
    contract_id: int | None
    organisation_id: int
    organisation: str
    role: ParticipantRole
    from_on: date | None
    to_on: date | None


class ServiceParticipantPatch(ServiceParticipantInput, Versioned):
    """Fields to change, and the version that was read."""


def _shown(session: Session, caller: Actor, found: list[Service]) -> list[Any]:
    counted = services.participants.counts(session, caller, found)
    fields = own_values.told_of_records(session, "service", [service.key for service in found])
    return [
        {**service.model_dump(), "participants": counted[service.key], "fields": fields[service.key]}
        for service in found
    ]


router = routes(catalogue.get("service"), "services", ServiceInput, ServiceOut, _shown)


@router.get("/{service_id}/participants")
def list_participants(caller: Caller, service_id: Key, on: date | None = None) -> Listed[ServiceParticipantOut]:
    """List who takes part, by name, all in one page; with a day those of that day."""
    with db.reading() as session:
        found = services.participants.of_service(session, caller, service_id, on=on)
    return Listed[ServiceParticipantOut](**whole([_out(each) for each in found]))


@router.post("/{service_id}/participants", status_code=201)
def add_participant(
    caller: Caller, service_id: Key, body: ServiceParticipantInput, response: Response
) -> ServiceParticipantOut:
    """Write down that an organisation takes part."""
    with db.transaction(caller.user_id) as session:
        made = services.participants.add(session, caller, service_id, body)
    response.headers["Location"] = f"/api/v1/services/{service_id}/participants/{made.id}"
    return _out(made)


@router.patch("/{service_id}/participants/{participant_id}")
def patch_participant(
    caller: Caller, service_id: Key, participant_id: Key, body: ServiceParticipantPatch
) -> ServiceParticipantOut:
    """Change the role or the days; an older version answers 409 with the current values."""
    with db.transaction(caller.user_id) as session:
        changed = services.participants.update(
            session, caller, service_id, participant_id, body.changes(), version=body.version
        )
    return _out(changed)


@router.delete("/{service_id}/participants/{participant_id}", status_code=204)
def remove_participant(caller: Caller, service_id: Key, participant_id: Key) -> None:
    """Take away what was written by hand."""
    with db.transaction(caller.user_id) as session:
        services.participants.remove(session, caller, service_id, participant_id)


def _out(participant: services.Participant) -> ServiceParticipantOut:
    return ServiceParticipantOut.model_validate(participant, from_attributes=True)
