"""The tables of membership fees: dated, edited by who manages the settings, fixed once a year rests on them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.errors import InUseError, InvalidError, Message, NotFoundError, say
from sambruk_crm.models import FeeRun, FeeRunState, FeeTable, FeeTableBand, utc_now
from sambruk_crm.services import settings
from sambruk_crm.services.fees import tariffs
from sambruk_crm.services.fees.tariffs import Tariff
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Amount, Count, Day, Input, check_version, parse

MOST_BANDS = 50
_LOCK = 7262_787


class BandInput(Input):
    """A band as it is written."""

    from_inhabitants: Count = None
    entrance: Amount = None
    yearly: Amount = None


class FeeTableInput(Input):
    """A table as it is written; what is not sent stays."""

    valid_from: Day = None
    others_entrance: Amount = None
    others_yearly: Amount = None
    bands: Annotated[list[BandInput], Field(max_length=MOST_BANDS)] = []


@dataclass(frozen=True)
class FeeTableRow:
    """A table with the years that are approved or locked by it: while there are any, it is fixed."""

    id: int
    version: int
    tariff: Tariff
    fixed_years: tuple[int, ...] = ()


def search(session: Session, actor: Actor) -> list[FeeTableRow]:
    """List the tables, newest first."""
    require(actor, Permission.VIEW)
    if not tariffs.are_there(session):
        return []
    versions = {key: version for key, version in session.execute(sa.select(FeeTable.id, FeeTable.version))}
    years: dict[int, list[int]] = {}
    for key, year in sorted(set(_fixed(session))):
        years.setdefault(key, []).append(year)
    return [
        FeeTableRow(tariff.key, versions[tariff.key], tariff, tuple(years.get(tariff.key, ())))
        for tariff in reversed(tariffs.all_tariffs(session))
    ]


def get(session: Session, actor: Actor, table_id: int) -> FeeTableRow:
    """Return a table.

    Raises:
        NotFoundError: there is none.
    """
    return next((row for row in search(session, actor) if row.id == table_id), None) or _missing()


def create(session: Session, actor: Actor, values: dict[str, Any] | FeeTableInput) -> FeeTableRow:
    """Add a table.

    Raises:
        InvalidError: something is missing, two begin on one day, or a year that is approved would be charged by it.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    alone(session)
    wanted = tried(session, actor, values)
    table = FeeTable(
        valid_from=wanted.valid_from,
        currency=wanted.currency,
        others_entrance=wanted.others_entrance,
        others_yearly=wanted.others_yearly,
    )
    session.add(table)
    session.flush()
    _put_bands(session, table, wanted)
    return get(session, actor, table.key)


def update(
    session: Session,
    actor: Actor,
    table_id: int,
    values: dict[str, Any] | FeeTableInput,
    *,
    version: int | None = None,
) -> FeeTableRow:
    """Change what is sent of a table; bands are sent all together.

    Raises:
        InUseError: a year that is approved or locked rests on it.
        InvalidError: as for a new one.
        StaleError: somebody else changed it since.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    alone(session)
    table = _held(session, table_id)
    check_version(table, version, table.model_dump(mode="json"))
    wanted = tried(session, actor, values, table_id=table_id)
    table.valid_from = wanted.valid_from
    table.others_entrance, table.others_yearly = wanted.others_entrance, wanted.others_yearly
    table.updated_at = utc_now()
    session.flush()
    _put_bands(session, table, wanted)
    return get(session, actor, table_id)


def delete(session: Session, actor: Actor, table_id: int, *, version: int | None = None) -> None:
    """Remove a table that no year rests on; the audit log keeps it.

    Raises:
        InUseError: a year that is approved or locked rests on it, or it is the only one.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    alone(session)
    table = _held(session, table_id)
    check_version(table, version, table.model_dump(mode="json"))
    refuse_fixed(session, table_id)
    left = [tariff for tariff in tariffs.all_tariffs(session) if tariff.key != table_id]
    if not left:
        raise InUseError(say("There must be one table, so the last one stays."))
    if year := _moved_year(session, left):
        raise InUseError(_other_table(year))
    for band in session.exec(select(FeeTableBand).where(FeeTableBand.table_id == table_id)):
        session.delete(band)
    session.flush()
    session.delete(table)
    session.flush()


