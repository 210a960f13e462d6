"""The pipeline in figures: the weighted forecast by month, and the time in each phase."""

from datetime import date, timedelta

from sqlmodel import select

from sambruk_crm.db import CrmSession
from sambruk_crm.models import Outcome, PhaseChange
from sambruk_crm.services import deals
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_phases


def test_open_deals_are_forecast_by_month_and_currency_and_undated_ones_apart(
    session: CrmSession, anna: Actor, bo: Actor
) -> None:
    chance = make_phases(session)["Interested"].probability
    for day, value, own in (("2027-03-02", "1000", None), ("2027-03-30", "500", "100"), (None, "70", "10")):
        make_deal(session, anna, value=value, expected_close_on=day, probability=own)
    make_deal(session, bo, value="900", currency="EUR", expected_close_on="2027-01-10", probability="50")
    won = make_deal(session, anna, value="800", expected_close_on="2027-03-02")
    deals.close(session, anna, won.key, outcome=Outcome.WON)

    found = deals.forecast.by_month(session, anna)
    mine = deals.forecast.by_month(session, anna, DealFilter(owner=(anna.user_id,)))

    assert [(one.month, one.currency, one.count, one.total, one.weighted) for one in found] == [
        ("2027-01", "EUR", 1, 900, 450),
        ("2027-03", "SEK", 2, 1500, 500 + 10 * chance),
        ("", "SEK", 1, 70, 7),
    ]
    assert [one.month for one in mine] == ["2027-03", ""]


def test_the_average_time_in_a_phase_is_of_the_stays_that_have_ended(session: CrmSession, anna: Actor) -> None:
    phases = make_phases(session)
    for days in (10, 20):
        deal = make_deal(session, anna)
        deals.move(session, anna, deal.key, {"phase_id": phases["Pitch done"].key})
        begun = session.exec(select(PhaseChange).where(PhaseChange.deal_id == deal.key)).first()
        assert begun is not None
        begun.created_at -= timedelta(days=days)
    make_deal(session, anna)
    session.flush()

    assert deals.forecast.average_days(session, anna) == {phases["Interested"].key: 15.0}


def test_deals_in_the_trash_count_in_neither(session: CrmSession, anna: Actor, maria: Actor) -> None:
    deal = make_deal(session, anna, value="5", expected_close_on=date(2027, 3, 2))
    deals.move(session, anna, deal.key, {"phase_id": make_phases(session)["Pitch done"].key})
    deals.delete(session, maria, deal.key)

    assert (deals.forecast.by_month(session, anna), deals.forecast.average_days(session, anna)) == ([], {})
