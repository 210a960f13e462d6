"""Coverages over REST: which municipalities unions and regions stand for, and when."""

from datetime import date

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, Versioned, showing, whole
from sambruk_crm.errors import NotFoundError
from sambruk_crm.services import memberships
from sambruk_crm.services.memberships import CoverageInput
from sambruk_crm.services.permissions import Actor

router = noun("coverages")


class CoverageOut(BaseModel):
    """One organisation covers another, from `from_on` until the day before `to_on`."""

    id: int
    version: int
    coverer_id: int
    coverer: str
    covered_id: int
    covered: str
    from_on: date
    to_on: date | None


class CoveragePatch(CoverageInput, Versioned):
    """The days to change, and the version that was read."""


@router.get("")
def list_coverages(
    caller: Caller, coverer: int | None = None, covered: int | None = None, on: date | None = None
) -> Listed[CoverageOut]:
    """List coverages, of one organisation or of a day when asked, all in one page."""
    with db.reading() as session:
        found = memberships.coverages.search(session, caller, coverer_id=coverer, covered_id=covered, on=on)
    return Listed[CoverageOut](**whole([CoverageOut.model_validate(row, from_attributes=True) for row in found]))


@router.post("", status_code=201)
def create_coverage(caller: Caller, body: CoverageInput, response: Response) -> CoverageOut:
    """Have an organisation cover another; periods of the same two do not overlap, and nobody covers in a circle."""
    with db.transaction(caller.user_id) as session:
        made = memberships.coverages.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/coverages/{made.key}"
        return _out(session, caller, made.key)


@router.get("/{coverage_id}")
def get_coverage(caller: Caller, coverage_id: Key) -> CoverageOut:
    """Return a coverage."""
    with db.reading() as session:
        return _out(session, caller, coverage_id)


@router.patch("/{coverage_id}")
def patch_coverage(caller: Caller, coverage_id: Key, body: CoveragePatch) -> CoverageOut:
    """Correct its days; an older version answers 409 with the current values."""
    with showing(get_coverage, caller, coverage_id), db.transaction(caller.user_id) as session:
        memberships.coverages.update(session, caller, coverage_id, body.changes(), version=body.version)
        return _out(session, caller, coverage_id)


@router.delete("/{coverage_id}", status_code=204)
def delete_coverage(caller: Caller, coverage_id: Key) -> None:
    """Remove a coverage that was written by mistake."""
    with db.transaction(caller.user_id) as session:
        memberships.coverages.delete(session, caller, coverage_id)


def _out(session: Session, caller: Actor, coverage_id: int) -> CoverageOut:
    found = memberships.coverages.get(session, caller, coverage_id)
    rows = memberships.coverages.search(session, caller, coverer_id=found.coverer_id, covered_id=found.covered_id)
    row = next((row for row in rows if row.id == coverage_id), None)
    if row is None:
        raise NotFoundError
    return CoverageOut.model_validate(row, from_attributes=True)
