"""The fees of a year as they are locked: the last line of each organisation holds."""

from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import FeeLine, FeeRun, FeeRunState, Organisation
from sambruk_crm.services.fees.tariffs import FeeBand
from sambruk_crm.services.fees.years import YearFee
from sambruk_crm.services.memberships import Inhabitants


def latest_lines(session: Session, year: int) -> dict[int, FeeLine]:
    """Return the line that holds of each organisation, once a year is locked; the caller has asked for the right."""
    query = (
        sa.select(FeeLine)
        .join(FeeRun, col(FeeRun.id) == FeeLine.run_id)
        .where(col(FeeRun.year) == year, col(FeeRun.state) == FeeRunState.LOCKED)
        .order_by(col(FeeRun.number))
    )
    return {line.organisation_id: line for line in session.scalars(query)}


def year_fees(session: Session, year: int) -> list[YearFee]:
    """Return the fees of a year that is locked, by name; none while it is not. The caller has asked for the right."""
    lines = latest_lines(session, year)
    if not lines:
        return []
    currency = session.scalar(sa.select(FeeRun.currency).where(col(FeeRun.year) == year).limit(1)) or "SEK"
    names = sa.select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(lines))
    ordered = session.execute(names.order_by(col(Organisation.sort_sv), col(Organisation.id)))
    return [fee_of(lines[key], name, year, currency) for key, name in ordered if lines[key].months]


def total_of(line: FeeLine) -> Decimal:
    """Return what a line comes to for the whole year."""
    return (line.amount or Decimal(0)) + line.entrance if line.exception is None else line.exception


def to_invoice(line: FeeLine) -> Decimal:
    """Return what is left to invoice by a line; below nothing when too much was charged before."""
    return total_of(line) - line.charged_before


def fee_of(line: FeeLine, name: str, year: int, currency: str) -> YearFee:
    """Return a line as the fee it is."""
    is_banded = line.band_from is not None and line.yearly is not None
    return YearFee(
        organisation_id=line.organisation_id,
        name=name,
        year=year,
        amount=line.amount,
        entrance=line.entrance,
        band=FeeBand(line.band_from or 0, line.band_below, line.entrance, line.yearly or Decimal(0))
        if is_banded
        else None,
        population=Inhabitants(line.population, line.population_on)
        if line.population is not None and line.population_on is not None
        else None,
        months=line.months,
        previous=line.previous,
        is_return=line.is_return,
        joined_on=line.joined_on,
        yearly=line.yearly,
        currency=currency,
        previous_population=line.previous_population,
        change=line.change,
        crosses_band=line.crosses_band,
        exception=line.exception,
        exception_reason=line.exception_reason,
    )
