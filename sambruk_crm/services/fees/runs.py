"""The yearly run: every member's fee, reviewed, approved and locked; what differs later is a supplement."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, say, say_n
from sambruk_crm.models import FeeChange, FeeLine, FeeRun, FeeRunState, Organisation, utc_now
from sambruk_crm.services import bulk
from sambruk_crm.services.fees import tables, tariffs, years
from sambruk_crm.services.fees.locked import latest_lines, total_of, year_fees
from sambruk_crm.services.fees.years import YearFee
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import check_version

FIRST_YEAR, LAST_YEAR = 1990, 2200
FACTS = (
    "amount",
    "entrance",
    "yearly",
    "months",
    "band_from",
    "band_below",
    "population",
    "population_on",
    "joined_on",
    "is_return",
    "previous",
    "previous_population",
    "change",
    "crosses_band",
    "charged_before",
)
"""What a line holds that follows from the register."""


class RunStateError(CrmError):
    """A run is not where it would have to be for what is asked."""

    status = 409
    slug = "run-state"


def search(session: Session, actor: Actor, *, year: int | None = None) -> list[FeeRun]:
    """List the runs there are, of one year when asked: the newest year first, each in the order of its runs."""
    require(actor, Permission.VIEW)
    query = select(FeeRun).order_by(col(FeeRun.year).desc(), col(FeeRun.number))
    return list(session.exec(query if year is None else query.where(FeeRun.year == year)))


def get(session: Session, actor: Actor, run_id: int) -> FeeRun:
    """Return a run.

    Raises:
        NotFoundError: there is none.
    """
    require(actor, Permission.VIEW)
    found = session.get(FeeRun, run_id)
    if found is None:
        raise NotFoundError(say("This run of fees does not exist."))
    return found


def of_year(session: Session, actor: Actor, year: int) -> list[YearFee]:
    """List what every member of a year pays, by name: as it is locked, else as it is reckoned today."""
    require(actor, Permission.VIEW)
    return year_fees(session, year) or reckoned(session, year)


def reckoned(session: Session, year: int) -> list[YearFee]:
    """Reckon the fees of a year, beside those of the year before; the caller has asked for the right."""
    known = tariffs.all_tariffs(session)
    before = year_fees(session, year - 1) or years.reckoned(session, year - 1, known)
    fees = years.reckoned(session, year, known)
    return years.beside(fees, {fee.organisation_id: fee for fee in before}, tariffs.of_year(known, year))


def begin(session: Session, actor: Actor, year: int) -> FeeRun:
    """Begin the run of a year, or once that is locked a supplement: the lines that differ from what is locked.

    Raises:
        InvalidError: the year is none, or nothing differs.
        RunStateError: the last run of the year is not locked yet.
    """
    require(actor, Permission.MANAGE_FEES)
    tables.alone(session)
    if not is_year(year):
        message = say("Write a year between {first} and {last}.", first=FIRST_YEAR, last=LAST_YEAR)
        raise InvalidError({"year": message})
    earlier = search(session, actor, year=year)
    if earlier and earlier[-1].state is not FeeRunState.LOCKED:
        raise RunStateError(say("The run of {year} is not locked yet.", year=year))
    wanted = _wanted(session, year)
    if not wanted:
        nobody = say("Nobody is a member in {year}.", year=year)
        raise InvalidError({"year": say("Nothing differs from what is locked.") if earlier else nobody})
    tariff = tariffs.of_year(tariffs.all_tariffs(session), year)
    run = FeeRun(year=year, number=len(earlier) + 1, currency=tariff.currency, begun_by_id=actor.user_id)
    session.add(run)
    session.flush()
    _put_lines(session, run, wanted)
    return run


def is_year(year: int) -> bool:
    """Return whether there may be fees of a year."""
    return FIRST_YEAR <= year <= LAST_YEAR


def refresh(session: Session, actor: Actor, run_id: int, *, version: int | None = None) -> FeeRun:
    """Reckon a draft anew: members, inhabitants and tables as they are today. Exceptions stay.

    Raises:
        RunStateError: it is no draft.
        StaleError: somebody else changed it since.
    """
    run = _held(session, actor, run_id, version, FeeRunState.DRAFT)
    _put_lines(session, run, _wanted(session, run.year))
    run.updated_at = utc_now()
    session.flush()
    return run


def approve(session: Session, actor: Actor, run_id: int, *, version: int | None = None) -> FeeRun:
    """Approve a draft: from now on its lines and the table they rest on stay as they are.

    Raises:
        RunStateError: it is no draft, the register says something else by now, or somebody has no fee yet.
        StaleError: somebody else changed it since.
    """
    run = _held(session, actor, run_id, version, FeeRunState.DRAFT)
    if changed := outdated(session, run):
        told = say_n(
            "{count} fee has changed since the list was made. Update the list first.",
            "{count} fees have changed since the list was made. Update the list first.",
            count=changed,
        )
        raise RunStateError(told)
    unknown = sum(line.amount is None and line.exception is None for line in lines_of(session, run.key))
    if unknown:
        told = say_n(
            "{count} member has no fee yet: write the inhabitants, or an exception.",
            "{count} members have no fee yet: write the inhabitants, or an exception.",
            count=unknown,
        )
        raise RunStateError(told)
    run.state, run.approved_at, run.approved_by_id = FeeRunState.APPROVED, utc_now(), actor.user_id
    run.table_id = tariffs.of_year(tariffs.all_tariffs(session), run.year).key
    session.flush()
    return run


def reopen(session: Session, actor: Actor, run_id: int, *, version: int | None = None) -> FeeRun:
    """Make what was approved, and not locked, a draft again.

    Raises:
        RunStateError: it is not just approved.
        StaleError: somebody else changed it since.
    """
    run = _held(session, actor, run_id, version, FeeRunState.APPROVED)
    run.state, run.approved_at, run.approved_by_id, run.table_id = FeeRunState.DRAFT, None, None, None
    session.flush()
    return run


def lock(session: Session, actor: Actor, run_id: int, *, version: int | None = None) -> FeeRun:
    """Lock what was approved: its lines never change again, and are what is invoiced.

    Raises:
        RunStateError: it is not approved.
        StaleError: somebody else changed it since.
    """
    run = _held(session, actor, run_id, version, FeeRunState.APPROVED)
    run.state, run.locked_at, run.locked_by_id = FeeRunState.LOCKED, utc_now(), actor.user_id
    session.flush()
    return run


def discard(session: Session, actor: Actor, run_id: int, *, version: int | None = None) -> None:
    """Throw a draft away, with its exceptions; the audit log keeps it.

    Raises:
        RunStateError: it is no draft.
        StaleError: somebody else changed it since.
    """
    run = _held(session, actor, run_id, version, FeeRunState.DRAFT)
    for line in lines_of(session, run.key):
        session.delete(line)
    session.flush()
    session.delete(run)
    session.flush()


def outdated(session: Session, run: FeeRun) -> int:
    """Count the lines of a draft that would be others if they were reckoned today."""
    if run.state is not FeeRunState.DRAFT:
        return 0
    wanted = _wanted(session, run.year)
    lines = {line.organisation_id: line for line in lines_of(session, run.key)}
    moved = (key for key in wanted.keys() & lines.keys() if _differs(lines[key], wanted[key]))
    return len(wanted.keys() ^ lines.keys()) + sum(1 for _ in moved)


def differing(session: Session, year: int) -> int:
    """Count the members for whom a year that is locked would be charged otherwise today."""
    return len(_wanted(session, year))


def lines_of(session: Session, run_id: int) -> list[FeeLine]:
    """Return the lines of a run; the caller has asked for the right."""
    return list(session.exec(select(FeeLine).where(FeeLine.run_id == run_id).order_by(col(FeeLine.id))))


def held(session: Session, run_id: int) -> FeeRun:
    """Return a run to be written to, held until the end; the caller has asked for the right."""
    found = session.get(FeeRun, run_id, with_for_update=HELD)
    if found is None:
        raise NotFoundError(say("This run of fees does not exist."))
    session.refresh(found)
    return found


def refuse_unless(run: FeeRun, state: FeeRunState) -> None:
    """Refuse what takes another state.

    Raises:
        RunStateError: saying what is the matter.
    """
    if run.state is state:
        return
    told = {
        FeeRunState.DRAFT: say("The fees of {year} are a draft: approve and lock them first.", year=run.year),
        FeeRunState.APPROVED: say("The fees of {year} are approved: take that back, or lock them.", year=run.year),
        FeeRunState.LOCKED: say("The fees of {year} are locked and stay as they are.", year=run.year),
    }
    raise RunStateError(told[run.state])


def _held(session: Session, actor: Actor, run_id: int, version: int | None, state: FeeRunState) -> FeeRun:
    require(actor, Permission.MANAGE_FEES)
    tables.alone(session)
    run = held(session, run_id)
    check_version(run, version, run.model_dump(mode="json"))
    refuse_unless(run, state)
    return run


def _wanted(session: Session, year: int) -> dict[int, dict[str, Any]]:
    """Return the lines as they would be today, by organisation: once a year is locked, of those that differ alone."""
    locked = latest_lines(session, year)
    fees = {fee.organisation_id: fee for fee in reckoned(session, year)}
    if not locked:
        return {key: _facts(fee, Decimal(0)) for key, fee in fees.items()}
    wanted = {
        key: _facts(fee, total_of(locked[key]) if key in locked else Decimal(0))
        for key, fee in fees.items()
        if key not in locked or (locked[key].amount, locked[key].entrance) != (fee.amount, fee.entrance)
    }
    for key in _present(session, locked.keys() - fees.keys()):
        if locked[key].months:
            wanted[key] = _ended(locked[key])
    return wanted


def _present(session: Session, keys: Iterable[int]) -> list[int]:
    """Return which organisations are not in the trash: there, a membership is out of sight and not undone."""
    query = sa.select(Organisation.id).where(col(Organisation.id).in_(keys), col(Organisation.deleted_at).is_(None))
    return [key for (key,) in session.execute(query.order_by(Organisation.id))]


def _facts(fee: YearFee, charged_before: Decimal) -> dict[str, Any]:
    return {
        **{name: getattr(fee, name) for name in FACTS if hasattr(fee, name)},
        "band_from": fee.band.from_inhabitants if fee.band else None,
        "band_below": fee.band.below if fee.band else None,
        "population": fee.population.inhabitants if fee.population else None,
        "population_on": fee.population.counted_on if fee.population else None,
        "charged_before": charged_before,
    }


def _ended(line: FeeLine) -> dict[str, Any]:
    nothing = dict.fromkeys(FACTS) | {"amount": Decimal(0), "entrance": Decimal(0), "months": 0}
    return {
        **nothing,
        "is_return": False,
        "previous": line.previous,
        "change": FeeChange.ENDED,
        "crosses_band": False,
        "charged_before": total_of(line),
    }


def _put_lines(session: Session, run: FeeRun, wanted: Mapping[int, Mapping[str, Any]]) -> None:
    """Make the lines what is wanted; new ones take over the exception that holds for the year already."""
    lines = {line.organisation_id: line for line in lines_of(session, run.key)}
    for key in lines.keys() - wanted.keys():
        session.delete(lines[key])
    for key in lines.keys() & wanted.keys():
        if _differs(lines[key], wanted[key]):
            for name, value in wanted[key].items():
                setattr(lines[key], name, value)
    session.flush()
    locked = latest_lines(session, run.year)
    new = [
        bulk.draft(FeeLine, run_id=run.key, organisation_id=key, version=1, **facts, **_kept(locked.get(key), facts))
        for key, facts in wanted.items()
        if key not in lines
    ]
    bulk.insert(session, FeeLine, new)


def _kept(line: FeeLine | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    if line is None or line.exception is None or facts["change"] is FeeChange.ENDED:
        return {}
    return {"exception": line.exception, "exception_reason": line.exception_reason}


def _differs(line: FeeLine, facts: Mapping[str, Any]) -> bool:
    return any(getattr(line, name) != facts[name] for name in FACTS)