def tried(
    session: Session, actor: Actor, values: dict[str, Any] | FeeTableInput, *, table_id: int | None = None
) -> Tariff:
    """Return the tariff that a table would be if it were written so; nothing is written.

    Args:
        table_id: the table that is changed; without one a new table is tried.

    Raises:
        InUseError, InvalidError: as on writing.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    wanted = _parsed(values)
    others = list(tariffs.all_tariffs(session)) if tariffs.are_there(session) else []
    present = next((tariff for tariff in others if tariff.key == table_id), None)
    if table_id is not None:
        if present is None:
            _missing()
        refuse_fixed(session, table_id)
        others.remove(present)  # pyright: ignore[reportArgumentType]
    tariff = _read(wanted, present, settings.read(session).currency)
    if any(other.valid_from == tariff.valid_from for other in others):
        raise InvalidError({"valid_from": say("There is already a table from this day.")})
    if year := _moved_year(session, sorted([*others, tariff], key=lambda one: one.valid_from)):
        raise InvalidError({"valid_from": _other_table(year)})
    return tariff


def with_tried(session: Session, tariff: Tariff) -> tuple[Tariff, ...]:
    """Return all tariffs as they would be with one that is tried, in the place of the one it changes."""
    others = [other for other in tariffs.all_tariffs(session) if other.key != tariff.key]
    return tuple(sorted([*others, tariff], key=lambda one: one.valid_from))


def refuse_fixed(session: Session, table_id: int) -> None:
    """Refuse to touch a table that a year rests on.

    Raises:
        InUseError: naming the year.
    """
    years = sorted(year for key, year in _fixed(session) if key == table_id)
    if years:
        raise InUseError(
            say("The fees of {year} are approved by this table, so it stays. Add a table for later.", year=years[-1])
        )


def alone(session: Session) -> None:
    """Let nobody else write tables or runs meanwhile: what a year rests on would change under it."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def _fixed(session: Session) -> list[tuple[int, int]]:
    """Return the pairs of table and year that are approved or locked."""
    query = sa.select(FeeRun.table_id, FeeRun.year).where(
        col(FeeRun.state) != FeeRunState.DRAFT, col(FeeRun.table_id).is_not(None)
    )
    return [(key, year) for key, year in session.execute(query)]


def _moved_year(session: Session, left: list[Tariff]) -> int | None:
    """Return the last year that is approved by another table than it would have then."""
    moved = [year for key, year in _fixed(session) if tariffs.of_year(left, year).key != key]
    return max(moved, default=None)


def _other_table(year: int) -> Message:
    return say("The fees of {year} are approved by another table. Choose a later day.", year=year)


def _missing() -> Any:
    raise NotFoundError(say("This fee table does not exist."))


def _held(session: Session, table_id: int) -> FeeTable:
    return session.get(FeeTable, table_id, with_for_update=True) or _missing()


def _parsed(values: dict[str, Any] | FeeTableInput) -> FeeTableInput:
    """Read a table as it is written; what cannot be read of a band is told by its place."""
    if isinstance(values, FeeTableInput) or not isinstance(values.get("bands"), list):
        return parse(FeeTableInput, values)
    faults: dict[str, Message] = {}
    bands: list[BandInput] = []
    for place, band in enumerate(values["bands"]):
        try:
            bands.append(parse(BandInput, band))
        except InvalidError as error:
            faults |= {f"bands.{place}.{name}": message for name, message in error.fields.items()}
            bands.append(BandInput())
    try:
        wanted = parse(FeeTableInput, {**values, "bands": bands})
    except InvalidError as error:
        raise InvalidError({**error.fields, **faults}) from None
    if faults:
        raise InvalidError(faults)
    return wanted


def _read(wanted: FeeTableInput, present: Tariff | None, currency: str) -> Tariff:
    """Return a table as a whole: what is sent, and for a change what was there."""
    sent = wanted.sent()
    values = {name: getattr(present, name, None) for name in ("valid_from", "others_entrance", "others_yearly")} | sent
    faults: dict[str, Message] = {}
    if values["valid_from"] is None:
        faults["valid_from"] = say("Write a date, such as 2026-11-23.")
    for name in ("others_entrance", "others_yearly"):
        if values[name] is None:
            faults[name] = say("Write an amount, such as 12500 or 12500.50.")
    if "bands" in sent or present is None:
        faults |= _faults_of(wanted.bands)
    if faults:
        raise InvalidError(faults)
    bands = (
        tariffs.bands_of([(band.from_inhabitants, band.entrance, band.yearly) for band in wanted.bands])
        if "bands" in sent or present is None
        else present.bands
    )
    key, kept = (present.key, present.currency) if present else (0, currency)
    return Tariff(values["valid_from"], bands, values["others_entrance"], values["others_yearly"], kept, key)


def _faults_of(bands: list[BandInput]) -> dict[str, Message]:
    """Return what is wrong with bands, by their place and field as `bands.2.yearly`."""
    if not bands:
        return {"bands": say("A table needs at least one band.")}
    faults: dict[str, Message] = {}
    before = -1
    for place, band in enumerate(bands):
        start = band.from_inhabitants
        if start is None:
            faults[f"bands.{place}.from_inhabitants"] = say("Write a whole number.")
        elif place == 0 and start != 0:
            faults["bands.0.from_inhabitants"] = say("The first band begins at 0.")
        elif start <= before:
            faults[f"bands.{place}.from_inhabitants"] = say("Each band begins higher than the one before.")
        before = max(before, start or 0)
        for name in ("entrance", "yearly"):
            if getattr(band, name) is None:
                faults[f"bands.{place}.{name}"] = say("Write an amount, such as 12500 or 12500.50.")
    return faults


def _put_bands(session: Session, table: FeeTable, wanted: Tariff) -> None:
    rows = session.exec(select(FeeTableBand).where(FeeTableBand.table_id == table.key))
    present = {row.from_inhabitants: row for row in rows}
    starts = {band.from_inhabitants for band in wanted.bands}
    for start in present.keys() - starts:
        session.delete(present[start])
    for band in wanted.bands:
        row = present.get(band.from_inhabitants)
        if row is None:
            row = FeeTableBand(
                table_id=table.key, from_inhabitants=band.from_inhabitants, entrance=Decimal(0), yearly=Decimal(0)
            )
            session.add(row)
        row.entrance, row.yearly = band.entrance, band.yearly
    session.flush()
