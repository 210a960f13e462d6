"""The tables of membership fees over REST, and what a change of them would do."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Body, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.amounts import Money
from sambruk_crm.api.description import binary
from sambruk_crm.api.files import sent
from sambruk_crm.api.listing import Key, Listed, Version, Versioned, showing, whole
from sambruk_crm.services import fees
from sambruk_crm.services.fees import FeeTableInput, FeeTableRow
from sambruk_crm.services.values.validation import Key as SomeKey

router = noun("fee-tables")
EXAMPLE: dict[str, Any] = {
    "valid_from": "2027-01-01",
    "others_entrance": 5000,
    "others_yearly": 25000,
    "bands": [
        {"from_inhabitants": 0, "entrance": 5000, "yearly": 6000},
        {"from_inhabitants": 15000, "entrance": 10000, "yearly": 27000},
    ],
}
Format = Literal["xlsx", "csv"]


class FeeBandOut(BaseModel):
    """What a municipality with at least `from_inhabitants`, and fewer than `below`, pays; the last band has no end."""

    from_inhabitants: int
    below: int | None
    entrance: Money
    yearly: Money


class FeeTableOut(BaseModel):
    """The fees from a day on. Once a year is approved by it (`fixed_years`), it can neither be changed nor removed."""

    id: int
    version: int
    valid_from: date
    currency: str
    others_entrance: Money
    others_yearly: Money
    bands: list[FeeBandOut]
    fixed_years: list[int]


class FeeTablePatch(FeeTableInput, Versioned):
    """Fields to change, and the version that was read; `bands` are sent all together."""


class FeeTableTried(FeeTableInput):
    """A table that is tried; with `table_id` in the place of that one, whose fields hold where none are sent."""

    table_id: SomeKey = None


class ChangedFeeOut(BaseModel):
    """A member whose fee would change; `difference` is how much more they would pay."""

    organisation_id: int
    name: str
    population: int | None
    before: Money
    after: Money
    difference: Money


class HistogramBar(BaseModel):
    """How many members would pay more by an amount above `low` up to `high`; both are 0 for those who pay the same."""

    low: Money
    high: Money
    count: int


class FeePreviewOut(BaseModel):
    """The fees of the first year that the table is used for, without and with it; `rows` are those who would notice."""

    year: int
    currency: str
    before: Money
    after: Money
    members: int
    winners: int
    losers: int
    histogram: list[HistogramBar]
    rows: list[ChangedFeeOut]


@router.get("")
def list_fee_tables(caller: Caller) -> Listed[FeeTableOut]:
    """List the tables, newest first, all in one page."""
    with db.reading() as session:
        return Listed[FeeTableOut](**whole([_out(row) for row in fees.tables.search(session, caller)]))


@router.post("", status_code=201)
def create_fee_table(
    caller: Caller, body: Annotated[FeeTableInput, Body(examples=[EXAMPLE])], response: Response
) -> FeeTableOut:
    """Add a table: its bands begin at 0 and rise, and no approved year may be charged by it."""
    with db.transaction(caller.user_id) as session:
        made = fees.tables.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/fee-tables/{made.id}"
        return _out(made)


@router.post("/preview")
def preview_fee_table(
    caller: Caller, body: Annotated[FeeTableTried, Body(examples=[EXAMPLE, {"table_id": 1, "others_yearly": 30000}])]
) -> FeePreviewOut:
    """Return what a table would do if it were written so (*what if*); nothing is changed."""
    values, table_id = _tried(body)
    with db.reading() as session:
        found = fees.preview(session, caller, values, table_id=table_id)
        return FeePreviewOut.model_validate(found, from_attributes=True)


@router.post("/preview/file", response_class=Response, responses=binary())
def preview_fee_table_file(
    caller: Caller,
    body: Annotated[FeeTableTried, Body(examples=[EXAMPLE])],
    format: Format = "xlsx",  # noqa: A002
) -> Response:
    """Return all whose fee a table would change, as Excel or CSV."""
    values, table_id = _tried(body)
    with db.transaction(caller.user_id) as session:
        return sent(fees.files.of_preview(session, caller, values, format, table_id=table_id))


@router.get("/{table_id}")
def get_fee_table(caller: Caller, table_id: Key) -> FeeTableOut:
    """Return a table."""
    with db.reading() as session:
        return _out(fees.tables.get(session, caller, table_id))


@router.patch("/{table_id}")
def patch_fee_table(
    caller: Caller,
    table_id: Key,
    body: Annotated[FeeTablePatch, Body(examples=[{"others_yearly": 30000, "version": 1}])],
) -> FeeTableOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_fee_table, caller, table_id), db.transaction(caller.user_id) as session:
        return _out(fees.tables.update(session, caller, table_id, body.changes(), version=body.version))


@router.delete("/{table_id}", status_code=204)
def delete_fee_table(caller: Caller, table_id: Key, version: Version = None) -> None:
    """Remove a table that no approved year rests on; the last one stays."""
    with showing(get_fee_table, caller, table_id), db.transaction(caller.user_id) as session:
        fees.tables.delete(session, caller, table_id, version=version)


def _tried(body: FeeTableTried) -> tuple[dict[str, Any], int | None]:
    values = body.sent()
    return values, values.pop("table_id", None)


def _out(row: FeeTableRow) -> FeeTableOut:
    tariff = row.tariff
    return FeeTableOut(
        id=row.id,
        version=row.version,
        valid_from=tariff.valid_from,
        currency=tariff.currency,
        others_entrance=tariff.others_entrance,
        others_yearly=tariff.others_yearly,
        bands=[FeeBandOut.model_validate(band, from_attributes=True) for band in tariff.bands],
        fixed_years=list(row.fixed_years),
    )
