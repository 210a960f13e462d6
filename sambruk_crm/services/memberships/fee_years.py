"""What every member pays for a year, and why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from babel.dates import format_date
from babel.numbers import format_decimal
from sqlmodel import Session, col, select

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Membership, Organisation, OrganisationKind
from sambruk_crm.services.memberships import fees
from sambruk_crm.services.memberships.fees import FeeBand
from sambruk_crm.services.memberships.figures import Inhabitants, figures_on
from sambruk_crm.services.permissions import Actor, Permission, require

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
    """

    organisation_id: int
    name: str
    year: int
    amount: Decimal | None
    entrance: Decimal
    band: FeeBand | None
    population: Inhabitants | None
    months: int
    previous: Decimal | None
    is_return: bool = False
    joined_on: date | None = None
    yearly: Decimal | None = None
    """What twelve months cost."""


def of_year(session: Session, actor: Actor, year: int) -> list[YearFee]:
    """List what every member of a year pays, by name."""
    require(actor, Permission.VIEW)
    periods: defaultdict[int, list[Membership]] = defaultdict(list)
    query = select(Membership).where(col(Membership.joined_on) <= date(year, YEAR, 31))
    for period in session.exec(query.order_by(col(Membership.joined_on))):
        periods[period.organisation_id].append(period)
    figures = {each: figures_on(session, date(each, 1, 1)) for each in (year - 1, year)}
    members = sa.select(Organisation.id, Organisation.name, Organisation.kind).where(
        col(Organisation.deleted_at).is_(None), col(Organisation.id).in_(sa.select(Membership.organisation_id))
    )
    found: list[YearFee] = []
    for key, name, kind in session.execute(members.order_by(col(Organisation.sort_sv), col(Organisation.id))):
        fee = _fee(key, name, kind, periods[key], year, figures[year].get(key))
        if fee is None:
            continue
        before = _fee(key, name, kind, periods[key], year - 1, figures[year - 1].get(key))
        found.append(replace(fee, previous=before.amount if before else None))
    return found


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


def sentence(fee: YearFee, locale: str) -> str:
    """Say in a reader's language why a fee is what it is."""
    return " ".join(translate(part, locale) for part in _reasons(fee, locale))


def _reasons(fee: YearFee, locale: str) -> Iterator[Message]:
    def shown(value: Decimal | int | None) -> str:
        return format_decimal(value or 0, locale=locale)

    def money(value: Decimal | None) -> str:
        return f"{shown(value)} {fees.CURRENCY}"

    if fee.band is not None and fee.population is not None:
        place = {
            "population": shown(fee.population.inhabitants),
            "date": format_date(fee.population.counted_on, locale=locale),
            "low": shown(fee.band.from_inhabitants),
            "fee": money(fee.yearly),
        }
        if fee.band.below is None:
            yield say("{population} inhabitants on {date}: {low} or more cost {fee} a year.", **place)
        else:
            place["high"] = shown(fee.band.below - 1)
            yield say("{population} inhabitants on {date}: {low} to {high} cost {fee} a year.", **place)
    elif fee.yearly is None:
        yield say("Nobody has told how many people live here, so there is no fee yet.")
    else:
        yield say("Organisations that are no municipality pay {fee} a year.", fee=money(fee.yearly))
    if fee.joined_on is not None and fee.amount is not None and fee.months < YEAR:
        joined = format_date(fee.joined_on, locale=locale)
        yield say(
            "Joined on {date}: {months} of 12 months, {fee}.", date=joined, months=fee.months, fee=money(fee.amount)
        )
    if fee.entrance and fee.is_return:
        yield say("Entrance fee, half on return: {fee}.", fee=money(fee.entrance))
    elif fee.entrance:
        yield say("Entrance fee: {fee}.", fee=money(fee.entrance))


def _fee(
    key: int,
    name: str,
    kind: OrganisationKind | None,
    periods: Sequence[Membership],
    year: int,
    figure: Inhabitants | None,
) -> YearFee | None:
    """Return the fee of a year, or None for who was no member then."""
    months = months_of([(period.joined_on, period.left_on) for period in periods], year)
    if not months:
        return None
    is_municipality = kind is OrganisationKind.MUNICIPALITY
    table = fees.table_on(date(year, 1, 1))
    band = fees.band(figure.inhabitants, date(year, 1, 1)) if is_municipality and figure else None
    begun = [period.joined_on for period in periods if period.joined_on.year == year]
    is_return = bool(begun) and periods[0].joined_on < begun[0]
    yearly, whole = table.others_yearly, table.others_entrance
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
        previous=None,
        is_return=is_return,
        joined_on=begun[0] if begun else None,
        yearly=yearly,
    )
