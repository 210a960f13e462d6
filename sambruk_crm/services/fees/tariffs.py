"""What members pay by their inhabitants, from a day on: the association's tables, as they are reckoned with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.models import FeeTable, FeeTableBand


@dataclass(frozen=True)
class FeeBand:
    """What a municipality with at least `from_inhabitants`, and fewer than `below`, pays on joining and every year."""

    from_inhabitants: int
    below: int | None
    entrance: Decimal
    yearly: Decimal


@dataclass(frozen=True)
class Tariff:
    """The fees from a day on, until the next tariff; its key is that of its table, 0 for one that is only tried."""

    valid_from: date
    bands: tuple[FeeBand, ...]
    others_entrance: Decimal
    others_yearly: Decimal
    currency: str = "SEK"
    key: int = 0

    def band(self, inhabitants: int) -> FeeBand:
        """Return the band of a municipality: 15 000 inhabitants is in the band that begins there.

        Raises:
            ValueError: fewer than none.
        """
        if inhabitants < 0:
            msg = f"{inhabitants} inhabitants"
            raise ValueError(msg)
        return next(step for step in reversed(self.bands) if step.from_inhabitants <= inhabitants)


def bands_of(rows: Sequence[tuple[int, Decimal, Decimal]]) -> tuple[FeeBand, ...]:
    """Return the bands of rows: where each begins, its entrance and its yearly fee. It ends where the next begins."""
    ordered = sorted(rows)
    ends = [*(start for start, _, _ in ordered[1:]), None]
    return tuple(
        FeeBand(start, end, entrance, yearly) for (start, entrance, yearly), end in zip(ordered, ends, strict=True)
    )


def all_tariffs(session: Session) -> tuple[Tariff, ...]:
    """Return the tariffs there are, oldest first; the caller has asked for the right.

    Raises:
        NotFoundError: there is none.
    """
    rows: defaultdict[int, list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for band in session.exec(select(FeeTableBand)):
        rows[band.table_id].append((band.from_inhabitants, band.entrance, band.yearly))
    found = tuple(
        Tariff(
            table.valid_from,
            bands_of(rows[table.key]),
            table.others_entrance,
            table.others_yearly,
            table.currency,
            table.key,
        )
        for table in session.exec(select(FeeTable).order_by(col(FeeTable.valid_from)))
    )
    if not found:
        raise NotFoundError(say("There is no table of membership fees yet."))
    return found


def tariff_on(tariffs: Sequence[Tariff], day: date) -> Tariff:
    """Return the tariff of a day; before the first one, the first."""
    return next((tariff for tariff in reversed(tariffs) if tariff.valid_from <= day), tariffs[0])


def of_year(tariffs: Sequence[Tariff], year: int) -> Tariff:
    """Return the tariff that a year is charged by: that of its first day."""
    return tariff_on(tariffs, date(year, 1, 1))


def current(session: Session, on: date) -> Tariff:
    """Return the tariff of a day, when it is wanted once."""
    return tariff_on(all_tariffs(session), on)


def first_year(valid_from: date) -> int:
    """Return the first year that is charged by a tariff from a day on."""
    return valid_from.year if valid_from == date(valid_from.year, 1, 1) else valid_from.year + 1


def are_there(session: Session) -> bool:
    """Return whether there is a table at all."""
    return session.scalar(sa.select(sa.func.count()).select_from(FeeTable)) != 0
