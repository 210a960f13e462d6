"""Cells of lists keep the rules and the rights of their nouns, as their records' pages do."""

import itertools
from decimal import Decimal
from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Contract, Deal, Organisation, Role, TagScope, User
from sambruk_crm.services import catalogue, contracts, deals, organisations, persons, services, tags
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Actor, Permission
from sambruk_crm.state.contracts.list import ContractListState
from sambruk_crm.state.contracts.record import ContractPageState
from sambruk_crm.state.deals.lists import DealListState
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.gate import permission_of
from sambruk_crm.state.leads.list import LeadListState
from sambruk_crm.state.leads.record import LeadPageState
from sambruk_crm.state.lists.listing import ListState
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.organisations.record import OrganisationState
from sambruk_crm.state.persons.list import PersonListState
from sambruk_crm.state.persons.record import PersonState
from sambruk_crm.state.records.facts import FactsState
from tests.factories import actor_of, make_deal, make_organisation, make_person, make_tag
from tests.state.conftest import Tab, user_named

LISTS: list[type[ListState]] = [
    OrganisationListState,
    PersonListState,
    LeadListState,
    DealListState,
    ContractListState,
]
STAMPS = itertools.count(1)
PAGES: list[type[FactsState]] = [OrganisationState, PersonState, LeadPageState, DealState, ContractPageState]


