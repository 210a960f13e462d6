"""Who covers whom: unions and regions stand for municipalities from day to day, and nobody is counted twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Coverage, Organisation
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Day, Input, Key, check_version, merge, parse


class CoverageDays(Input):
    """How long a coverage lasts: until the day before `to_on`."""

    from_on: Day = None
    to_on: Day = None


class CoverageInput(CoverageDays):
    """A coverage as it is written."""

    coverer_id: Key = None
    covered_id: Key = None


@dataclass(frozen=True)
class CoverageRow:
    """A coverage with the names of both; `to_on` is the first day without it."""

    id: int
    version: int
    coverer_id: int
    coverer: str
    covered_id: int
    covered: str
    from_on: date
    to_on: date | None


def search(
    session: Session,
    actor: Actor,
    *,
    coverage_id: int | None = None,
    coverer_id: int | None = None,
    covered_id: int | None = None,
    on: date | None = None,
) -> list[CoverageRow]:
    """List coverages by the names of coverer and covered, of some organisation or of a day; none of the trash."""
    require(actor, Permission.VIEW)
    coverer, covered = aliased(Organisation), aliased(Organisation)
    query = (
        sa.select(Coverage, coverer.name, covered.name)
        .join(coverer, coverer.id == Coverage.coverer_id)  # pyright: ignore[reportArgumentType]
        .join(covered, covered.id == Coverage.covered_id)  # pyright: ignore[reportArgumentType]
        .where(col(coverer.deleted_at).is_(None), col(covered.deleted_at).is_(None))
        .order_by(coverer.sort_sv, covered.sort_sv, col(Coverage.from_on))  # pyright: ignore[reportArgumentType]
    )
    if coverage_id is not None:
        query = query.where(col(Coverage.id) == coverage_id)
    if coverer_id is not None:
        query = query.where(col(Coverage.coverer_id) == coverer_id)
    if covered_id is not None:
        query = query.where(col(Coverage.covered_id) == covered_id)
    if on is not None:
        query = query.where(lasts_on(on))
    return [
        CoverageRow(
            row.key, row.version, row.coverer_id, coverer_name, row.covered_id, covered_name, row.from_on, row.to_on
        )
        for row, coverer_name, covered_name in session.execute(query)
    ]


def lasts_on(on: date) -> sa.ColumnElement[bool]:
    """Return the condition that a coverage lasts on a day."""
    return sa.and_(col(Coverage.from_on) <= on, sa.or_(col(Coverage.to_on).is_(None), col(Coverage.to_on) > on))


def get(session: Session, actor: Actor, coverage_id: int) -> CoverageRow:
    """Return a coverage.

    Raises:
        NotFoundError: there is none, or one of both is in the trash.
    """
    found = search(session, actor, coverage_id=coverage_id)
    if not found:
        raise NotFoundError(say("This coverage does not exist."))
    return found[0]


def create(session: Session, actor: Actor, values: dict[str, Any] | CoverageInput) -> Coverage:
    """Have an organisation cover another from a day on.

    Raises:
        InvalidError: something is missing or out of order, both are the same, it overlaps one of the same two, or the
            covered one covers the other already, in however many steps.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(CoverageInput, values)
    return _write(session, Coverage(**wanted.sent()), {}, None)


def update(
    session: Session,
    actor: Actor,
    coverage_id: int,
    values: dict[str, Any] | CoverageDays,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Coverage:
    """Correct the days of a coverage; who covers whom stays.

    Raises:
        InvalidError: as for a new one.
        StaleError: somebody else changed it since.
    """
    require(actor, Permission.EDIT_RECORDS)
    coverage = _held(session, coverage_id)
    check_version(coverage, version, coverage.model_dump(mode="json"))
    return _write(session, coverage, parse(CoverageDays, values).sent(), base)


def delete(session: Session, actor: Actor, coverage_id: int) -> None:
    """Remove a coverage that was written by mistake; the audit log keeps it."""
    require(actor, Permission.EDIT_RECORDS)
    session.delete(_held(session, coverage_id))
    session.flush()


def _held(session: Session, coverage_id: int) -> Coverage:
    found = session.get(Coverage, coverage_id, with_for_update=True)
    if found is None:
        raise NotFoundError(say("This coverage does not exist."))
    return found


def _write(session: Session, coverage: Coverage, values: dict[str, Any], base: dict[str, Any] | None) -> Coverage:
    with session.no_autoflush:
        merge(coverage, values, base)
        _refuse_strangers(session, coverage)
        _refuse_disorder(coverage)
        _refuse_overlap(session, coverage)
        _refuse_circle(session, coverage)
    session.add(coverage)
    session.flush()
    return coverage


def _refuse_disorder(coverage: Coverage) -> None:
    if coverage.from_on is None:
        raise InvalidError({"from_on": say("Write a date, such as 2026-11-23.")})
    if coverage.to_on is not None and coverage.to_on <= coverage.from_on:
        raise InvalidError({"to_on": say("The end is before the beginning.")})
    if coverage.coverer_id == coverage.covered_id:
        raise InvalidError({"covered_id": say("An organisation cannot cover itself.")})


def _refuse_strangers(session: Session, coverage: Coverage) -> None:
    keys = {"coverer_id": coverage.coverer_id, "covered_id": coverage.covered_id}
    query = select(Organisation).where(col(Organisation.id).in_(keys.values()), col(Organisation.deleted_at).is_(None))
    known = {row.key for row in session.exec(query.order_by(col(Organisation.id)).with_for_update())}
    missing = {name: say("Choose one from the list.") for name, key in keys.items() if key not in known}
    if missing:
        raise InvalidError(missing)


def _refuse_overlap(session: Session, coverage: Coverage) -> None:
    query = select(Coverage.from_on).where(
        col(Coverage.coverer_id) == coverage.coverer_id,
        col(Coverage.covered_id) == coverage.covered_id,
        col(Coverage.id) != (coverage.id or 0),
        sa.or_(col(Coverage.to_on).is_(None), col(Coverage.to_on) > coverage.from_on),
    )
    if coverage.to_on is not None:
        query = query.where(col(Coverage.from_on) < coverage.to_on)
    begun = session.exec(query.limit(1)).first()
    if begun is not None:
        raise InvalidError({"from_on": say("It covers them already, from {date}.", date=begun.isoformat())})


def _refuse_circle(session: Session, coverage: Coverage) -> None:
    pairs = session.exec(select(Coverage.coverer_id, Coverage.covered_id))
    below: dict[int, set[int]] = {}
    for coverer, covered in pairs:
        below.setdefault(coverer, set()).add(covered)
    if coverage.coverer_id in _all_below(coverage.covered_id, below):
        raise InvalidError({"covered_id": say("This organisation covers the other one already.")})


def _all_below(start: int, below: dict[int, set[int]]) -> set[int]:
    found: set[int] = set()
    ahead: Sequence[int] = [start]
    while ahead:
        found |= set(ahead)
        ahead = [each for here in ahead for each in below.get(here, ()) if each not in found]
    return found
