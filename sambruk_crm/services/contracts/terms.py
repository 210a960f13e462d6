"""How long contracts last: their period, what renews it, and the days by which somebody has to act."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta
from sqlmodel import col

from sambruk_crm.models import Contract, Renewal

LAST_DAY = sa.case(
    (sa.or_(col(Contract.renewal) == Renewal.ENDS, col(Contract.notice_given_on).is_not(None)), Contract.to_on)
)
"""The day after which a contract is over, NULL while it goes on by itself. For queries; `last_day` says the same."""


@dataclass(frozen=True)
class Period:
    """The period of a contract that runs on a day. `ends_on` is empty for one without an end."""

    begins_on: date | None
    ends_on: date | None
    notice_on: date | None
    """The last day for giving notice to that end."""
    is_renewed: bool = False
    """It is not the first."""


def last_day(contract: Contract) -> date | None:
    """Return the day after which a contract is over; none while it goes on by itself."""
    is_bound = contract.renewal is Renewal.ENDS or contract.notice_given_on is not None
    return contract.to_on if is_bound else None


def period_on(contract: Contract, day: date) -> Period:
    """Return the period that runs on a day: the agreed one, or the one that it has renewed itself into."""
    if contract.notice_given_on is not None:
        return Period(contract.from_on, contract.to_on, None)
    return _unless_ended(contract, day)


def end_after_notice(contract: Contract, given_on: date) -> date | None:
    """Return the last day of a contract if notice is given on a day, whenever it was given before.

    One that lasts until further notice ends after its notice period; one that renews itself, with the period whose
    last day for notice has not passed; any other when it ends anyhow.
    """
    if contract.renewal is Renewal.UNTIL_NOTICE:
        return given_on + relativedelta(months=contract.notice_months or 0)
    period = _unless_ended(contract, given_on)
    is_late = period.notice_on is not None and period.notice_on < given_on
    if is_late and contract.renewal is Renewal.RENEWS and period.ends_on is not None:
        period = _unless_ended(contract, period.ends_on + relativedelta(days=1))
    return period.ends_on


def _unless_ended(contract: Contract, day: date) -> Period:
    """Return the period that runs on a day where nobody gives notice."""
    first, months = contract.to_on, contract.renewal_months
    if contract.renewal is Renewal.UNTIL_NOTICE:
        return Period(contract.from_on, None, None)
    if contract.renewal is not Renewal.RENEWS or first is None or not months or first >= day:
        return Period(contract.from_on, first, _notice(contract, first, is_renewed=False))
    times = ((day.year - first.year) * 12 + day.month - first.month) // months
    if first + relativedelta(months=months * times) < day:
        times += 1
    before, ends = (first + relativedelta(months=months * each) for each in (times - 1, times))
    return Period(before + relativedelta(days=1), ends, _notice(contract, ends, is_renewed=True), is_renewed=True)


def _notice(contract: Contract, ends: date | None, *, is_renewed: bool) -> date | None:
    if contract.notice_on is not None and not is_renewed:
        return contract.notice_on
    if ends is None or contract.notice_months is None:
        return None
    return ends - relativedelta(months=contract.notice_months)
