"""The yearly runs of membership fees over REST: begun, reviewed, approved, locked, invoiced."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Body, Query, Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.amounts import Money
from sambruk_crm.api.description import binary
from sambruk_crm.api.fees import FeeOut, fee_out
from sambruk_crm.api.files import sent
from sambruk_crm.api.listing import Key, Limit, Listed, Version, Versioned, showing, whole
from sambruk_crm.models import FeeChange, FeeRun, FeeRunState
from sambruk_crm.services import fees
from sambruk_crm.services.fees import ExceptionInput, FeeLineRow, InvoicedInput, LineFilter
from sambruk_crm.services.paging import LARGEST_PAGE, Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input

router = noun("fee-runs")
Which = Annotated[LineFilter, Query(alias="filter", description="Which lines; all of them unless said.")]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


class NewRun(Input):
    """The year that is run."""

    year: int


class RunVersion(Input):
    """The version of the run that was seen; a newer one answers 409."""

    version: int | None = None


class FeeRunOut(BaseModel):
    """A run. Later `number`s of a year are supplements, with lines of those alone who differ from what is locked."""

    id: int
    version: int
    year: int
    number: int
    state: FeeRunState
    currency: str
    table_id: int | None
    created_at: datetime
    begun_by_id: int | None
    approved_at: datetime | None
    approved_by_id: int | None
    locked_at: datetime | None
    locked_by_id: int | None


class FeeRunWhole(FeeRunOut):
    """A run with what it comes to.

    `outdated` is how many lines of a draft would be others if they were reckoned today. `total` is for the whole year,
    `to_invoice` what these lines come to beside what was charged before, `counts` how many lines each filter leaves.
    """

    outdated: int
    counts: dict[str, int]
    total: Money
    to_invoice: Money
    invoiced: Money


class FeeLineOut(BaseModel):
    """A member's line. `reckoned` is the fee by the table; `exception` is the sum instead, entrance fee included.

    `total` is for the whole year, `charged_before` what earlier runs came to, and `to_invoice` the rest.
    """

    id: int
    version: int
    run_id: int
    fee: FeeOut
    reckoned: Money
    change: FeeChange
    crosses_band: bool
    previous_population: int | None
    exception: Money
    exception_reason: str
    total: Money
    charged_before: Money
    to_invoice: Money
    invoiced_at: datetime | None


class ExceptionPatch(ExceptionInput, Versioned):
    """The sum a member pays instead and why, with the version of the line that was read; null takes it away."""


class InvoicedOut(BaseModel):
    """How many lines were marked."""

    changed: int


@router.get("")
def list_fee_runs(caller: Caller, year: int | None = None) -> Listed[FeeRunOut]:
    """List the runs, the newest year first, all in one page."""
    with db.reading() as session:
        found = fees.runs.search(session, caller, year=year)
        return Listed[FeeRunOut](**whole([FeeRunOut.model_validate(run, from_attributes=True) for run in found]))


@router.post("", status_code=201)
def begin_fee_run(
    caller: Caller, body: Annotated[NewRun, Body(examples=[{"year": 2026}])], response: Response
) -> FeeRunWhole:
    """Begin the run of a year with a line for every member; once that is locked, one of those who differ."""
    with db.transaction(caller.user_id) as session:
        run = fees.runs.begin(session, caller, body.year)
        response.headers["Location"] = f"/api/v1/fee-runs/{run.key}"
        return _out(session, caller, run)


@router.get("/{run_id}")
def get_fee_run(caller: Caller, run_id: Key) -> FeeRunWhole:
    """Return a run and what it comes to."""
    with db.reading() as session:
        return _out(session, caller, fees.runs.get(session, caller, run_id))


@router.delete("/{run_id}", status_code=204)
def discard_fee_run(caller: Caller, run_id: Key, version: Version = None) -> None:
    """Throw a draft away."""
    with showing(get_fee_run, caller, run_id), db.transaction(caller.user_id) as session:
        fees.runs.discard(session, caller, run_id, version=version)


@router.get("/{run_id}/lines")
def list_fee_lines(
    caller: Caller, run_id: Key, which: Which = LineFilter.ALL, page: PageNumber = 1, limit: Limit = LARGEST_PAGE
) -> Listed[FeeLineOut]:
    """List lines by name; `page` counts from 1."""
    with db.reading() as session:
        paging = Paging(page=page, limit=limit)
        found = fees.lines.search(session, caller, run_id, which=which, paging=paging)
    items = [_line(row, caller.locale) for row in found.items]
    return Listed[FeeLineOut](items=items, total=found.total)


@router.patch("/lines/{line_id}")
def patch_fee_line(
    caller: Caller,
    line_id: Key,
    body: Annotated[
        ExceptionPatch,
        Body(examples=[{"exception": 20000, "exception_reason": "Decided by the board, § 12", "version": 1}]),
    ],
) -> FeeLineOut:
    """Make an exception of a draft's line, or take it away; an older version answers 409 with the line as it is."""
    with showing(_get_line, caller, line_id), db.transaction(caller.user_id) as session:
        changed = fees.lines.put_exception(session, caller, line_id, body.changes(), version=body.version)
    return _line(changed, caller.locale)


