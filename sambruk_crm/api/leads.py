"""Leads over REST, and what they become."""

from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Asked,
    Key,
    Listed,
    Version,
    Versioned,
    answer,
    asked,
    showing,
)
from sambruk_crm.models import Lead, LeadState
from sambruk_crm.services import leads
from sambruk_crm.services.leads import ConversionInput, LeadFilter, LeadInput
from sambruk_crm.services.values.validation import Input

router = noun("leads")


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
    deal_id: int | None
    converted_at: datetime | None


class LeadPatch(LeadInput, Versioned):
    """Fields to change, and the version that was read."""


class LeadStateChange(Input):
    """`new`, `contacted` or `dropped`; a reason becomes history."""

    state: LeadState
    reason: str = ""


class CandidatesOut(BaseModel):
    """Records that are likely the lead's own already: pairs of key and name."""

    persons: list[tuple[int, str]]
    organisations: list[tuple[int, str]]


@router.get("")
def list_leads(caller: Caller, question: Annotated[Asked[LeadFilter], asked("lead", LeadFilter)]) -> Listed[LeadOut]:
    """List the leads that fit every filter."""
    with db.reading() as session:
        found = leads.find(session, caller, question.wanted, sort=question.sort, paging=question.paging)
    return Listed[LeadOut](**answer(found, [_out(lead) for lead in found.items]))


@router.post("", status_code=201)
def create_lead(caller: Caller, body: LeadInput, response: Response) -> LeadOut:
    """Add a lead."""
    with db.transaction(caller.user_id) as session:
        lead = leads.create(session, caller, body)
    response.headers["Location"] = f"/api/v1/leads/{lead.key}"
    return _out(lead)


@router.get("/{lead_id}")
def get_lead(caller: Caller, lead_id: Key) -> LeadOut:
    """Give a lead."""
    with db.reading() as session:
        return _out(leads.get(session, caller, lead_id))


@router.patch("/{lead_id}")
def patch_lead(caller: Caller, lead_id: Key, body: LeadPatch) -> LeadOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_lead, caller, lead_id), db.transaction(caller.user_id) as session:
        return _out(leads.update(session, caller, lead_id, body.changes(), version=body.version))


@router.delete("/{lead_id}", status_code=204)
def delete_lead(caller: Caller, lead_id: Key, version: Version = None) -> None:
    """Put a lead in the trash."""
    with showing(get_lead, caller, lead_id), db.transaction(caller.user_id) as session:
        leads.delete(session, caller, lead_id, version=version)


@router.post("/{lead_id}/state")
def change_lead_state(caller: Caller, lead_id: Key, body: LeadStateChange) -> LeadOut:
    """Say that a lead was contacted, is dropped, or is new again."""
    with db.transaction(caller.user_id) as session:
        return _out(leads.change_state(session, caller, lead_id, body.state, reason=body.reason))


@router.get("/{lead_id}/candidates")
def list_candidates(caller: Caller, lead_id: Key) -> CandidatesOut:
    """Give the persons and organisations that are likely the lead's own already."""
    with db.reading() as session:
        found = leads.conversion.candidates(session, caller, lead_id)
    return CandidatesOut(persons=found.persons, organisations=found.organisations)


@router.post("/{lead_id}/convert")
def convert_lead(caller: Caller, lead_id: Key, body: ConversionInput) -> LeadOut:
    """Make or link an organisation, a person and a deal; once."""
    with db.transaction(caller.user_id) as session:
        return _out(leads.conversion.convert(session, caller, lead_id, body))


def _out(lead: Lead) -> LeadOut:
    return LeadOut.model_validate(lead.model_dump())
