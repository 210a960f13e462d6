"""What a table would do: every member's fee with and without it, who gains and who loses; nothing is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlmodel import Session

from sambruk_crm.services.fees import tables, tariffs, years
from sambruk_crm.services.fees.tables import FeeTableInput
from sambruk_crm.services.permissions import Actor, Permission, require

BINS = 6
"""How many bars a histogram has at most on each side of nothing."""
WIDTHS = tuple(Decimal(width) * 10**power for power in range(8) for width in (100, 250, 500))


@dataclass(frozen=True)
class PreviewRow:
    """A member's fee for the year with the tables there are, and with the one that is tried; None cannot be told."""

    organisation_id: int
    name: str
    population: int | None
    before: Decimal | None
    after: Decimal | None

    @property
    def difference(self) -> Decimal:
        """How much more they would pay."""
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True)
class Bin:
    """How many members would pay so much more: above `low` up to `high`; the bar of who pays the same has both 0."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True)
class Preview:
    """What a table would do to the fees of the first year it is used for.

    Attributes:
        winners: how many would pay less.
        losers: how many would pay more.
        rows: those whose fee would change, who gains most first.
    """

    year: int
    currency: str
    before: Decimal
    after: Decimal
    members: int
    winners: int
    losers: int
    histogram: tuple[Bin, ...]
    rows: tuple[PreviewRow, ...]


def preview(
    session: Session, actor: Actor, values: dict[str, Any] | FeeTableInput, *, table_id: int | None = None
) -> Preview:
    """Return what a new table would do, or a change of one; what is not sent of that stays.

    Raises:
        InUseError, InvalidError: it could not be written so.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    tariff = tables.tried(session, actor, values, table_id=table_id)
    year = tariffs.first_year(tariff.valid_from)
    now = years.reckoned(session, year)
    then = {fee.organisation_id: fee for fee in years.reckoned(session, year, tables.with_tried(session, tariff))}
    rows = [
        PreviewRow(
            fee.organisation_id,
            fee.name,
            fee.population.inhabitants if fee.population else None,
            fee.amount,
            then[fee.organisation_id].amount,
        )
        for fee in now
    ]
    differences = [row.difference for row in rows]
    nothing = Decimal(0)
    return Preview(
        year=year,
        currency=tariff.currency,
        before=sum((row.before or nothing for row in rows), nothing),
        after=sum((row.after or nothing for row in rows), nothing),
        members=len(rows),
        winners=sum(each < 0 for each in differences),
        losers=sum(each > 0 for each in differences),
        histogram=histogram(differences),
        rows=tuple(sorted((row for row in rows if row.difference), key=lambda row: (row.difference, row.name))),
    )


def histogram(differences: Sequence[Decimal]) -> tuple[Bin, ...]:
    """Count differences in bars of one width, from the lowest that has any to the highest."""
    furthest = max(map(abs, differences), default=Decimal(0))
    width = next((width for width in WIDTHS if width * BINS >= furthest), furthest)
    counts = Counter(_place(each, width) for each in differences)
    places = range(min(counts, default=0), max(counts, default=0) + 1) if counts else ()
    return tuple(_bin(place, width, counts[place]) for place in places)


def _place(difference: Decimal, width: Decimal) -> int:
    """Return which bar a difference is in, counted from that of nothing."""
    steps = int((abs(difference) / width).to_integral_value(ROUND_CEILING))
    return -steps if difference < 0 else steps


def _bin(place: int, width: Decimal, count: int) -> Bin:
    if place == 0:
        return Bin(Decimal(0), Decimal(0), count)
    low, high = (abs(place) - 1) * width, abs(place) * width
    return Bin(low, high, count) if place > 0 else Bin(-high, -low, count)
