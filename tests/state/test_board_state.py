"""The board as a browser tab receives it: the whole once, then the columns that changed."""

from typing import Any

import pytest

from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.state.deals.lists import DealBoardState
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
