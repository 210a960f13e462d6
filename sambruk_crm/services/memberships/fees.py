"""The association's public table of membership fees, by inhabitants."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CURRENCY = "SEK"


@dataclass(frozen=True)
class FeeBand:
    """What a municipality with at least `from_inhabitants`, and fewer than `below`, pays on joining and every year."""

    from_inhabitants: int
    below: int | None
    entrance: Decimal
    yearly: Decimal


@dataclass(frozen=True)
class FeeTable:
    """The fees from a day on, until the next table."""

    valid_from: date
    bands: tuple[FeeBand, ...]
    others_entrance: Decimal
    others_yearly: Decimal


def _bands(*rows: tuple[int, int, int]) -> tuple[FeeBand, ...]:
    ends = [*(start for start, _, _ in rows[1:]), None]
    return tuple(
        FeeBand(start, end, Decimal(entrance), Decimal(yearly))
        for (start, entrance, yearly), end in zip(rows, ends, strict=True)
    )


TABLES = (
    FeeTable(
        valid_from=date(2020, 1, 1),
        bands=_bands(
            (0, 5_000, 5_000),
            (7_000, 5_000, 10_000),
            (15_000, 10_000, 25_000),
            (25_000, 10_000, 35_000),
            (50_000, 10_000, 50_000),
            (100_000, 20_000, 65_000),
            (150_000, 25_000, 80_000),
        ),
        others_entrance=Decimal(5_000),
        others_yearly=Decimal(25_000),
    ),
)
"""Oldest first."""


def table_on(day: date) -> FeeTable:
    """Return the table of a day; before the first one, the first."""
    return next((table for table in reversed(TABLES) if table.valid_from <= day), TABLES[0])


def band(inhabitants: int, on: date) -> FeeBand:
    """Return the band of a municipality: 15 000 inhabitants is in the band that begins there.

    Raises:
        ValueError: fewer than none.
    """
    if inhabitants < 0:
        msg = f"{inhabitants} inhabitants"
        raise ValueError(msg)
    return next(step for step in reversed(table_on(on).bands) if step.from_inhabitants <= inhabitants)
