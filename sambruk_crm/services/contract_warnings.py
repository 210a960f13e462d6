"""Warnings ahead of the days of contracts: a to-do to whoever owns them, once for each day that settings say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Contract,
    ContractDay,
    ContractParty,
    ContractState,
    ContractWarning,
    User,
    utc_now,
)
from sambruk_crm.services import clock, contracts, jobs, settings, todos, users
from sambruk_crm.services.todos import FollowUp

HOUR = 8
"""When the warnings of a day are given, on the association's clock."""
TEXTS: dict[ContractDay, Message] = {
    ContractDay.NOTICE: say("Last day for notice, {day}: {contract}"),
    ContractDay.END: say("The contract ends {day}: {contract}"),
    ContractDay.REVIEW: say("The agreement is to be reviewed {day}: {contract}"),
}
LASTING = (ContractState.FUTURE, ContractState.IN_FORCE, ContractState.NOTICE_GIVEN)
"""Where contracts stand whose days matter."""


@dataclass(frozen=True)
class Due:
    """A warning that is to be given: of which day of which contract, at how many days before."""

    contract_id: int
    kind: ContractDay
    day: date
    days_before: int


@jobs.by_the_clock
def warn(now: datetime) -> datetime:
    """Give the warnings that are due; returns when the next day's are."""
    with db.reading() as session:
        zone = clock.zone(session)
        local = clock.local(now, zone)
        waiting = due(session, local.date()) if local.hour >= HOUR else []
    for warning in waiting:
        try:
            with db.transaction() as session:
                give(session, warning)
        except IntegrityError:  # another worker was first
            continue
    following = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return following if local.hour < HOUR else following + timedelta(days=1)


def due(session: Session, today: date) -> list[Due]:
    """Return the warnings that are to be given on a day and have not been, one for each day of a contract.

    What several settings would warn of at once is warned of once, as late as it is.
    """
    ahead = settings.read(session).contract_warning_days
    if not ahead:
        return []
    days = (col(Contract.to_on), col(Contract.notice_on), col(Contract.review_on))
    dated = sa.or_(*(day.is_not(None) for day in days))
    lasting = sa.or_(*(contracts.state_clause(state, today) for state in LASTING))
    found = session.exec(select(Contract).where(col(Contract.deleted_at).is_(None), dated, lasting)).all()
    known = {
        (row.contract_id, row.kind, row.day, row.days_before)
        for row in session.execute(
            sa.select(
                ContractWarning.contract_id, ContractWarning.kind, ContractWarning.day, ContractWarning.days_before
            ).where(col(ContractWarning.day) >= today)
        )
    }
    return [
        warning
        for contract in found
        for kind, day in _days(contract, today)
        if (warning := _due(contract.key, kind, day, today, ahead)) is not None
        and (warning.contract_id, warning.kind, warning.day, warning.days_before) not in known
    ]


def give(session: CrmSession, warning: Due) -> None:
    """Write a warning down and leave the to-do with whom it concerns.

    Raises:
        IntegrityError: it has been given.
    """
    given = ContractWarning(
        contract_id=warning.contract_id, kind=warning.kind, day=warning.day, days_before=warning.days_before
    )
    session.add(given)
    session.flush()
    contract = session.get_one(Contract, warning.contract_id)
    reader = users.sessions.actor_of(session, _whom(session, contract))
    name = contracts.names(session, [contract.id])[contract.id]
    shown = " ".join(part for part in (contract.number, name) if part)
    text = translate(replace(TEXTS[warning.kind], values={"day": warning.day, "contract": shown}), reader.locale)
    wanted = FollowUp(note=text, remind_at=utc_now())
    todo = todos.follow_ups.plan(session, reader, {"contract_id": contract.key}, wanted)
    given.todo_id = todo.id
    session.flush()


def _days(contract: Contract, today: date) -> Iterator[tuple[ContractDay, date]]:
    days = {
        ContractDay.NOTICE: contracts.terms.period_on(contract, today).notice_on,
        ContractDay.END: contracts.terms.last_day(contract),
        ContractDay.REVIEW: contract.review_on,
    }
    yield from ((kind, day) for kind, day in days.items() if day is not None)


def _due(contract_id: int, kind: ContractDay, day: date, today: date, ahead: list[int]) -> Due | None:
    left = (day - today).days
    passed = [days for days in ahead if 0 <= left <= days]
    return Due(contract_id, kind, day, min(passed)) if passed else None


def _whom(session: Session, contract: Contract) -> User:
    parties = sa.select(ContractParty.organisation_id).where(col(ContractParty.contract_id) == contract.id)
    return todos.receivers.receiver(session, contract.owner_id, parties)
