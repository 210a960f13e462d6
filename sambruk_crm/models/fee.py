"""Membership fees: the dated tables of bands, and the yearly runs with a line for each member."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import MONEY, Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import FeeRunState


class FeeChange(StrEnum):
    """Why a member's fee is another than the year before: the first of these that applies."""

    NONE = "none"
    UNKNOWN = "unknown"
    """It cannot be told, for want of a figure of inhabitants."""
    ENDED = "ended"
    """They were charged by an earlier run, and are no member that year after all."""
    JOINED = "joined"
    RETURNED = "returned"
    FIGURE = "figure"
    """The year before could not be told."""
    EXCEPTION = "exception"
    """The year before was an exception."""
    KIND = "kind"
    """They were a municipality then and are not now, or the other way round."""
    BAND = "band"
    MONTHS = "months"
    """They joined during the year before."""
    TABLE = "table"


class FeeTable(VersionedRow, table=True):
    """The fees from a day on, until the next table; `others` are who is no municipality."""

    __tablename__ = "fee_table"

    valid_from: date = Field(unique=True)
    currency: str = Field(default="SEK", max_length=3)
    others_entrance: Decimal = Field(sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    others_yearly: Decimal = Field(sa_type=MONEY)  # pyright: ignore[reportArgumentType]


class FeeTableBand(Row, table=True):
    """What a municipality with at least so many inhabitants pays, until the next band begins."""

    __tablename__ = "fee_table_band"
    __table_args__ = (sa.UniqueConstraint("table_id", "from_inhabitants"),)

    table_id: int = reference("fee_table.id", on_delete="CASCADE", index=False)
    from_inhabitants: int
    entrance: Decimal = Field(sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    yearly: Decimal = Field(sa_type=MONEY)  # pyright: ignore[reportArgumentType]


class FeeRun(VersionedRow, table=True):
    """The fees of a year as they are reviewed and locked; a later `number` of the year holds only what differs."""

    __tablename__ = "fee_run"
    __table_args__ = (sa.UniqueConstraint("year", "number"),)

    year: int
    number: int = 1
    state: FeeRunState = choice(FeeRunState, default=FeeRunState.DRAFT)
    currency: str = Field(default="SEK", max_length=3)
    table_id: int | None = reference("fee_table.id", default=None)
    begun_by_id: int | None = reference("user_account.id", default=None, index=False)
    approved_at: datetime | None = None
    approved_by_id: int | None = reference("user_account.id", default=None, index=False)
    locked_at: datetime | None = None
    locked_by_id: int | None = reference("user_account.id", default=None, index=False)


class FeeLine(VersionedRow, table=True):
    """A member's fee in a run, with the facts it follows from.

    `amount` and `entrance` are for the whole year as the table has it; `exception`, if there is one, is the sum instead
    of both. `charged_before` is what earlier runs of the year came to: what is invoiced is the rest.
    """

    __tablename__ = "fee_line"
    __table_args__ = (sa.UniqueConstraint("run_id", "organisation_id"),)

    run_id: int = reference("fee_run.id", on_delete="CASCADE", index=False)
    organisation_id: int = reference("organisation.id")
    amount: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    entrance: Decimal = Field(default=Decimal(0), sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    yearly: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    months: int = 0
    band_from: int | None = None
    band_below: int | None = None
    population: int | None = None
    population_on: date | None = None
    joined_on: date | None = None
    is_return: bool = False
    previous: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    previous_population: int | None = None
    change: FeeChange = choice(FeeChange, default=FeeChange.NONE)
    crosses_band: bool = False
    charged_before: Decimal = Field(default=Decimal(0), sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    exception: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    exception_reason: str = Field(default="", max_length=500)
    invoiced_at: datetime | None = None
