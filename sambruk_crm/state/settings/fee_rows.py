"""Fee tables and what one would do, as the settings show them."""

from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from sambruk_crm.errors import say
from sambruk_crm.i18n import translate
from sambruk_crm.services.fees import FeeTableRow, Preview


@dataclass(frozen=True)
class BandRow:
    """A band of the form as it was before anybody typed; `key` names its fields."""

    key: int
    from_inhabitants: str = ""
    entrance: str = ""
    yearly: str = ""


@dataclass(frozen=True)
class TableRow:
    """A table as the list shows it; without a key while it is new."""

    id: int = 0
    version: int = 0
    valid_from: str = ""
    others_entrance: str = ""
    others_yearly: str = ""
    currency: str = ""
    lowest: float = 0
    highest: float = 0
    count: int = 0
    years: str = ""
    """The approved years that rest on it."""


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram: what it says, how many, how long (percent), and which side it is on."""

    text: str
    members: int
    share: float
    side: str


@dataclass(frozen=True)
class ChangedRow:
    """A member whose fee the table would change."""

    id: int
    name: str
    before: float
    after: float
    difference: float


@dataclass(frozen=True)
class PreviewShown:
    """What a table would do, as the dialog shows it."""

    year: int = 0
    currency: str = ""
    before: float = 0
    after: float = 0
    difference: float = 0
    members: int = 0
    winners: int = 0
    losers: int = 0
    changed: int = 0


def typed(value: Any) -> str:
    """Return an amount as it would be typed."""
    return f"{value:f}".removesuffix(".00")


def table_row(row: FeeTableRow) -> TableRow:
    """Return a table as the list shows it."""
    tariff = row.tariff
    return TableRow(
        id=row.id,
        version=row.version,
        valid_from=tariff.valid_from.isoformat(),
        others_entrance=typed(tariff.others_entrance),
        others_yearly=typed(tariff.others_yearly),
        currency=tariff.currency,
        lowest=float(min(band.yearly for band in tariff.bands)),
        highest=float(max(band.yearly for band in tariff.bands)),
        count=len(tariff.bands),
        years=", ".join(map(str, row.fixed_years)),
    )


def bars_of(found: Preview, locale: str) -> list[Bar]:
    """Return the histogram, its longest bar as long as there is room."""
    longest = max((each.count for each in found.histogram), default=0) or 1

    def signed(value: Any) -> str:
        shown = format_decimal(abs(value), locale=locale)
        return f"−{shown}" if value < 0 else f"+{shown}" if value else shown

    return [
        Bar(
            text=translate(say("The same fee"), locale)
            if each.low == each.high
            else f"{signed(each.low)} … {signed(each.high)}",
            members=each.count,
            share=max(round(100 * each.count / longest, 1), 1) if each.count else 0,
            side="less" if each.low < 0 else "more" if each.high > 0 else "same",
        )
        for each in found.histogram
    ]


def preview_shown(found: Preview) -> PreviewShown:
    """Return what a table would come to."""
    return PreviewShown(
        year=found.year,
        currency=found.currency,
        before=float(found.before),
        after=float(found.after),
        difference=float(found.after - found.before),
        members=found.members,
        winners=found.winners,
        losers=found.losers,
        changed=len(found.rows),
    )


def changed_rows(found: Preview) -> list[ChangedRow]:
    """Return the members whose fee would change."""
    return [
        ChangedRow(row.organisation_id, row.name, float(row.before or 0), float(row.after or 0), float(row.difference))
        for row in found.rows
    ]
