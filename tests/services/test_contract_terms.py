"""How long contracts last: what renews them, and the days by which somebody has to act."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sambruk_crm.models import Contract, Renewal
from sambruk_crm.services.contracts import terms

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def contract(**facts: Any) -> Contract:
    """Return a contract of 2024 that is not stored."""
    agreed: dict[str, Any] = {"from_on": FIRST, "to_on": LAST, "notice_months": 3}
    return Contract(**agreed | facts)


def test_a_contract_that_ends_has_one_period() -> None:
    ends = contract(renewal=Renewal.ENDS)

    assert terms.period_on(ends, date(2026, 5, 1)) == terms.Period(FIRST, LAST, date(2024, 9, 30))
    assert terms.last_day(ends) == LAST


def test_a_contract_that_renews_itself_goes_from_period_to_period() -> None:
    renews = contract(renewal=Renewal.RENEWS, renewal_months=12)

    assert terms.period_on(renews, LAST).is_renewed is False
    assert terms.period_on(renews, date(2026, 5, 1)) == terms.Period(
        date(2026, 1, 1), date(2026, 12, 31), date(2026, 9, 30), is_renewed=True
    )
    assert terms.last_day(renews) is None


def test_a_contract_until_further_notice_has_no_end() -> None:
    open_ended = contract(renewal=Renewal.UNTIL_NOTICE, to_on=None)

    assert terms.period_on(open_ended, date(2030, 1, 1)) == terms.Period(FIRST, None, None)


@pytest.mark.parametrize(
    ("facts", "given_on", "ends_on"),
    [
        ({"renewal": Renewal.ENDS}, date(2024, 5, 1), LAST),
        ({"renewal": Renewal.UNTIL_NOTICE, "to_on": None}, date(2024, 5, 1), date(2024, 8, 1)),
        ({"renewal": Renewal.RENEWS, "renewal_months": 12}, date(2024, 9, 30), LAST),
        ({"renewal": Renewal.RENEWS, "renewal_months": 12}, date(2024, 10, 1), date(2025, 12, 31)),
        ({"renewal": Renewal.RENEWS, "renewal_months": 12}, date(2026, 2, 1), date(2026, 12, 31)),
    ],
)
def test_notice_ends_a_contract_with_the_period_it_was_in_time_for(
    facts: dict[str, Any], given_on: date, ends_on: date
) -> None:
    assert terms.end_after_notice(contract(**facts), given_on) == ends_on


@given(days=st.integers(-400, 20_000), months=st.integers(1, 60))
def test_the_periods_of_a_contract_follow_each_other_without_a_gap(days: int, months: int) -> None:
    renews = contract(renewal=Renewal.RENEWS, renewal_months=months)
    day = LAST + timedelta(days=days)

    period = terms.period_on(renews, day)
    assert period.ends_on is not None
    assert period.ends_on >= day
    following = terms.period_on(renews, period.ends_on + timedelta(days=1))
    assert following.begins_on == period.ends_on + timedelta(days=1)
