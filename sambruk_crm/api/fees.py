"""Fees over REST: what members pay for a year, and why."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.amounts import Money
from sambruk_crm.services import clock, fees
from sambruk_crm.services.fees import YearFee

router = noun("fees")
Year = Annotated[int, Query(ge=1900, le=2200, description="A calendar year; this one unless given.")]


class BandOut(BaseModel):
    """A band of the fee table: from so many inhabitants, and fewer than `below`."""

    from_inhabitants: int
    below: int | None


class FeeOut(BaseModel):
    """What a member pays for a year, and why.

    `amount` is for the months that are charged, null while nobody has told how many live there; `entrance` is paid once
    beside it. `band` and `population` are of municipalities alone. `previous` is the amount of the year before. Once a
    year is locked, these are its lines; where an exception was made, `amount` is that and `sentence` says why.
    """

    organisation_id: int
    name: str
    year: int
    amount: Money
    entrance: Money
    currency: str
    band: BandOut | None
    population: int | None
    population_on: date | None
    months: int
    joined_on: date | None
    sentence: str
    previous: Money


class FeesOut(BaseModel):
    """The fees of a year, by name, and what they come to."""

    year: int
    items: list[FeeOut]
    total_amount: Money
    total_entrance: Money
    currency: str


@router.get("")
def list_fees(caller: Caller, year: Year | None = None) -> FeesOut:
    """List what every member of a year pays, with the reason in one sentence, all in one page."""
    with db.reading() as session:
        wanted = year or clock.today(session).year
        found = fees.of_year(session, caller, wanted)
        currency = fees.current(session, date(wanted, 1, 1)).currency
    return FeesOut(
        year=wanted,
        items=[fee_out(fee, caller.locale) for fee in found],
        total_amount=sum((fee.paid or Decimal(0) for fee in found), Decimal(0)),
        total_entrance=sum((fee.paid_entrance for fee in found), Decimal(0)),
        currency=currency,
    )


def fee_out(fee: YearFee, locale: str) -> FeeOut:
    """Answer a fee with its reason in the reader's language."""
    return FeeOut(
        **{name: getattr(fee, name) for name in ("organisation_id", "name", "year", "months", "currency")},
        amount=fee.paid,
        entrance=fee.paid_entrance,
        band=BandOut.model_validate(fee.band, from_attributes=True) if fee.band else None,
        population=fee.population.inhabitants if fee.population else None,
        population_on=fee.population.counted_on if fee.population else None,
        joined_on=fee.joined_on,
        sentence=fees.sentence(fee, locale),
        previous=fee.previous,
    )
