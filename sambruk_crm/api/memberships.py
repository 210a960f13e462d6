"""Memberships over REST: the dated periods of an organisation."""

from datetime import date

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import Membership
from sambruk_crm.services import memberships, organisations
from sambruk_crm.services.memberships import MembershipInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input, Line

router = noun("organisations/{organisation_id}/memberships")


class MembershipOut(BaseModel):
    """A period of membership, from `joined_on` until the day before `left_on`."""

    id: int
    version: int
    organisation_id: int
    joined_on: date
    left_on: date | None
    category_id: int | None
    contact_id: int | None
    decision: str
    reason: str
    left_reason: str


class NewMembership(MembershipInput):
    """When an organisation became or becomes a member, perhaps until when, of which kind, and why."""

    joined_on: date  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride] -- must be said


class MembershipPatch(MembershipInput, Versioned):
    """Fields to change, and the version that was read."""


class Leaving(Input):
    """The first day on which it is no longer a member, and why."""

    left_on: date
    reason: Line = ""


@router.get("")
def list_memberships(caller: Caller, organisation_id: Key) -> Listed[MembershipOut]:
    """List the periods of membership, newest first, all in one page."""
    with db.reading() as session:
        organisations.get(session, caller, organisation_id)
        found = memberships.periods_of(session, caller, organisation_id)
    return Listed[MembershipOut](**whole([_out(period) for period in found]))


@router.post("", status_code=201)
def create_membership(caller: Caller, organisation_id: Key, body: NewMembership, response: Response) -> MembershipOut:
    """Begin a membership; periods do not overlap."""
    with db.transaction(caller.user_id) as session:
        period = memberships.join(session, caller, organisation_id, **body.sent())
    response.headers["Location"] = f"/api/v1/organisations/{organisation_id}/memberships/{period.key}"
    return _out(period)


@router.post("/leave")
def end_membership(caller: Caller, organisation_id: Key, body: Leaving) -> MembershipOut:
    """End the membership that is open."""
    with db.transaction(caller.user_id) as session:
        return _out(memberships.leave(session, caller, organisation_id, **body.model_dump()))


@router.get("/{membership_id}")
def get_membership(caller: Caller, organisation_id: Key, membership_id: Key) -> MembershipOut:
    """Return a period of membership."""
    with db.reading() as session:
        return _out(_found(session, caller, organisation_id, membership_id))


@router.patch("/{membership_id}")
def patch_membership(caller: Caller, organisation_id: Key, membership_id: Key, body: MembershipPatch) -> MembershipOut:
    """Correct a period, or with `left_on` null reopen it; an older version answers 409 with the current values."""
    with showing(get_membership, caller, organisation_id, membership_id), db.transaction(caller.user_id) as session:
        _found(session, caller, organisation_id, membership_id)
        return _out(memberships.update(session, caller, membership_id, body.changes(), version=body.version))


@router.delete("/{membership_id}", status_code=204)
def delete_membership(caller: Caller, organisation_id: Key, membership_id: Key) -> None:
    """Remove a period that was written by mistake."""
    with db.transaction(caller.user_id) as session:
        _found(session, caller, organisation_id, membership_id)
        memberships.delete(session, caller, membership_id)


def _found(session: Session, caller: Actor, organisation_id: int, membership_id: int) -> Membership:
    for period in memberships.periods_of(session, caller, organisation_id):
        if period.id == membership_id:
            return period
    raise NotFoundError


def _out(period: Membership) -> MembershipOut:
    return MembershipOut.model_validate(period, from_attributes=True)
