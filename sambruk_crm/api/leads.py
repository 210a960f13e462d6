"""Leads over REST, and what they become."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.api.listing import (
    Key,
)
from sambruk_crm.api.records import routes
from sambruk_crm.models import Lead, LeadState
from sambruk_crm.services import catalogue, leads, own_values
from sambruk_crm.services.leads import ConversionInput, LeadInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input, OwnFields


class LeadOut(BaseModel):
    """A lead, and what it became."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    name: str
    email: str
    phone: str
    organisation_name: str
    title: str
    source: str
    state: LeadState
    note: str
    owner_id: int | None
    person_id: int | None
    organisation_id: int | None
    """Whose they are, if that is known here; what the lead became once it is converted."""
    service_id: int | None
    deal_id: int | None
    converted_at: datetime | None
    fields: OwnFields


class LeadStateChange(Input):
    """`new`, `contacted` or `dropped`; a reason becomes history."""

    state: LeadState
    reason: str = ""


class CandidatesOut(BaseModel):
    """Records that are likely the lead's own already: pairs of key and name."""

    persons: list[tuple[int, str]]
    organisations: list[tuple[int, str]]


def _shown(session: Session, _caller: Actor, found: list[Lead]) -> list[Any]:
    fields = own_values.told_of_records(session, "lead", [lead.key for lead in found])
    return [{**lead.model_dump(), "fields": fields[lead.key]} for lead in found]


router = routes(catalogue.get("lead"), "leads", LeadInput, LeadOut, _shown)


@router.post("/{lead_id}/state")
def change_lead_state(caller: Caller, lead_id: Key, body: LeadStateChange) -> LeadOut:
    """Say that a lead was contacted, is dropped, or is new again."""
    with db.transaction(caller.user_id) as session:
        return _out(session, caller, leads.change_state(session, caller, lead_id, body.state, reason=body.reason))


@router.get("/{lead_id}/candidates")
def list_candidates(caller: Caller, lead_id: Key) -> CandidatesOut:
    """Return the persons and organisations that are likely the lead's own already."""
    with db.reading() as session:
        found = leads.conversion.candidates(session, caller, lead_id)
    return CandidatesOut(persons=found.persons, organisations=found.organisations)


@router.post("/{lead_id}/convert")
def convert_lead(caller: Caller, lead_id: Key, body: ConversionInput) -> LeadOut:
    """Make or link an organisation, a person and a deal; once."""
    with db.transaction(caller.user_id) as session:
        return _out(session, caller, leads.conversion.convert(session, caller, lead_id, body))


def _out(session: Session, caller: Actor, lead: Lead) -> LeadOut:
    return LeadOut.model_validate(_shown(session, caller, [lead])[0])
