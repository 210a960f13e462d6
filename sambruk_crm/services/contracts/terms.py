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
    begins, ends, months = contract.from_on, contract.to_on, contract.renewal_months
    if contract.renewal is Renewal.UNTIL_NOTICE and contract.notice_given_on is None:
        return Period(begins, None, None)
    is_renewed = False
    if contract.renewal is Renewal.RENEWS and contract.notice_given_on is None and ends is not None and months:
        first, times = ends, 0
        while ends < day:
            times += 1
            begins = ends + relativedelta(days=1)
            ends = first + relativedelta(months=months * times)
        is_renewed = times > 0
    return Period(begins, ends, _notice(contract, ends, is_renewed=is_renewed), is_renewed)


def end_after_notice(contract: Contract, given_on: date) -> date | None:
    """Return the last day of a contract to which notice is given on a day.

    One that lasts until further notice ends after its notice period; one that renews itself, with the period whose
    last day for notice has not passed; any other when it ends anyhow.
    """
    if contract.renewal is Renewal.UNTIL_NOTICE:
        return given_on + relativedelta(months=contract.notice_months or 0)
    if contract.renewal is Renewal.RENEWS and contract.to_on is not None and contract.renewal_months:
        period = period_on(contract, given_on)
        if period.notice_on is not None and period.notice_on < given_on and period.ends_on is not None:
            period = period_on(contract, period.ends_on + relativedelta(days=1))
        return period.ends_on
    return contract.to_on


def _notice(contract: Contract, ends: date | None, *, is_renewed: bool) -> date | None:
    if contract.notice_given_on is not None:
        return None
    if contract.notice_on is not None and not is_renewed:
        return contract.notice_on
    if ends is None or contract.notice_months is None:
        return None
    return ends - relativedelta(months=contract.notice_months)
