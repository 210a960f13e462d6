"""What the type of a deal decides, and deals that begin by one press."""

from datetime import timedelta
from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError
from sambruk_crm.models import Charged, DealType, Outcome
from sambruk_crm.services import contracts, deals, services
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_phases, today


@pytest.fixture
def egil(session: CrmSession, maria: Actor) -> int:
    """The key of a service."""
    return services.create(session, maria, {"name": "EGIL"}).key


@pytest.mark.parametrize("name", ["value", "service_id"])
def test_a_deal_about_data_privacy_only_has_neither_service_nor_value(
    session: CrmSession, anna: Actor, egil: int, name: str
) -> None:
    given: dict[str, Any] = {"value": "100", "service_id": egil}
    deal = make_deal(session, anna, deal_type="data_privacy_only")

    for write in (
        lambda: make_deal(session, anna, deal_type="data_privacy_only", **{name: given[name]}),
        lambda: deals.update(session, anna, deal.key, {name: given[name]}),
    ):
        with pytest.raises(InvalidError) as refused:
            write()
        assert list(refused.value.fields) == [name]


def test_a_deal_with_a_value_does_not_become_one_about_data_privacy_only(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna, value="100")

    with pytest.raises(InvalidError) as refused:
        deals.update(session, anna, deal.key, {"deal_type": "data_privacy_only"})

    assert list(refused.value.fields) == ["deal_type"]
    session.refresh(deal)
    deals.update(session, anna, deal.key, {"deal_type": "data_privacy_only", "value": ""})
    assert (deal.deal_type, deal.value) == (DealType.DATA_PRIVACY_ONLY, None)


def test_what_was_there_before_the_rule_does_not_keep_a_deal_from_being_written(
    session: CrmSession, anna: Actor
) -> None:
    deal = make_deal(session, anna, value="100")
    deal.deal_type = DealType.DATA_PRIVACY_ONLY
    session.flush()

    deals.update(session, anna, deal.key, {"note": "Väntar"})
    deals.update(session, anna, deal.key, {"value": None})

    assert (deal.note, deal.value) == ("Väntar", None)


def test_only_a_one_time_deal_has_a_day_of_delivery(session: CrmSession, anna: Actor) -> None:
    once = make_deal(session, anna, deal_type="one_time", delivers_on="2027-03-01")

    with pytest.raises(InvalidError) as refused:
        make_deal(session, anna, delivers_on="2027-03-01")

    assert str(once.delivers_on) == "2027-03-01"
    assert list(refused.value.fields) == ["delivers_on"]


def test_the_contract_of_a_one_time_deal_is_paid_once_and_has_its_day(session: CrmSession, anna: Actor) -> None:
    day = today() + timedelta(days=40)
    deal = make_deal(session, anna, deal_type="one_time", delivers_on=day, value="100")
    deals.close(session, anna, deal.key, outcome=Outcome.WON)

    made = contracts.making.from_deal(session, anna, deal.key)

    assert (made.charged, made.from_on, made.to_on) == (Charged.ONCE, day, day)


def test_the_contract_of_a_deal_about_data_privacy_only_is_a_processing_agreement_without_a_value(
    session: CrmSession, anna: Actor
) -> None:
    town = make_organisation(session, anna)
    deal = make_deal(session, anna, deal_type="data_privacy_only", organisation_id=town.key)
    deals.close(session, anna, deal.key, outcome=Outcome.WON)

    made = contracts.making.from_deal(session, anna, deal.key)

    assert (made.contract_type, made.value, made.service_id) == (DealType.DATA_PRIVACY_ONLY, None, None)
    assert [party.amount for party, _ in contracts.parties.of_contract(session, anna, made.key)] == [None]


def test_an_interested_municipality_has_a_deal_in_the_first_phase_once(
    session: CrmSession, anna: Actor, reader: Actor, egil: int
) -> None:
    town = make_organisation(session, anna)

    deal = deals.beginning.begin(session, anna, town.key)
    about = deals.beginning.begin(session, anna, town.key, egil)

    assert deal.phase_id == about.phase_id == make_phases(session)["Interested"].key
    assert (deal.owner_id, about.service_id) == (anna.user_id, egil)
    for service in (None, egil):
        with pytest.raises(InUseError):
            deals.beginning.begin(session, anna, town.key, service)
    with pytest.raises(ForbiddenError):
        deals.beginning.begin(session, reader, town.key)
    with pytest.raises(NotFoundError):
        deals.beginning.begin(session, anna, 987654)
