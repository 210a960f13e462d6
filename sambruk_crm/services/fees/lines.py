"""The lines of a run: looked through, excepted with a reason while they are a draft, invoiced once they are locked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import FeeChange, FeeLine, FeeRun, FeeRunState, Organisation, utc_now
from sambruk_crm.services import bulk
from sambruk_crm.services.fees import runs
from sambruk_crm.services.fees.locked import fee_of, to_invoice, total_of
from sambruk_crm.services.fees.years import YearFee
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Amount, Id, Input, Line, check_version, parse

CENT = Decimal("0.005")


class LineFilter(StrEnum):
    """Which lines of a run are wanted."""

    ALL = "all"
    CHANGED = "changed"
    CROSSES = "crosses"
    EXCEPTIONS = "exceptions"
    UNKNOWN = "unknown"
    NOT_INVOICED = "not_invoiced"


class ExceptionInput(Input):
    """What a member pays for the year instead, entrance fee included, and why; no sum takes an exception away."""

    exception: Amount = None
    exception_reason: Annotated[Line, Field(max_length=500)] = ""


class InvoicedInput(Input):
    """Which lines are invoiced, all of them unless some are named; or that they are not after all."""

    lines: list[Id] | None = None
    is_invoiced: bool = True


@dataclass(frozen=True)
class FeeLineRow:
    """A line as it is shown. `total` is for the whole year, `left` what is invoiced by this line."""

    id: int
    version: int
    run_id: int
    fee: YearFee
    total: Decimal
    charged_before: Decimal
    left: Decimal
    invoiced_at: datetime | None


@dataclass(frozen=True)
class FeeTotals:
    """What the lines of a run come to, and how many there are of each kind."""

    counts: dict[LineFilter, int]
    total: Decimal
    left: Decimal
    invoiced: Decimal
    previous: Decimal


def search(
    session: Session,
    actor: Actor,
    run_id: int,
    *,
    which: LineFilter = LineFilter.ALL,
    paging: Paging | None = None,
) -> Page[FeeLineRow]:
    """List lines of a run by name: page by page, or all of them."""
    run = runs.get(session, actor, run_id)
    wanted = [col(FeeLine.run_id) == run_id, _clause(which)]
    query = (
        sa.select(FeeLine, Organisation.name)
        .join(Organisation, col(Organisation.id) == FeeLine.organisation_id)
        .where(*wanted)
        .order_by(sa.inspect(Organisation).c[folding.SORT_COLUMNS[actor.locale]], col(Organisation.id))
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(FeeLine).where(*wanted)) or 0
    if paging is not None:
        query = query.offset((paging.page - 1) * paging.limit).limit(paging.limit * paging.pages)
    return Page([_row(line, name, run) for line, name in session.execute(query)], total)


def get(session: Session, actor: Actor, line_id: int) -> FeeLineRow:
    """Return a line.

    Raises:
        NotFoundError: there is none.
    """
    require(actor, Permission.VIEW)
    line = session.get(FeeLine, line_id) or _missing()
    name = session.scalar(sa.select(Organisation.name).where(col(Organisation.id) == line.organisation_id))
    return _row(line, name or "", runs.get(session, actor, line.run_id))


def totals(session: Session, actor: Actor, run_id: int) -> FeeTotals:
    """Return what a run comes to, added up to the cent."""
    require(actor, Permission.VIEW)
    lines = runs.lines_of(session, run_id)
    counts = sa.select(
        *(sa.func.coalesce(sa.func.sum(sa.case((_clause(which), 1), else_=0)), 0) for which in LineFilter)
    ).where(col(FeeLine.run_id) == run_id)
    [found] = session.execute(counts)
    nothing = Decimal(0)
    return FeeTotals(
        counts=dict(zip(LineFilter, map(int, found), strict=True)),
        total=sum((total_of(line) for line in lines), nothing),
        left=sum((to_invoice(line) for line in lines), nothing),
        invoiced=sum((to_invoice(line) for line in lines if line.invoiced_at), nothing),
        previous=sum((line.previous or nothing for line in lines), nothing),
    )


def put_exception(
    session: Session,
    actor: Actor,
    line_id: int,
    values: dict[str, Any] | ExceptionInput,
    *,
    version: int | None = None,
) -> FeeLineRow:
    """Have a member pay another sum for the year, for a reason; or the usual one again.

    Raises:
        InvalidError: no reason is given.
        RunStateError: the run is no draft.
        StaleError: somebody else changed the line since.
    """
    require(actor, Permission.MANAGE_FEES)
    wanted = parse(ExceptionInput, values)
    line = session.get(FeeLine, line_id) or _missing()
    run = runs.held(session, line.run_id)
    session.refresh(line)
    check_version(line, version, line.model_dump(mode="json"))
    runs.refuse_unless(run, FeeRunState.DRAFT)
    if wanted.exception is not None and not wanted.exception_reason:
        raise InvalidError({"exception_reason": say("Say why.")})
    if wanted.exception is None and wanted.exception_reason:
        raise InvalidError({"exception": say("Write an amount, such as 12500 or 12500.50.")})
    line.exception, line.exception_reason = wanted.exception, wanted.exception_reason
    run.updated_at = utc_now()
    session.flush()
    return get(session, actor, line_id)


def put_invoiced(session: Session, actor: Actor, run_id: int, values: dict[str, Any] | InvoicedInput) -> int:
    """Mark lines of a locked run as invoiced, or take that back; returns how many that changed.

    Raises:
        InvalidError: a line is none of this run.
        RunStateError: the run is not locked.
    """
    require(actor, Permission.MANAGE_FEES)
    wanted = parse(InvoicedInput, values)
    runs.refuse_unless(runs.held(session, run_id), FeeRunState.LOCKED)
    keys = {line.key for line in runs.lines_of(session, run_id)}
    chosen = keys if wanted.lines is None else set(wanted.lines)
    if chosen - keys:
        raise InvalidError({"lines": say("Choose one from the list.")})
    found = bulk.hold(session, FeeLine, sorted(chosen)).values()
    moved = [line for line in found if (line.invoiced_at is not None) != wanted.is_invoiced]
    now = utc_now()
    for line in moved:
        line.invoiced_at = now if wanted.is_invoiced else None
    session.flush()
    return len(moved)


def _clause(which: LineFilter) -> ColumnElement[bool]:
    table = col(FeeLine.amount), col(FeeLine.entrance), col(FeeLine.exception), col(FeeLine.charged_before)
    amount, entrance, exception, before = table
    left = sa.func.coalesce(exception, sa.func.coalesce(amount, 0) + entrance) - before
    match which:
        case LineFilter.ALL:
            return sa.true()
        case LineFilter.CHANGED:
            return col(FeeLine.change) != FeeChange.NONE
        case LineFilter.CROSSES:
            return col(FeeLine.crosses_band).is_(True)
        case LineFilter.EXCEPTIONS:
            return exception.is_not(None)
        case LineFilter.UNKNOWN:
            return sa.and_(amount.is_(None), exception.is_(None))
        case LineFilter.NOT_INVOICED:
            return sa.and_(col(FeeLine.invoiced_at).is_(None), sa.func.abs(left) >= CENT)


def _row(line: FeeLine, name: str, run: FeeRun) -> FeeLineRow:
    return FeeLineRow(
        id=line.key,
        version=line.version,
        run_id=line.run_id,
        fee=fee_of(line, name, run.year, run.currency),
        total=total_of(line),
        charged_before=line.charged_before,
        left=to_invoice(line),
        invoiced_at=line.invoiced_at,
    )


def _missing() -> Any:
    raise NotFoundError(say("This fee does not exist."))