@pytest.fixture
def anna(people: dict[Role, str]) -> Actor:  # noqa: ARG001 -- the database she is in
    """The one who is staff."""
    with db.reading() as session:
        return actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which somebody who may edit is signed in."""
    tab.cookie = people[Role.STAFF]
    return tab


@pytest.fixture
def deal(anna: Actor) -> int:
    """An open deal worth 1 000."""
    with db.transaction() as session:
        return make_deal(session, anna, "EGIL", value="1000").key


@pytest.fixture
def contract(anna: Actor) -> int:
    """A contract for the year 2027."""
    with db.transaction() as session:
        values = {"title": "EGIL", "value": "1000", "from_on": "2027-01-01", "to_on": "2027-12-31"}
        return contracts.making.create(session, anna, values).key


def save(tab: Tab, state: Any, row_id: int, name: str, value: str, base: str) -> Any:
    """Write into a cell; returns what became of it."""
    stamp = next(STAMPS)
    handler = f"{state.get_full_name()}.save_cell"
    tab.send(handler, row_id=row_id, name=name, value=value, base=base, stamp=stamp)
    answer = tab.state(state).cell_answer
    return answer if answer.stamp == stamp else None


def stored(table: Any, key: int) -> Any:
    """Return a record as it is in the database."""
    with db.reading() as session:
        return session.get_one(table, key)


@pytest.mark.parametrize("state", [*LISTS, *PAGES], ids=lambda state: state.__name__)
def test_writing_a_fact_takes_the_right_that_its_noun_says(state: Any) -> None:
    is_list = state in LISTS
    noun = catalogue.get(state.kind.noun if is_list else state.noun)

    declared = permission_of(state.event_handlers["save_cell" if is_list else "save_fact"])

    assert declared is noun.permission
    assert noun.name.title() in state.__name__


@pytest.mark.parametrize("noun", ["deal", "contract"])
def test_whoever_writes_deals_and_no_other_records_writes_the_cells_of_deals_and_contracts(
    staff: Tab, anna: Actor, deal: int, contract: int, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.transaction() as session:
        town = make_organisation(session, anna, "Ale", status="prospect").key
    sellers = ROLE_PERMISSIONS[Role.STAFF] - {Permission.EDIT_RECORDS}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.STAFF, sellers)
    state, key = (DealListState, deal) if noun == "deal" else (ContractListState, contract)

    answer = save(staff, state, key, "value", "2000", "1000")

    assert (answer.error, answer.is_stale) == ("", False)
    assert stored(catalogue.get(noun).table, key).value == Decimal(2000)
    assert save(staff, OrganisationListState, town, "status", "customer", "prospect") is None


@pytest.mark.parametrize("noun", ["deal", "contract"])
def test_whoever_writes_records_and_no_deals_writes_none_of_their_cells(
    staff: Tab, deal: int, contract: int, noun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerks = ROLE_PERMISSIONS[Role.STAFF] - {Permission.EDIT_DEALS}
    monkeypatch.setitem(ROLE_PERMISSIONS, Role.STAFF, clerks)
    state, key = (DealListState, deal) if noun == "deal" else (ContractListState, contract)

    assert save(staff, state, key, "value", "2000", "1000") is None
    assert stored(catalogue.get(noun).table, key).value == Decimal(1000)


def test_the_cells_of_a_deal_keep_its_rules_and_tell_of_somebody_elses_change(
    staff: Tab, anna: Actor, deal: int
) -> None:
    assert save(staff, DealListState, deal, "value", "-1", "1000").error
    assert save(staff, DealListState, deal, "expected_close_on", "soon", "").error
    with db.transaction() as session:
        deals.update(session, anna, deal, {"value": "1500"})

    answer = save(staff, DealListState, deal, "value", "2000", "1000")

    assert (answer.is_stale, Decimal(answer.theirs)) == (True, Decimal(1500))
    assert save(staff, DealListState, deal, "expected_close_on", "2027-03-01", "").error == ""
    found = stored(Deal, deal)
    assert (found.value, str(found.expected_close_on)) == (Decimal(1500), "2027-03-01")


def test_a_deal_is_not_ended_or_put_between_others_by_a_cell(staff: Tab, deal: int) -> None:
    before = stored(Deal, deal)

    for name, value in (("outcome", "won"), ("rank", "z"), ("closed_at", "2027-01-01")):
        assert save(staff, DealListState, deal, name, value, "") is None

    after = stored(Deal, deal)
    assert (after.phase_id, after.outcome, after.version) == (before.phase_id, None, before.version)


def phases_of(actor: Actor) -> list[int]:
    """Return the keys of the phases, in their order; the last is the closed one."""
    with db.reading() as session:
        return [phase.key for phase in deals.phases.all_phases(session, actor)]


def test_a_cell_moves_a_deal_as_its_page_does_and_offers_the_way_back(staff: Tab, anna: Actor, deal: int) -> None:
    first, second, third, *_ = phases_of(anna)

    assert save(staff, DealListState, deal, "phase_id", "soon", str(first)).error
    assert save(staff, DealListState, deal, "phase_id", str(second), str(first)).error == ""
    assert stored(Deal, deal).phase_id == second
    assert staff.state(DealListState).undo_text != ""
    answer = save(staff, DealListState, deal, "phase_id", str(third), str(first))
    assert (answer.is_stale, answer.theirs, answer.shown != "") == (True, str(second), True)

    staff.send(f"{DealListState.get_full_name()}.undo")

    assert stored(Deal, deal).phase_id == first


def test_the_closed_phase_asks_won_or_lost_before_anything_is_saved(staff: Tab, anna: Actor, deal: int) -> None:
    first, *_, closed = phases_of(anna)
    name = DealListState.get_full_name()

    assert save(staff, DealListState, deal, "phase_id", str(closed), str(first)).error == ""

    assert (staff.state(DealListState).is_closing, stored(Deal, deal).phase_id) == (True, first)
    staff.send(f"{name}.show_closing", is_open=False)
    assert stored(Deal, deal).phase_id == first
    save(staff, DealListState, deal, "phase_id", str(closed), str(first))
    staff.send(f"{name}.choose_outcome", outcome="won")
    found = stored(Deal, deal)
    assert (found.phase_id, found.outcome) == (closed, "won")


@pytest.fixture
def person(anna: Actor) -> int:
    """Somebody with two addresses, who works at Ale."""
    with db.transaction() as session:
        town = make_organisation(session, anna, "Ale").key
        made = make_person(session, anna, "Eva", "Ek", emails=["a@ale.example", "b@ale.example"])
        persons.affiliations.create(session, anna, made.key, town, {"title": "Chef"})
        return made.key


def row_of(tab: Tab, state: Any, key: int) -> Any:
    """Return a record as its list shows it now."""
    tab.send(f"{state.get_full_name()}.load")
    return next(row for row in tab.state(state).rows if row.id == key)


def test_e_mails_and_phones_of_a_person_are_written_one_to_a_line_as_on_the_page(
    staff: Tab, anna: Actor, person: int
) -> None:
    both, state = "a@ale.example\nb@ale.example", PersonListState

    assert save(staff, state, person, "emails", "no address", both).error
    assert save(staff, state, person, "phones", "12", "").error
    assert save(staff, state, person, "emails", "c@ale.example\n\na@ale.example", both).error == ""
    assert save(staff, state, person, "phones", "0586-481 00", "").error == ""

    row = row_of(staff, state, person)
    assert (row.email, row.held["emails"]) == ("c@ale.example", ["c@ale.example", "a@ale.example"])
    assert row.called_at.dialled.endswith("58648100")
    with db.transaction() as session:
        persons.update(session, anna, person, {"emails": ["d@ale.example"]})
    answer = save(staff, state, person, "emails", "e@ale.example", "c@ale.example\na@ale.example")
    assert (answer.is_stale, answer.theirs) == (True, "d@ale.example")


def test_whom_a_person_represents_begins_and_ends_in_a_cell(staff: Tab, anna: Actor, person: int) -> None:
    state, [ale] = PersonListState, row_of(staff, PersonListState, person).held["organisations"]
    with db.transaction() as session:
        bjuv, croft = (make_organisation(session, anna, name).key for name in ("Bjuv", "Croft"))
        persons.affiliations.create(session, anna, person, croft, {})

    assert save(staff, state, person, "organisations", "987654", "").error
    assert save(staff, state, person, "organisations", f"{bjuv},{croft}", str(ale)).error == ""

    assert sorted(row_of(staff, state, person).held["organisations"]) == sorted([bjuv, croft])
    with db.reading() as session:
        ended = [each for each, _ in persons.affiliations.of_organisation(session, anna, ale, ended=True)]
        assert [(each.title, each.to_on is not None) for each in ended] == [("Chef", True)]
        assert len(persons.affiliations.of_organisation(session, anna, croft)) == 1


@pytest.mark.parametrize("state", [OrganisationListState, PersonListState])
def test_tags_and_responsible_users_are_put_on_and_taken_off_in_a_cell_beside_what_others_do(
    staff: Tab, anna: Actor, person: int, state: Any
) -> None:
    noun = state.kind.noun
    with db.transaction() as session:
        one, two, three = (make_tag(session, name, TagScope(noun)).key for name in ("One", "Two", "Three"))
        key = person if noun == "person" else organisations.create(session, anna, {"name": "Bjuv"}).key
        tags.add(session, anna, noun, key, one)
        tags.add(session, anna, noun, key, three)
    assert row_of(staff, state, key).held["tags"] == [one, three]

    assert save(staff, state, key, "tags", str(two), str(one)).error == ""
    assert save(staff, state, key, "tags", "987654", "").error
    assert save(staff, state, key, "responsible", str(anna.user_id), "").error == ""
    assert save(staff, state, key, "responsible", "987654", "").error

    row = row_of(staff, state, key)
    assert (set(row.held["tags"]), row.held["responsible"]) == ({two, three}, [anna.user_id])


def test_county_and_what_an_organisation_is_part_of_are_written_in_cells(staff: Tab, anna: Actor) -> None:
    state = OrganisationListState
    with db.transaction() as session:
        town, above = (make_organisation(session, anna, name) for name in ("Ale", "Bjuv"))
        above.county_code, above.county_name = "12", "Skåne län"
        town, above = town.key, above.key

    assert save(staff, state, town, "county_code", "12", "").is_stale is False
    assert save(staff, state, town, "parent_id", str(town), "").error
    assert save(staff, state, town, "parent_id", str(above), "").error == ""

    found = stored(Organisation, town)
    assert (found.county_name, found.parent_id) == ("Skåne län", above)
    answer = save(staff, state, town, "parent_id", "", "987654")
    assert (answer.is_stale, answer.theirs, answer.shown) == (True, str(above), "Bjuv")
    assert save(staff, state, town, "county_code", "", "12").is_stale is False
    assert (stored(Organisation, town).county_code, stored(Organisation, town).county_name) == (None, "")


def test_the_cells_of_a_contract_keep_its_period_the_right_way_round(staff: Tab, contract: int) -> None:
    assert save(staff, ContractListState, contract, "to_on", "2026-12-31", "2027-12-31").error
    assert save(staff, ContractListState, contract, "from_on", "2028-01-01", "2027-01-01").error
    assert save(staff, ContractListState, contract, "value", "much", "1000").error

    assert save(staff, ContractListState, contract, "to_on", "2028-12-31", "2027-12-31").error == ""

    found = stored(Contract, contract)
    assert (str(found.from_on), str(found.to_on), found.value) == ("2027-01-01", "2028-12-31", Decimal(1000))


def test_what_the_page_of_a_deal_lets_one_write_is_written_in_its_cells_too(staff: Tab, anna: Actor, deal: int) -> None:
    with db.transaction() as session:
        town, person = make_organisation(session, anna, "Ale").key, make_person(session, anna, "Eva", "Ek").key
        service = services.create(session, anna, {"name": "Digital post"}).key
    written = {
        "title": ("Taxa", "EGIL"),
        "organisation_id": (str(town), ""),
        "person_id": (str(person), ""),
        "service_id": (str(service), ""),
        "owner_id": ("", str(anna.user_id)),
        "deal_type": ("one_time", "standard"),
        "probability": ("40", ""),
        "waits_until": ("2027-05-01", ""),
        "share_kind": ("by_population", "equal"),
        "note": ("Ring i maj", ""),
    }

    for name, (value, base) in written.items():
        assert save(staff, DealListState, deal, name, value, base).error == "", name

    found = stored(Deal, deal).model_dump(mode="json")
    assert {name: "" if found[name] is None else str(found[name]) for name in written} == {
        name: value for name, (value, _) in written.items()
    }


def test_what_the_page_of_a_contract_lets_one_write_is_written_in_its_cells_too(
    staff: Tab, anna: Actor, contract: int
) -> None:
    with db.transaction() as session:
        service = services.create(session, anna, {"name": "Digital post"}).key
    written = {
        "title": ("Ramavtal", "EGIL"),
        "service_id": (str(service), ""),
        "owner_id": ("", str(anna.user_id)),
        "contract_type": ("split", "standard"),
        "share_kind": ("fixed", "equal"),
        "notice_on": ("2027-06-30", ""),
        "note": ("Ses över", ""),
    }

    for name, (value, base) in written.items():
        assert save(staff, ContractListState, contract, name, value, base).error == "", name

    found = stored(Contract, contract).model_dump(mode="json")
    assert {name: "" if found[name] is None else str(found[name]) for name in written} == {
        name: value for name, (value, _) in written.items()
    }


def test_a_cell_that_points_to_a_record_names_the_one_that_somebody_else_chose(
    staff: Tab, anna: Actor, deal: int
) -> None:
    with db.transaction() as session:
        mine, theirs = (make_organisation(session, anna, name).key for name in ("Ale", "Bjuv"))
        deals.update(session, anna, deal, {"organisation_id": theirs})

    answer = save(staff, DealListState, deal, "organisation_id", str(mine), "")

    assert (answer.is_stale, answer.theirs, answer.shown) == (True, str(theirs), "Bjuv")
    assert save(staff, DealListState, deal, "organisation_id", "987654", str(theirs)).error
    assert save(staff, DealListState, deal, "title", "", "EGIL").error == ""
    assert save(staff, DealListState, deal, "organisation_id", "", str(theirs)).error
