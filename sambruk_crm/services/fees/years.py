"""What every member pays for a year: reckoned from memberships, inhabitants and tariffs, or as it was locked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.models import FeeChange, Membership, Organisation, OrganisationKind
from sambruk_crm.services.fees import tariffs
from sambruk_crm.services.fees.tariffs import FeeBand, Tariff
from sambruk_crm.services.memberships import Inhabitants, figures_on

CENT = Decimal("0.01")
YEAR = 12


@dataclass(frozen=True)
class YearFee:
    """What a member pays for a year.

    Attributes:
        amount: for the year; None when it cannot be told, because a municipality has no figure of inhabitants.
        entrance: on joining this year: whole the first time, half on return, else 0.
        band: of municipalities; None for others, who all pay the same.
        months: how many of the year are charged.
        previous: what the member paid for the year before; None when they were no member, or it cannot be told.
        is_return: they had been members before.
        joined_on: the day, if it lies in the year.
        yearly: what twelve months cost.
        previous_population: their inhabitants as the year before was charged.
        crosses_band: their inhabitants put them in another band of this year's tariff than those of the year before.
        exception: what they pay instead of `amount` and `entrance`, once that was decided, for `exception_reason`.
    """

    organisation_id: int
    name: str
    year: int
    amount: Decimal | None
    entrance: Decimal
    band: FeeBand | None
    population: Inhabitants | None
    months: int
    previous: Decimal | None = None
    is_return: bool = False
    joined_on: date | None = None
    yearly: Decimal | None = None
    currency: str = "SEK"
    previous_population: int | None = None
    change: FeeChange = FeeChange.NONE
    crosses_band: bool = False
    exception: Decimal | None = None
    exception_reason: str = ""

    @property
    def paid(self) -> Decimal | None:
        """What they pay for the year, without the entrance fee unless an exception took the place of both."""
        return self.amount if self.exception is None else self.exception

    @property
    def paid_entrance(self) -> Decimal:
        """What they pay for joining, beside `paid`."""
        return self.entrance if self.exception is None else Decimal(0)


def reckoned(session: Session, year: int, known: Sequence[Tariff] | None = None) -> list[YearFee]:
    """Reckon what every member of a year pays, by name; the caller has asked for the right.

    Args:
        known: other tariffs than those there are, to see what they would do.
    """
    tariff = tariffs.of_year(known or tariffs.all_tariffs(session), year)
    periods: defaultdict[int, list[Membership]] = defaultdict(list)
    query = select(Membership).where(col(Membership.joined_on) <= date(year, YEAR, 31))
    for period in session.exec(query.order_by(col(Membership.joined_on))):
        periods[period.organisation_id].append(period)
    figures = figures_on(session, date(year, 1, 1))
    members = sa.select(Organisation.id, Organisation.name, Organisation.kind).where(
        col(Organisation.deleted_at).is_(None), col(Organisation.id).in_(sa.select(Membership.organisation_id))
    )
    ordered = session.execute(members.order_by(col(Organisation.sort_sv), col(Organisation.id)))
    found = [_fee(key, name, kind, periods[key], year, figures.get(key), tariff) for key, name, kind in ordered]
    return [fee for fee in found if fee is not None]


def beside(fees: Sequence[YearFee], before: Mapping[int, YearFee], tariff: Tariff) -> list[YearFee]:
    """Return fees with those of the year before beside them, and why they differ.

    Args:
        before: by organisation.
        tariff: the one that the fees were reckoned by.
    """
    return [_beside(fee, before.get(fee.organisation_id), tariff) for fee in fees]


def months_of(periods: Sequence[tuple[date, date | None]], year: int) -> int:
    """Return how many months of a year are charged: all of them, or those from the month of joining on.

    Whoever leaves during a year has paid for it, and coming back the same year costs no second fee.
    """
    charged = 0
    for joined, left in periods:
        if joined.year > year or (left is not None and left <= date(year, 1, 1)):
            continue
        charged = max(charged, YEAR if joined.year < year else YEAR - joined.month + 1)
    return charged


def part_of_year(yearly: Decimal, months: int) -> Decimal:
    """Return what the last months of a year cost; with what the first ones cost it adds up to the whole."""
    return yearly - (yearly * (YEAR - months) / YEAR).quantize(CENT, ROUND_HALF_UP)


def change_of(fee: YearFee, before: YearFee | None, *, crosses_band: bool) -> FeeChange:
    """Return why a fee is another than the year before."""
    if fee.amount is None:
        return FeeChange.UNKNOWN
    if before is None:
        return FeeChange.RETURNED if fee.is_return else FeeChange.JOINED
    reasons = {
        FeeChange.FIGURE: before.paid is None,
        FeeChange.NONE: fee.amount == before.paid,
        FeeChange.EXCEPTION: before.exception is not None,
        FeeChange.KIND: (fee.band is None) != (before.band is None),
        FeeChange.BAND: crosses_band,
        FeeChange.MONTHS: fee.yearly == before.yearly,
    }
    return next((reason for reason, applies in reasons.items() if applies), FeeChange.TABLE)


def _beside(fee: YearFee, before: YearFee | None, tariff: Tariff) -> YearFee:
    past = before.population if before else None
    crosses = (
        fee.band is not None
        and past is not None
        and tariff.band(past.inhabitants).from_inhabitants != fee.band.from_inhabitants
    )
    return replace(
        fee,
        previous=before.paid if before else None,
        previous_population=past.inhabitants if past else None,
        change=change_of(fee, before, crosses_band=crosses),
        crosses_band=crosses,
    )


def _fee(
    key: int,
    name: str,
    kind: OrganisationKind | None,
    periods: Sequence[Membership],
    year: int,
    figure: Inhabitants | None,
    tariff: Tariff,
) -> YearFee | None:
    """Return the fee of a year, or None for who was no member then."""
    months = months_of([(period.joined_on, period.left_on) for period in periods], year)
    if not months:
        return None
    is_municipality = kind is OrganisationKind.MUNICIPALITY
    band = tariff.band(figure.inhabitants) if is_municipality and figure else None
    begun = [period.joined_on for period in periods if period.joined_on.year == year]
    is_return = bool(begun) and periods[0].joined_on < begun[0]
    yearly, whole = tariff.others_yearly, tariff.others_entrance
    if is_municipality:
        yearly, whole = (band.yearly, band.entrance) if band else (None, Decimal(0))
    entrance = Decimal(0) if not begun else (whole / 2).quantize(CENT, ROUND_HALF_UP) if is_return else whole
    return YearFee(
        organisation_id=key,
        name=name,
        year=year,
        amount=None if yearly is None else part_of_year(yearly, months),
        entrance=entrance,
        band=band,
        population=figure if is_municipality else None,
        months=months,
        is_return=is_return,
        joined_on=begun[0] if begun else None,
        yearly=yearly,
        currency=tariff.currency,
    )