@router.post("/{run_id}/refresh")
def refresh_fee_run(caller: Caller, run_id: Key, body: RunVersion) -> FeeRunWhole:
    """Reckon a draft anew; exceptions stay."""
    return _moved(caller, run_id, body, fees.runs.refresh)


@router.post("/{run_id}/approve")
def approve_fee_run(caller: Caller, run_id: Key, body: RunVersion) -> FeeRunWhole:
    """Approve a draft whose lines all have a fee and are up to date."""
    return _moved(caller, run_id, body, fees.runs.approve)


@router.post("/{run_id}/reopen")
def reopen_fee_run(caller: Caller, run_id: Key, body: RunVersion) -> FeeRunWhole:
    """Make what is approved, and not locked, a draft again."""
    return _moved(caller, run_id, body, fees.runs.reopen)


@router.post("/{run_id}/lock")
def lock_fee_run(caller: Caller, run_id: Key, body: RunVersion) -> FeeRunWhole:
    """Lock what is approved: its lines never change again."""
    return _moved(caller, run_id, body, fees.runs.lock)


@router.post("/{run_id}/invoiced")
def mark_fees_invoiced(
    caller: Caller,
    run_id: Key,
    body: Annotated[
        InvoicedInput, Body(examples=[{"lines": [1, 2]}, {"lines": None}, {"lines": [1], "is_invoiced": False}])
    ],
) -> InvoicedOut:
    """Mark lines of a locked run as invoiced, all of them unless some are named; or take that back."""
    with db.transaction(caller.user_id) as session:
        return InvoicedOut(changed=fees.lines.put_invoiced(session, caller, run_id, body))


@router.get("/{run_id}/file", response_class=Response, responses=binary())
def get_fee_run_file(
    caller: Caller,
    run_id: Key,
    which: Which = LineFilter.ALL,
    format: Literal["xlsx", "csv"] = "xlsx",  # noqa: A002 -- what the address calls it
) -> Response:
    """Return the lines as the basis of invoices, as Excel or CSV."""
    with db.transaction(caller.user_id) as session:
        return sent(fees.files.of_run(session, caller, run_id, format, which=which))


def _moved(caller: Actor, run_id: int, body: RunVersion, deed: Any) -> FeeRunWhole:
    with showing(get_fee_run, caller, run_id), db.transaction(caller.user_id) as session:
        return _out(session, caller, deed(session, caller, run_id, version=body.version))


def _get_line(caller: Actor, line_id: int) -> FeeLineOut:
    with db.reading() as session:
        return _line(fees.lines.get(session, caller, line_id), caller.locale)


def _out(session: Session, caller: Actor, run: FeeRun) -> FeeRunWhole:
    totals = fees.lines.totals(session, caller, run.key)
    return FeeRunWhole(
        **run.model_dump(exclude={"updated_at"}),
        outdated=fees.runs.outdated(session, run),
        counts={which.value: count for which, count in totals.counts.items()},
        total=totals.total,
        to_invoice=totals.left,
        invoiced=totals.invoiced,
    )


def _line(row: FeeLineRow, locale: str) -> FeeLineOut:
    return FeeLineOut(
        id=row.id,
        version=row.version,
        run_id=row.run_id,
        fee=fee_out(row.fee, locale),
        reckoned=row.fee.amount,
        change=row.fee.change,
        crosses_band=row.fee.crosses_band,
        previous_population=row.fee.previous_population,
        exception=row.fee.exception,
        exception_reason=row.fee.exception_reason,
        total=row.total,
        charged_before=row.charged_before,
        to_invoice=row.left,
        invoiced_at=row.invoiced_at,
    )
