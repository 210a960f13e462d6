"""The board as a browser tab receives it: the whole once, then the columns that changed."""

from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Deal, Outcome, Role, User
from sambruk_crm.services import deals, history
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.state.deals.board import DealBoardState
from sambruk_crm.state.deals.desk import DealDeskState
from sambruk_crm.state.todos.form import TodoFormState
from tests.factories import actor_of, make_deal, make_organisation, make_phases
from tests.state.conftest import Tab, Wire, user_named


@pytest.fixture
def staff(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which somebody who may move deals is signed in."""
    tab.cookie = people[Role.STAFF]
    return tab


@pytest.fixture
def deal(staff: Tab) -> int:  # noqa: ARG001 -- the database it is in
    """A deal in the first phase."""
    with db.transaction() as session:
        anna = actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))
        return make_deal(session, anna, "Avtal", organisation_id=make_organisation(session, anna, "Sala").key).key


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to the board."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


def travelled(wire: Wire) -> list[str]:
    """Name the columns that were sent."""
    sent = wire.delta.get(DealBoardState.get_full_name(), {})
    return [column.name for column in sent.get("rows_rx_state_", [])]


def phases() -> dict[str, int]:
    """Return the phases by name, in their order."""
    with db.reading() as session:
        return {name: phase.key for name, phase in make_phases(session).items()}


def test_a_page_that_opens_gets_the_whole_board_once(staff: Tab, deal: int) -> None:  # noqa: ARG001 -- is on it
    assert len(travelled(send(staff, DealBoardState.load))) == len(phases())
    assert staff.state(DealBoardState).part.base == 0

    # Opened anew, it gets what the state keeps before anything is asked for: the whole board, which has not changed.
    assert len(staff.state(DealBoardState).rows) == len(phases())
    for asked in (DealBoardState.load, DealBoardState.reload):
        assert travelled(send(staff, asked)) == []
        assert staff.state(DealBoardState).part.base == 0
        assert len(staff.state(DealBoardState).rows) == len(phases())


def test_after_a_move_only_the_two_columns_travel(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)
    there, number = list(phases().values())[1], staff.state(DealBoardState).part.number

    send(staff, DealBoardState.move, deal_id=deal, phase_id=there, before_id=None)
    wire = send(staff, DealBoardState.reload)

    assert travelled(wire) == list(phases())[:2]
    assert staff.state(DealBoardState).part.base == number
    assert [card.id for column in staff.state(DealBoardState).rows for card in column.cards] == [deal]

    assert len(travelled(send(staff, DealBoardState.load))) == len(phases())
    assert staff.state(DealBoardState).part.base == 0


def test_a_page_that_missed_a_part_gets_the_whole_board(staff: Tab, deal: int) -> None:  # noqa: ARG001 -- is on it
    send(staff, DealBoardState.load)
    send(staff, DealBoardState.reload)

    assert len(travelled(send(staff, DealBoardState.send_whole))) == len(phases())
    assert staff.state(DealBoardState).part.base == 0


def stored(deal: int) -> Deal:
    """Read a deal."""
    with db.reading() as session:
        return session.get_one(Deal, deal)


def test_a_deal_that_is_won_is_saved_at_once_and_can_be_taken_back(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)

    send(staff, DealBoardState.end, deal_id=deal, outcome="won")
    assert stored(deal).outcome is Outcome.WON
    assert staff.state(DealBoardState).undo_text

    send(staff, DealBoardState.undo)
    assert stored(deal).outcome is None


def test_a_deal_that_is_lost_asks_why_and_one_reason_saves_it(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)

    send(staff, DealBoardState.end, deal_id=deal, outcome="lost")
    board = staff.state(DealBoardState)
    assert (board.is_closing, board.outcome, stored(deal).outcome) == (True, "lost", None)
    send(staff, DealBoardState.write_words, words="Too dear")
    send(staff, DealBoardState.lose, reason_id=board.lost_reasons[0].value)

    assert not staff.state(DealBoardState).is_closing
    assert (stored(deal).outcome, stored(deal).lost_reason_text) == (Outcome.LOST, "Too dear")
    assert stored(deal).lost_reason_id == int(board.lost_reasons[0].value)


def test_a_card_let_go_under_won_is_won_and_under_lost_asks_why(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)
    closed = list(phases().values())[-1]

    send(staff, DealBoardState.move, deal_id=deal, phase_id=closed, before_id=None, outcome="won")
    assert stored(deal).outcome is Outcome.WON

    send(staff, DealBoardState.reload)
    send(staff, DealBoardState.move, deal_id=deal, phase_id=closed, before_id=None, outcome="lost")
    assert staff.state(DealBoardState).is_closing
    assert stored(deal).outcome is Outcome.WON


def test_by_owner_a_card_is_given_to_a_colleague_and_back(staff: Tab, deal: int, people: dict[Role, str]) -> None:
    assert people
    send(staff, DealBoardState.load)
    send(staff, DealBoardState.group_by, group="owner")
    was, colleague = stored(deal).owner_id, user_named(Role.MANAGER.value.title())

    send(staff, DealBoardState.move, deal_id=deal, phase_id=colleague, before_id=None)
    assert stored(deal).owner_id == colleague

    send(staff, DealBoardState.undo)
    assert stored(deal).owner_id == was


def test_by_owner_a_card_that_was_changed_meanwhile_is_not_given_away(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)
    send(staff, DealBoardState.group_by, group="owner")
    with db.transaction() as session:
        anna = actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))
        deals.update(session, anna, deal, {"value": "5"})
    revision = staff.state(DealBoardState).revision

    send(staff, DealBoardState.move, deal_id=deal, phase_id=user_named(Role.MANAGER.value.title()), before_id=None)

    assert stored(deal).owner_id == user_named(Role.STAFF.value.title())
    assert staff.state(DealBoardState).revision == revision + 1


def test_by_service_nothing_moves_between_the_columns(staff: Tab, deal: int) -> None:
    send(staff, DealBoardState.load)
    send(staff, DealBoardState.group_by, group="service")
    was = stored(deal)

    send(staff, DealBoardState.move, deal_id=deal, phase_id=1, before_id=None)

    assert (stored(deal).service_id, stored(deal).version) == (was.service_id, was.version)


def test_what_is_folded_is_kept_for_the_next_time_of_each_kind_of_columns(staff: Tab, deal: int) -> None:  # noqa: ARG001
    first = next(iter(phases().values()))
    send(staff, DealBoardState.load)
    send(staff, DealBoardState.fold, column_id=first, is_folded=True)
    assert staff.state(DealBoardState).folded == [first]

    send(staff, DealBoardState.group_by, group="owner")
    assert staff.state(DealBoardState).folded == []
    send(staff, DealBoardState.group_by, group="")
    send(staff, DealBoardState.load)
    assert staff.state(DealBoardState).folded == [first]

    send(staff, DealBoardState.fold, column_id=first, is_folded=False)
    assert staff.state(DealBoardState).folded == []


def test_a_note_about_a_deal_is_written_from_its_card(staff: Tab, deal: int) -> None:
    send(staff, DealDeskState.act, kind="note", deal_id=deal)
    assert staff.state(DealDeskState).is_open

    send(staff, DealDeskState.write, form={"text": "They want to see it first"})

    assert not staff.state(DealDeskState).is_open
    with db.reading() as session:
        anna = actor_of(session.get_one(User, user_named(Role.STAFF.value.title())))
        told = history.search(session, anna, HistoryFilter(deal_id=deal)).items
    assert "They want to see it first" in [row.text for row in told]


def test_an_empty_note_is_asked_about(staff: Tab, deal: int) -> None:
    send(staff, DealDeskState.act, kind="note", deal_id=deal)

    send(staff, DealDeskState.write, form={"text": " "})

    assert staff.state(DealDeskState).is_open
    assert "text" in staff.state(DealDeskState).errors


def test_a_to_do_from_a_card_is_about_its_deal(staff: Tab, deal: int) -> None:
    send(staff, DealDeskState.act, kind="todo", deal_id=deal)

    assert staff.state(TodoFormState).is_open
    assert staff.state(TodoFormState).draft.deal.value == str(deal)
