"""How a list is looked at in one tab: columns in one's own order and width, groups, totals, more rows, cells."""

from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Mailing, MailingRecipient, MailingState, RecipientState, Role, User
from sambruk_crm.services import contracts, history, mailings, organisations, services
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.account import AccountState
from sambruk_crm.state.contracts.list import ContractListState
from sambruk_crm.state.deals.lists import DealListState
from sambruk_crm.state.lists.peek import PeekState
from sambruk_crm.state.mailings.list import MailingListState
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.persons.list import PersonListState
from sambruk_crm.state.today import part_of_day
from sambruk_crm.state.todos.form import TodoFormState
from tests.factories import actor_of, make_deal, make_organisation, make_person, make_todo
from tests.state.conftest import Tab, Wire, user_named

L = OrganisationListState


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


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
def reader(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which somebody who may only look is signed in."""
    tab.cookie = people[Role.READER]
    return tab


@pytest.fixture
def towns(anna: Actor) -> list[int]:
    """Three organisations: two prospects of 1 000 and 3 000 inhabitants, and one of whom nothing is known."""
    with db.transaction() as session:
        made = [
            make_organisation(session, anna, "Ale", status="prospect", population=1000),
            make_organisation(session, anna, "Bjuv", status="prospect", population=3000),
            make_organisation(session, anna, "Croft"),
        ]
        return [town.key for town in made]


def test_columns_keep_the_order_and_the_width_they_were_given(staff: Tab, towns: list[int]) -> None:
    assert towns
    send(staff, L.load)
    send(staff, L.place_column, name="population", to="kind")
    send(staff, L.shift_column, name="population", by=1)
    send(staff, L.size_column, name="county", width=5000)
    send(staff, L.turn_column, name="email")
    assert staff.state(L).shown[:2] == ["kind", "population"]

    send(staff, L.load)

    state = staff.state(L)
    assert state.shown[:2] == ["kind", "population"]
    assert state.shown[-1] == "email"
    assert state.widths == {"county": 800}
    send(staff, L.size_column, name="county", width=0)
    assert staff.state(L).widths == {}
    send(staff, L.show_usual_columns)
    assert staff.state(L).shown == list(L.kind.columns)


def test_a_view_keeps_widths_and_order_and_all_shows_ones_own_again(staff: Tab, towns: list[int]) -> None:
    assert towns
    send(staff, L.load)
    send(staff, L.place_column, name="tags", to="kind")
    send(staff, L.size_column, name="tags", width=200)
    send(staff, L.save_view, form={"name": "Mine"})
    [view] = staff.state(L).views
    send(staff, L.show_usual_columns)
    assert staff.state(L).is_view_changed

    send(staff, L.open_view, view_id=view.id)
    assert (staff.state(L).shown[0], staff.state(L).widths) == ("tags", {"tags": 200})
    assert not staff.state(L).is_view_changed
    send(staff, L.leave_view)

    assert (staff.state(L).view.id, staff.state(L).shown[0], staff.state(L).widths) == (0, "kind", {})


def test_what_is_linked_to_records_can_be_shown_as_a_column(staff: Tab, anna: Actor, towns: list[int]) -> None:
    with db.transaction() as session:
        history.write(session, anna, {"kind": "call", "text": "Ringde", "organisation_id": towns[0]})
        make_todo(session, anna, "Ring igen", scope="organisation", organisation_id=towns[0])
    send(staff, L.load)
    for name in ("last_contact", "next_todo", "departments"):
        send(staff, L.turn_column, name=name)

    first, second, _ = staff.state(L).rows

    assert first.facts["last_contact"] != ""
    assert first.facts["next_todo"] != ""
    assert [second.facts[name] for name in ("last_contact", "next_todo", "departments")] == ["", "", ""]


def test_numbers_are_added_up_over_all_that_match(staff: Tab, towns: list[int]) -> None:
    assert towns
    send(staff, L.load)
    [total] = staff.state(L).totals["population"]
    assert (total.sum, total.average, total.count) == (4000, 2000, 2)

    send(staff, L.search, text="Bjuv")

    [total] = staff.state(L).totals["population"]
    assert (total.sum, total.count) == (3000, 1)
    send(staff, L.turn_column, name="population")
    send(staff, L.search, text="")
    assert "population" not in staff.state(L).totals


def test_money_is_added_up_for_each_currency(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        make_deal(session, anna, "One", value=100)
        make_deal(session, anna, "Two", value=50)
        make_deal(session, anna, "Three", value=70, currency="EUR")
    send(staff, DealListState.load)

    found = {total.currency: total.sum for total in staff.state(DealListState).totals["value"]}

    assert found == {"EUR": 70, "SEK": 150}


def test_rows_that_have_something_in_common_stand_together_with_their_number(staff: Tab, towns: list[int]) -> None:
    send(staff, L.load)

    send(staff, L.group_by, group="status")

    state = staff.state(L)
    assert [row.name for row in state.rows] == ["Croft", "Ale", "Bjuv"]
    assert state.group_counts == {str(towns[2]): 1, str(towns[0]): 2}
    send(staff, L.sort_by, column="name")
    assert [row.name for row in staff.state(L).rows] == ["Bjuv", "Ale", "Croft"]
    send(staff, L.group_by, group="tags")
    assert staff.state(L).group == "status"
    send(staff, L.group_by, group="")
    assert staff.state(L).group_counts == {}


@pytest.mark.parametrize("state", [L, PersonListState, DealListState, ContractListState, MailingListState])
def test_every_list_can_be_grouped_by_all_that_it_offers(staff: Tab, anna: Actor, state: Any) -> None:
    with db.transaction() as session:
        make_organisation(session, anna, "Ale")
        make_person(session, anna, "Eva", "Ek")
        make_deal(session, anna, "One")
        contracts.making.create(session, anna, {"title": "One"})
        mailings.create(session, anna, {"subject": "One"})
    send(staff, state.load)
    for group in state.kind.groups:
        send(staff, state.group_by, group=group)
        assert sum(staff.state(state).group_counts.values()) == staff.state(state).total


def test_more_rows_come_below_those_that_are_there_until_the_page_is_turned(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        for number in range(210):
            make_organisation(session, anna, f"Town {number:03}")
    send(staff, L.load)
    assert (len(staff.state(L).rows), staff.state(L).has_more) == (50, True)

    for _ in range(3):
        send(staff, L.more)

    state = staff.state(L)
    assert (len(state.rows), state.first, state.last, state.has_more) == (200, 1, 200, False)
    assert [row.name for row in state.rows] == [f"Town {number:03}" for number in range(200)]
    send(staff, L.reload)
    assert len(staff.state(L).rows) == 200
    send(staff, L.go_to, page=state.page + state.pages_shown)
    assert staff.state(L).rows[0].name == "Town 200"
    send(staff, L.search, text="Town 00")
    assert len(staff.state(L).rows) == 10


def test_a_fact_is_written_in_its_cell_and_somebody_elses_change_is_asked_about(
    staff: Tab, anna: Actor, towns: list[int]
) -> None:
    send(staff, L.load)
    send(staff, L.save_cell, row_id=towns[0], name="status", value="customer", base="prospect", stamp=1)
    assert staff.state(L).rows[0].status == "customer"
    assert staff.state(L).cell_answer.stamp == 1
    with db.transaction() as session:
        organisations.update(session, anna, towns[0], {"status": "partner"})

    send(staff, L.save_cell, row_id=towns[0], name="status", value="prospect", base="customer", stamp=2)

    answer = staff.state(L).cell_answer
    assert (answer.stamp, answer.is_stale, answer.theirs) == (2, True, "partner")
    send(staff, L.save_cell, row_id=towns[0], name="email", value="no address", base="", stamp=3)
    assert staff.state(L).cell_answer.error != ""
    send(staff, L.save_cell, row_id=towns[0], name="id", value="7", base="", stamp=4)
    assert staff.state(L).cell_answer.stamp == 3


def test_whoever_only_reads_writes_no_cell(reader: Tab, towns: list[int]) -> None:
    send(reader, L.load)

    send(reader, L.save_cell, row_id=towns[0], name="status", value="customer", base="prospect", stamp=1)

    assert reader.state(L).rows[0].status == "prospect"


@pytest.mark.parametrize(
    ("hour", "part"), [(0, "evening"), (4, "evening"), (5, "morning"), (11, "day"), (17, "day"), (18, "evening")]
)
def test_one_is_greeted_as_the_hour_has_it(hour: int, part: str) -> None:
    assert part_of_day(hour) == part


def test_how_one_sees_lists_is_kept_for_the_next_browser(staff: Tab) -> None:
    send(staff, AccountState.load)
    send(staff, AccountState.choose_density, density="compact")
    send(staff, AccountState.turn_names, is_last_name_first=True)

    send(staff, AccountState.load)

    assert (staff.state(AccountState).density, staff.state(AccountState).is_last_name_first) == ("compact", True)


def test_deals_are_shown_sorted_and_grouped_by_what_hangs_on_them(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        town = make_organisation(session, anna, "Bjuv")
        town.county_name = "Skåne län"
        service = services.create(session, anna, {"name": "EGIL"}).key
        make_deal(session, anna, "Two", organisation_id=town.key, service_id=service, value="10", probability=50)
        make_deal(session, anna, "One", value="3", probability=0)
    send(staff, DealListState.load)
    for name in ("service", "weighted", "probability", "deal_type"):
        send(staff, DealListState.turn_column, name=name)

    send(staff, DealListState.sort_by, column="weighted")

    first, second = staff.state(DealListState).rows
    assert (first.facts["title"], first.facts["service"], first.facts["probability"]) == ("One", "", "0")
    assert (second.facts["service"], second.facts["service_id"]) == ("EGIL", str(service))
    assert (second.facts["deal_type"], float(second.facts["weighted"])) == ("standard", 5)
    [total] = staff.state(DealListState).totals["weighted"]
    assert (total.sum, total.count) == (5, 2)
    send(staff, DealListState.group_by, group="county")
    assert [row.facts["county"] for row in staff.state(DealListState).rows] == ["", "Skåne län"]
    assert len(staff.state(DealListState).group_counts) == 2


@pytest.mark.parametrize("state", [DealListState, ContractListState, MailingListState])
def test_every_column_of_deals_contracts_and_mailings_can_be_shown_and_every_order_taken(
    staff: Tab, anna: Actor, state: Any
) -> None:
    with db.transaction() as session:
        make_deal(session, anna, "One", value="3")
        contracts.making.create(session, anna, {"title": "One", "value": "3"})
        mailings.create(session, anna, {"subject": "One"})
    send(staff, state.load)
    for name in set(state.kind.choosable) - set(staff.state(state).shown):
        send(staff, state.turn_column, name=name)

    [row] = staff.state(state).rows
    asked = {*state.kind.facts, *state.kind.others, *state.kind.references.values(), state.kind.named} - {""}
    assert row.facts.keys() == asked
    for sort in {name.removeprefix("-") for name in (*state.kind.sorts, *state.kind.facts)}:
        send(staff, state.order, sort=f"-{sort}")
        assert (staff.state(state).sort, staff.state(state).total) == (f"-{sort}", 1)


def test_a_row_plans_a_to_do_about_its_record_and_a_list_opens_with_no_form(
    staff: Tab, people: dict[Role, str], anna: Actor
) -> None:
    with db.transaction() as session:
        town = make_organisation(session, anna, "Bjuv").key
        contract = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town).key

    send(staff, TodoFormState.plan, noun="contract", record_id=contract)

    form = staff.state(TodoFormState)
    assert (form.is_open, form.draft.contract.label, form.draft.organisation.label) == (True, "Ramavtal", "Bjuv")
    send(staff, PeekState.load)
    assert not staff.state(TodoFormState).is_open
    staff.cookie = people[Role.READER]
    send(staff, TodoFormState.plan, noun="contract", record_id=contract)
    assert not staff.state(TodoFormState).is_open


def test_mailings_are_added_up_grouped_and_looked_at_beside_their_list(staff: Tab, anna: Actor) -> None:
    with db.transaction() as session:
        draft = mailings.create(session, anna, {"subject": "Utkast", "body": "Hej {first_name|du}!"})
        done = _sent(session, anna, RecipientState.SENT, RecipientState.FAILED, RecipientState.SKIPPED)
    state = MailingListState
    send(staff, state.load)
    send(staff, state.turn_column, name="skipped")

    found = {name: totals[0].sum for name, totals in staff.state(state).totals.items() if totals}
    assert found == {"recipients": 2, "sent": 1, "failed": 1, "skipped": 1}
    assert {row.id: row.facts["skipped"] for row in staff.state(state).rows} == {draft.key: "", done: "1"}
    send(staff, state.order, sort="-recipients")
    assert [row.id for row in staff.state(state).rows] == [done, draft.key]
    send(staff, state.group_by, group="state")
    assert staff.state(state).group_counts == {str(done): 1, str(draft.key): 1}

    send(staff, PeekState.look, noun="mailing", record_id=draft.key)

    seen = staff.state(PeekState).seen
    assert (seen.name, seen.path) == ("Utkast", f"/mailings/{draft.key}")
    assert {line.name: line.text for line in seen.lines}["body"] == "Hej {first_name|du}!"


def test_a_row_stops_a_mailing_or_copies_it_for_whoever_may_send(
    staff: Tab, people: dict[Role, str], anna: Actor
) -> None:
    with db.transaction() as session:
        done = _sent(session, anna, RecipientState.WAITING)
        session.get_one(Mailing, done).state = MailingState.SENDING
    send(staff, MailingListState.load)

    send(staff, MailingListState.stop, mailing_id=done)
    send(staff, MailingListState.copy_it, mailing_id=done)

    assert {row.state for row in staff.state(MailingListState).rows} == {"stopped"}
    send(staff, MailingListState.reload)
    assert sorted(row.state for row in staff.state(MailingListState).rows) == ["draft", "stopped"]
    staff.cookie = people[Role.READER]
    send(staff, MailingListState.copy_it, mailing_id=done)
    send(staff, MailingListState.reload)
    assert staff.state(MailingListState).total == 2


def _sent(session: Any, actor: Actor, *states: RecipientState) -> int:
    """Make a mailing that has been sent, with recipients who stand so."""
    mailing = mailings.create(session, actor, {"subject": "Brev"})
    mailing.state = MailingState.DONE
    for at, state in enumerate(states):
        token = f"list-{mailing.key}-{at}"
        session.add(MailingRecipient(mailing_id=mailing.key, email=f"{at}@x.example", token=token, state=state))
    session.flush()
    return mailing.key
