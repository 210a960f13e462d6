"""What record pages are made of: neighbours without a list, the last contact, offered days, to-dos without an event."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import Offered, TodoScope, utc_now
from sambruk_crm.services import contracts, history, leads, organisations, persons, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.lists import neighbours
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import FollowUp, TodoFilter
from tests.factories import make_deal, make_organisation, make_person

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_a_record_has_neighbours_in_the_usual_order_of_its_noun(session: Session, anna: Actor) -> None:
    keys = {name: make_organisation(session, anna, name).key for name in ("Örebro X", "Ale X", "Borås X", "Borås X ")}
    same = sorted((keys["Borås X"], keys["Borås X "]))
    found = organisations.search(session, anna, organisations.OrganisationFilter()).items
    order = [row.id for row in found]

    for at, key in enumerate(order):
        before = order[at - 1] if at else None
        after = order[at + 1] if at + 1 < len(order) else None
        assert neighbours.around(session, anna, "organisation", key) == (before, after)
    assert order.index(same[0]) < order.index(same[1])


def test_what_a_list_does_not_show_has_no_neighbours(session: Session, anna: Actor) -> None:
    gone = make_organisation(session, anna, "Ale")
    gone.deleted_at = utc_now()
    session.flush()

    assert neighbours.around(session, anna, "organisation", gone.key) == (None, None)


def test_the_last_contact_is_the_latest_event_with_two_sides(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Ale").key
    for kind, days in (("call", 9), ("visit", 3), ("note", 1), ("meeting", -2)):
        happened_at = (utc_now() - timedelta(days=days)).isoformat()
        history.write(session, anna, {"kind": kind, "text": kind, "organisation_id": town, "happened_at": happened_at})

    found = history.last_contact(session, anna, HistoryFilter(organisation_id=town))

    assert found is not None
    assert found[0] == "visit"
    assert history.last_contact(session, anna, HistoryFilter(organisation_id=town + 1)) is None


@pytest.mark.parametrize(
    ("offered", "moment"),
    [
        (Offered.TODAY, datetime(2026, 1, 31, 15, tzinfo=UTC)),
        (Offered.TOMORROW, datetime(2026, 2, 1, 8, tzinfo=UTC)),
        (Offered.WEEK, datetime(2026, 2, 7, 8, tzinfo=UTC)),
        (Offered.TWO_WEEKS, datetime(2026, 2, 14, 8, tzinfo=UTC)),
        (Offered.MONTH, datetime(2026, 2, 28, 8, tzinfo=UTC)),
    ],
)
def test_offered_days_are_reckoned_from_today(offered: Offered, moment: datetime) -> None:
    assert todos.offers.moment(offered, STOCKHOLM, date(2026, 1, 31)) == moment


def test_a_month_from_december_is_in_january() -> None:
    assert todos.offers.moment(Offered.MONTH, STOCKHOLM, date(2026, 12, 5)).date() == date(2027, 1, 5)


def test_a_to_do_of_a_deal_belongs_to_its_organisation(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Ale").key
    deal = make_deal(session, anna, "EGIL", organisation_id=town).key

    made = todos.follow_ups.plan(session, anna, {"deal_id": deal}, FollowUp(note="Ring"))

    assert (made.scope, made.organisation_id, made.deal_id) == (TodoScope.ORGANISATION, town, deal)


def test_a_to_do_of_a_lead_is_about_it(session: Session, anna: Actor) -> None:
    lead = leads.create(session, anna, {"name": "Ulla Ek"}).key

    made = todos.follow_ups.plan(session, anna, {"lead_id": lead}, FollowUp(note="Ring"))

    assert (made.scope, made.lead_id, made.note) == (TodoScope.PRIVATE, lead, "Ring")


def test_a_next_step_with_a_person_is_the_persons_own(session: Session, anna: Actor) -> None:
    town, person = make_organisation(session, anna, "Ale").key, make_person(session, anna).key
    persons.affiliations.create(session, anna, person, town, {})

    values = {"kind": "call", "text": "Ringde", "next_step": "Ring igen", "person_id": person, "todo": {}}
    todos.follow_ups.write(session, anna, values)

    left = todos.lists.search(session, anna, TodoFilter(person_id=person)).items
    assert [(todo.scope, todo.note) for todo in left] == [("person", "Ring igen")]


def test_a_to_do_of_a_contract_is_about_it_and_concerns_its_first_party(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna, "Ale").key
    contract = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town).key

    made = todos.follow_ups.plan(session, anna, {"contract_id": contract}, FollowUp(note="Säg upp"))

    assert (made.organisation_id, made.contract_id, made.note) == (town, contract, "Säg upp")


def test_a_to_do_of_a_deals_contract_concerns_the_deals_organisation(session: Session, anna: Actor) -> None:
    first, town = make_organisation(session, anna, "Ale").key, make_organisation(session, anna, "Borås").key
    contract = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=first)
    contracts.parties.add(session, anna, contract.key, {"organisation_id": town})
    contract.deal_id = make_deal(session, anna, "EGIL", organisation_id=town).key

    made = todos.follow_ups.plan(session, anna, {"contract_id": contract.key}, FollowUp(note="Säg upp"))

    assert (made.organisation_id, made.deal_id) == (town, None)


def test_a_to_do_that_says_nothing_is_refused(session: Session, anna: Actor) -> None:
    person = persons.create(session, anna, {"first_name": "Åsa"}).key

    with pytest.raises(InvalidError, match="Write what is to be done"):
        todos.follow_ups.plan(session, anna, {"person_id": person}, FollowUp())
