"""Lists of deals and contracts: columns for all that hangs on them, orders, groups, filters and sums."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from sambruk_crm.models import ContractState, Deal, LostReason, Organisation, Outcome
from sambruk_crm.services import catalogue, contracts, deals, history, services
from sambruk_crm.services.contracts import ContractFilter
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.lists import cells, groups, totals
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation, make_person, make_todo, today

SKANE, HALLAND = ("12", "Skåne län"), ("13", "Hallands län")


def make_place(session: Session, anna: Actor, name: str, county: tuple[str, str]) -> Organisation:
    """Add a municipality in a county."""
    place = make_organisation(session, anna, name)
    place.county_code, place.county_name = county
    session.flush()
    return place


@pytest.fixture
def deal(session: Session, anna: Actor) -> Deal:
    """A deal with Bjuv that Laholm shares, worth 1 000 and won as one of four, about which somebody rang."""
    bjuv, laholm = make_place(session, anna, "Bjuv", SKANE), make_place(session, anna, "Laholm", HALLAND)
    bjuv.municipality_code = "1260"
    values: dict[str, Any] = {
        "organisation_id": bjuv.key,
        "person_id": make_person(session, anna, "Eva", "Ek").key,
        "service_id": services.create(session, anna, {"name": "EGIL"}).key,
        "value": "1000",
        "probability": 25,
        "waits_until": "2027-03-01",
        "deal_type": "split",
        "participants": [{"organisation_id": laholm.key}],
    }
    made = make_deal(session, anna, "Taxa", **values)
    history.write(session, anna, {"kind": "call", "text": "Ringde", "deal_id": made.key})
    make_todo(session, anna, scope="organisation", organisation_id=bjuv.key, deal_id=made.key)
    return made


def held(session: Session, actor: Actor, noun: str, key: int) -> dict[str, str]:
    """Return what a record holds in every column of its noun."""
    return cells.texts(session, actor, noun, list(catalogue.get(noun).columns), [key])[key]


def queries_of(session: Session, asked: Any) -> int:
    """Count the queries that something takes."""
    found: list[str] = []
    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda *told: found.append(told[2]), named=False)
    before = len(found)
    asked()
    return len(found) - before


def test_a_deal_shows_its_place_its_people_its_worth_and_what_is_next(
    session: Session, anna: Actor, deal: Deal
) -> None:
    found = held(session, anna, "deal", deal.key)

    assert (found["county"], found["municipality_code"]) == ("Skåne län", "1260")
    assert (found["person"], found["service"], found["participants"]) == ("Eva Ek", "EGIL", "Bjuv; Laholm")
    assert (Decimal(found["weighted"]), found["probability"], found["waits_until"]) == (250, "25", "2027-03-01")
    assert found["last_contact"] != ""
    assert found["next_todo"] != ""
    assert (found["days_in_phase"], found["id"]) == ("0", str(deal.key))


def test_a_won_deal_is_worth_all_of_its_value_and_names_its_contract(session: Session, anna: Actor, deal: Deal) -> None:
    deals.close(session, anna, deal.key, outcome=Outcome.WON)
    contracts.making.from_deal(session, anna, deal.key)

    found = held(session, anna, "deal", deal.key)

    assert (Decimal(found["weighted"]), found["contract"], found["days_in_phase"]) == (1000, "Taxa", "")


def test_a_lost_deal_says_the_reason_that_was_chosen_for_it_and_is_worth_nothing(
    session: Session, anna: Actor, deal: Deal
) -> None:
    reason = LostReason(name="För dyrt")
    session.add(reason)
    session.flush()
    deals.close(session, anna, deal.key, outcome=Outcome.LOST, lost_reason_id=reason.key)

    found = held(session, anna, "deal", deal.key)

    assert (found["lost_reason"], Decimal(found["weighted"])) == ("För dyrt", 0)


def test_a_contract_shows_who_has_signed_who_has_not_and_in_which_counties(session: Session, anna: Actor) -> None:
    bjuv, laholm = make_place(session, anna, "Bjuv", SKANE), make_place(session, anna, "Laholm", HALLAND)
    contract = contracts.making.create(session, anna, {"title": "Ramavtal", "notice_on": "2027-01-01"})
    signed = {"organisation_id": bjuv.key, "signed_on": "2026-05-01"}
    contracts.parties.add(session, anna, contract.key, signed)
    contracts.parties.add(session, anna, contract.key, {"organisation_id": laholm.key})
    history.write(session, anna, {"kind": "mail", "text": "Skickade", "contract_id": contract.key})

    found = held(session, anna, "contract", contract.key)

    assert (found["party_count"], found["signed_count"], found["unsigned"]) == ("2", "1", "Laholm")
    assert (found["last_signed_on"], found["notice_on"]) == ("2026-05-01", "2027-01-01")
    assert found["county"] == "Hallands län; Skåne län"
    assert found["last_contact"] != ""


@pytest.mark.parametrize("noun", ["deal", "contract"])
def test_every_order_of_a_list_gives_every_record_once_page_by_page(session: Session, anna: Actor, noun: str) -> None:
    place = make_place(session, anna, "Bjuv", SKANE)
    for number in range(5):
        make_deal(session, anna, f"Affär {number}", organisation_id=place.key if number % 2 else None)
        contract = contracts.making.create(session, anna, {"title": f"Avtal {number}"})
        if number % 2:
            contracts.parties.add(session, anna, contract.key, {"organisation_id": place.key})
    listed = catalogue.get(noun).in_list()
    wanted = listed.filter()

    for sort in {*listed.sorts(session, anna, wanted), *listed.facts}:
        cursor, seen = None, []
        for _ in range(3):
            page = listed.find(session, anna, wanted, sort=f"-{sort}", paging=Paging(limit=2, cursor=cursor))
            cursor = page.next_cursor
            seen += [row.key for row in page.items]
        assert (len(seen), len(set(seen)), cursor) == (5, 5, None), sort


@pytest.mark.parametrize("noun", ["deal", "contract"])
def test_the_columns_of_a_list_take_as_many_queries_of_many_records_as_of_one(
    session: Session, anna: Actor, noun: str
) -> None:
    place = make_place(session, anna, "Bjuv", SKANE)
    for number in range(12):
        made = make_deal(session, anna, f"Affär {number}", organisation_id=place.key)
        deals.close(session, anna, made.key, outcome=Outcome.WON)
        contracts.making.from_deal(session, anna, made.key)
    about = catalogue.get(noun)
    keys = [row.key for row in about.in_list().find(session, anna, about.in_list().filter()).items]

    one, many = (
        queries_of(session, lambda keys=some: cells.texts(session, anna, noun, list(about.columns), keys))
        for some in (keys[:1], keys)
    )

    assert 0 < one == many


def test_deals_stand_together_by_county_and_by_service_and_contracts_by_state(session: Session, anna: Actor) -> None:
    places = [make_place(session, anna, name, SKANE) for name in ("Bjuv", "Eslöv")]
    keys = [make_deal(session, anna, place.name, organisation_id=place.key).key for place in places]
    keys.append(make_deal(session, anna, "Utan").key)
    yesterday = (today() - timedelta(days=1)).isoformat()
    old = contracts.making.create(session, anna, {"title": "Gammalt", "to_on": yesterday}).key
    new = contracts.making.create(session, anna, {"title": "Nytt"}).key

    by_county = groups.of_rows(session, anna, "deal", DealFilter(), "county", keys)
    by_state = groups.of_rows(session, anna, "contract", ContractFilter(), "state", [old, new])

    assert [(by_county[key].value, by_county[key].count) for key in keys] == [(SKANE[1], 2), (SKANE[1], 2), ("", 1)]
    assert by_state[old].value != by_state[new].value
    assert contracts.find(session, anna, ContractFilter(state=(ContractState.ENDED,))).items[0].key == old


def test_contracts_of_the_same_counties_stand_together(session: Session, anna: Actor) -> None:
    bjuv, laholm = make_place(session, anna, "Bjuv", SKANE), make_place(session, anna, "Laholm", HALLAND)
    keys: list[int] = []
    for title, parties in (("Ett", [laholm, bjuv]), ("Två", [bjuv, laholm]), ("Tre", [bjuv])):
        contract = contracts.making.create(session, anna, {"title": title})
        for place in parties:
            contracts.parties.add(session, anna, contract.key, {"organisation_id": place.key})
        keys.append(contract.key)

    found = groups.of_rows(session, anna, "contract", ContractFilter(), "county", keys)
    in_halland = contracts.find(session, anna, ContractFilter(county=(HALLAND[0],)), sort="created")

    assert [found[key].count for key in keys] == [2, 2, 1]
    assert found[keys[0]].value == "Hallands län; Skåne län"
    assert [row.key for row in in_halland.items] == keys[:2]


def test_weighted_values_are_summed_up_as_the_board_sums_them(session: Session, anna: Actor, deal: Deal) -> None:
    sent = make_deal(session, anna, "Två", phase="Contract sent", value="200")
    lost = make_deal(session, anna, "Tre", value="5000")
    deals.close(session, anna, lost.key, outcome=Outcome.LOST, lost_reason="Nej")
    make_deal(session, anna, "Fyra")
    chance = session.get_one(deals.phases.Phase, sent.phase_id).probability

    [total] = totals.totals(session, anna, "deal", DealFilter(), ["weighted"])["weighted"]

    assert (total.sum, total.count) == (250 + 200 * chance / 100, 3)
    assert deal.value == Decimal(1000)


def test_a_deal_is_found_by_the_day_it_waits_for_and_by_the_person_it_is_about(
    session: Session, anna: Actor, deal: Deal
) -> None:
    make_deal(session, anna, "Annan", waits_until=date(2028, 1, 1).isoformat())

    for wanted in (DealFilter(facts={"waits_until": ("2027-03",)}), DealFilter(person=(deal.person_id or 0,))):
        assert [row.key for row in deals.lists.find(session, anna, wanted).items] == [deal.key]
    assert len(deals.lists.find(session, anna, DealFilter(facts={"waits_until": (":empty",)})).items) == 0
