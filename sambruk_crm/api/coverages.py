"""Coverages over REST: which municipalities unions and regions stand for, and when."""

from datetime import date

from fastapi import Response

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Listed, One, Versioned, showing, whole
from sambruk_crm.services import memberships
from sambruk_crm.services.memberships import CoverageDays, CoverageInput, CoverageRow

router = noun("coverages")


class CoveragePatch(CoverageDays, Versioned):
    """The days to change, and the version that was read."""


@router.get("")
def list_coverages(
    caller: Caller, coverer: One = None, covered: One = None, on: date | None = None
) -> Listed[CoverageRow]:
    """List coverages, of one organisation or of a day when asked, all in one page."""
    with db.reading() as session:
        found = memberships.coverages.search(session, caller, coverer_id=coverer, covered_id=covered, on=on)
    return Listed[CoverageRow](**whole(found))


@router.post("", status_code=201)
def create_coverage(caller: Caller, body: CoverageInput, response: Response) -> CoverageRow:
    """Have an organisation cover another; periods of the same two do not overlap, and nobody covers in a circle."""
    with db.transaction(caller.user_id) as session:
        made = memberships.coverages.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/coverages/{made.key}"
        return memberships.coverages.get(session, caller, made.key)


@router.get("/{coverage_id}")
def get_coverage(caller: Caller, coverage_id: Key) -> CoverageRow:
    """Return a coverage."""
    with db.reading() as session:
        return memberships.coverages.get(session, caller, coverage_id)


@router.patch("/{coverage_id}")
def patch_coverage(caller: Caller, coverage_id: Key, body: CoveragePatch) -> CoverageRow:
    """Correct its days; an older version answers 409 with the current values."""
    with showing(get_coverage, caller, coverage_id), db.transaction(caller.user_id) as session:
        memberships.coverages.update(session, caller, coverage_id, body.changes(), version=body.version)
        return memberships.coverages.get(session, caller, coverage_id)


@router.delete("/{coverage_id}", status_code=204)
def delete_coverage(caller: Caller, coverage_id: Key) -> None:
    """Remove a coverage that was written by mistake."""
    with db.transaction(caller.user_id) as session:
        memberships.coverages.delete(session, caller, coverage_id)
