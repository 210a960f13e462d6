"""The period of a contract as its page draws it: where its days lie on a line."""

from dataclasses import dataclass
from datetime import date, timedelta

from sambruk_crm.models import Contract
from sambruk_crm.services import contracts

AHEAD = timedelta(days=365)
"""How far one without an end is drawn."""


@dataclass(frozen=True)
class PeriodShown:
    """The period that runs, and per cent of the line where each day lies. Days are ISO days, or empty."""

    begins_on: str = ""
    ends_on: str = ""
    notice_on: str = ""
    notice_given_on: str = ""
    begin: float = 0
    end: float = 100
    today: float = 0
    notice: float = 0
    given: float = 0
    is_renewed: bool = False
    is_notice_past: bool = False


NO_PERIOD = PeriodShown()


def period_shown(contract: Contract, today: date) -> PeriodShown:
    """Return the period that runs today; nothing for a contract without any day."""
    period = contracts.terms.period_on(contract, today)
    if period.begins_on is None and period.ends_on is None:
        return NO_PERIOD
    first = min(period.begins_on or today, today)
    last = max(period.ends_on or today + AHEAD, today)
    whole = max((last - first).days, 1)

    def place(day: date | None) -> float:
        return 0 if day is None else min(max(round((day - first).days / whole * 100, 2), 0), 100)

    return PeriodShown(
        begins_on=_iso(period.begins_on),
        ends_on=_iso(period.ends_on),
        notice_on=_iso(period.notice_on),
        notice_given_on=_iso(contract.notice_given_on),
        begin=place(period.begins_on),
        end=100 if period.ends_on is None else place(period.ends_on),
        today=place(today),
        notice=place(period.notice_on),
        given=place(contract.notice_given_on),
        is_renewed=period.is_renewed,
        is_notice_past=period.notice_on is not None and period.notice_on < today,
    )


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
