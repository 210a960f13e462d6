"""The pipeline board, as managers use it: mouse, keyboard, finger, two tabs, and a question before a deal is closed."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from sambruk_crm.models import Role
from sambruk_crm.services import deals, services
from sambruk_crm.services.permissions import Actor
from tests.browser import dragging
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_phases
from tests.servers import RunningServer


@dataclass
class Board:
    """A board of one's own: a tag of the story in every title, and the phases by name."""

    maria: Actor
    deals: list[int]
    phases: dict[str, int]
    path: str


@pytest.fixture
def board(server: RunningServer, request: pytest.FixtureRequest) -> Board:
    """Three deals of Maria's in the first phase; the board shows only hers."""
    maria = add_user(server, "Maria Lind", Role.MANAGER)
    with records(server) as session:
        town = make_organisation(session, maria, f"Kungsör {request.node.name[:60]} {maria.user_id}")
        made = [
            make_deal(session, maria, title, value="1000", organisation_id=town.key)
            for title in ("First", "Second", "Third")
        ]
        phases = {name: phase.key for name, phase in make_phases(session).items()}
    return Board(maria, [deal.key for deal in made], phases, f"/deals?owner={maria.user_id}")


def stored_phase(server: RunningServer, board: Board, deal_id: int) -> int:
    """Read where a deal is."""
    with records(server) as session:
        return deals.get(session, board.maria, deal_id).phase_id


def shown(page: Page, board: Board) -> Page:
    """Wait until the board stands."""
    expect(page.locator(f'[data-deal-id="{board.deals[0]}"]')).to_be_visible()
    return page


def test_a_card_dragged_by_mouse_is_saved_and_the_headers_follow(
    page: Page, server: RunningServer, board: Board
) -> None:
    first, there = board.deals[0], board.phases["Information delivered"]
    shown(enter(page, server, board.maria, board.path), board)

    dragging.drag_by_mouse(page, first, there)

    expect(dragging.figure(page, there, "count")).to_contain_text("1 deal")
    expect(dragging.figure(page, board.phases["Interested"], "count")).to_contain_text("2 deals")
    expect(page.locator(".undo-bar")).to_contain_text("First moved to Information delivered")
    page.reload()
    expect(dragging.column(page, there).locator(f'[data-deal-id="{first}"]')).to_be_visible()
    assert stored_phase(server, board, first) == there


def test_a_card_dragged_above_another_stays_there(page: Page, server: RunningServer, board: Board) -> None:
    first, second, third = board.deals
    shown(enter(page, server, board.maria, board.path), board)

    dragging.drag_by_mouse(page, third, board.phases["Interested"], before=second)
    page.wait_for_timeout(500)
    page.reload()

    shown(page, board)
    assert dragging.cards_of(page, board.phases["Interested"]) == [first, third, second]


def test_a_card_is_moved_by_keyboard_and_announced(page: Page, server: RunningServer, board: Board) -> None:
    first = board.deals[0]
    shown(enter(page, server, board.maria, board.path), board)

    dragging.drag_by_keyboard(page, first, "ArrowRight", "ArrowRight")

    there = board.phases["Remind the municipality"]
    expect(dragging.column(page, there).locator(f'[data-deal-id="{first}"]')).to_be_visible()
    assert "First moved to Remind the municipality, column 3 of 6" in dragging.announced(page)
    expect(page.locator(".undo-bar")).to_be_visible()
    assert stored_phase(server, board, first) == there


def test_a_card_is_dragged_by_finger_on_a_phone(new_page: NewPage, server: RunningServer, board: Board) -> None:
    phone = new_page(**PHONE)
    first, there = board.deals[0], board.phases["Information delivered"]
    shown(enter(phone, server, board.maria, board.path), board)

    dragging.drag_by_touch(phone, first, there)

    expect(phone.locator(".undo-bar")).to_be_visible()
    assert stored_phase(server, board, first) == there


def test_a_card_is_moved_by_its_menu(page: Page, server: RunningServer, board: Board) -> None:
    first = board.deals[0]
    shown(enter(page, server, board.maria, board.path), board)

    dragging.move_by_menu(page, first, "Contract sent")

    expect(page.locator(".undo-bar")).to_be_visible()
    assert stored_phase(server, board, first) == board.phases["Contract sent"]


def test_a_move_is_seen_in_another_tab_without_reload(new_page: NewPage, server: RunningServer, board: Board) -> None:
    mine, theirs = new_page(), new_page()
    bo = add_user(server, "Bo Ek")
    shown(enter(mine, server, board.maria, board.path), board)
    shown(enter(theirs, server, bo, board.path), board)

    dragging.move_by_menu(mine, board.deals[0], "Pitch done")

    there = board.phases["Pitch done"]
    expect(dragging.column(theirs, there).locator(f'[data-deal-id="{board.deals[0]}"]')).to_be_visible()
    expect(dragging.figure(theirs, there, "count")).to_contain_text("1 deal")


def test_undo_puts_the_card_back(page: Page, server: RunningServer, board: Board) -> None:
    first = board.deals[0]
    shown(enter(page, server, board.maria, board.path), board)
    dragging.move_by_menu(page, first, "Pitch done")

    page.get_by_role("button", name="Undo").click()

    expect(dragging.column(page, board.phases["Interested"]).locator("li[data-deal-id]").first).to_have_attribute(
        "data-deal-id", str(first)
    )
    assert stored_phase(server, board, first) == board.phases["Interested"]


def test_a_deal_that_is_marked_as_lost_stays_where_it_is_until_a_reason_is_chosen(
    page: Page, server: RunningServer, board: Board
) -> None:
    first = board.deals[0]
    shown(enter(page, server, board.maria, board.path), board)
    dragging.choose_in_menu(page, first, "Mark as lost…")
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Why was it lost?")

    asked.get_by_role("button", name="Cancel").click()

    expect(asked).to_be_hidden()
    expect(dragging.column(page, board.phases["Interested"]).locator(f'[data-deal-id="{first}"]')).to_be_visible()
    assert stored_phase(server, board, first) == board.phases["Interested"]


def test_a_deal_is_lost_for_a_reason_in_three_keys(page: Page, server: RunningServer, board: Board) -> None:
    first, closed = board.deals[0], board.phases["Closed: won/lost"]
    shown(enter(page, server, board.maria, board.path), board)
    dragging.handle(page, first).focus()
    keys = ["l", "Tab", "Enter"]

    page.keyboard.press(keys[0])
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("Why was it lost?")
    first_reason = asked.get_by_role("group", name="Reason").get_by_role("button").first
    if first_reason.evaluate("button => button === document.activeElement"):
        keys.remove("Tab")
    for key in keys[1:]:
        page.keyboard.press(key)

    assert len(keys) <= 3
    expect(asked).to_be_hidden()
    card = dragging.column(page, closed).locator(f'[data-list="{closed}:lost"] [data-deal-id="{first}"]')
    expect(card).to_be_visible()
    expect(card).to_contain_text("Lost")
    assert stored_phase(server, board, first) == closed


def test_a_reason_in_ones_own_words_is_enough_and_none_is_not(page: Page, server: RunningServer, board: Board) -> None:
    first, closed = board.deals[0], board.phases["Closed: won/lost"]
    shown(enter(page, server, board.maria, board.path), board)
    dragging.choose_in_menu(page, first, "Mark as lost…")
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name="Save").click()
    expect(asked).to_contain_text("Say why the deal was lost.")
    assert stored_phase(server, board, first) != closed

    asked.get_by_label("In your own words").fill("They build it themselves")
    asked.get_by_role("button", name="Save").click()

    expect(asked).to_be_hidden()
    with records(server) as session:
        assert deals.get(session, board.maria, first).lost_reason_text == "They build it themselves"


def test_a_deal_is_won_by_dropping_its_card_on_won(page: Page, server: RunningServer, board: Board) -> None:
    first, closed = board.deals[0], board.phases["Closed: won/lost"]
    shown(enter(page, server, board.maria, board.path), board)

    dragging.drop_on(page, first, "won")

    expect(page.locator(".undo-bar")).to_contain_text("First is won")
    won = page.locator('[data-half="won"]')
    expect(won.locator('[data-figure="won-count"]')).to_contain_text("1 deal")
    expect(won.locator('[data-figure="won"]')).to_contain_text("1,000")
    assert stored_phase(server, board, first) == closed


def test_a_deal_is_lost_by_dropping_its_card_on_lost_and_choosing_a_reason(
    page: Page, server: RunningServer, board: Board
) -> None:
    first = board.deals[0]
    shown(enter(page, server, board.maria, board.path), board)

    dragging.drop_on(page, first, "lost")
    page.get_by_role("dialog").get_by_role("button", name="Price").click()

    expect(page.locator(".undo-bar")).to_contain_text("First is lost")
    page.get_by_role("button", name="Undo").click()
    expect(dragging.column(page, board.phases["Interested"]).locator(f'[data-deal-id="{first}"]')).to_be_visible()
    assert stored_phase(server, board, first) == board.phases["Interested"]


def test_a_reader_sees_the_board_and_cannot_move(new_page: NewPage, server: RunningServer, board: Board) -> None:
    rut = add_user(server, "Rut Holm", Role.READER)
    page = shown(enter(new_page(), server, rut, board.path), board)

    expect(page.locator(f'[data-deal-id="{board.deals[0]}"]').get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("button", name="New deal")).to_have_count(0)


def test_the_filters_stand_in_the_address_and_survive_a_reload(page: Page, server: RunningServer, board: Board) -> None:
    enter(page, server, board.maria, "/deals")
    page.get_by_role("button", name="Mine").click()

    expect(page).to_have_url(re.compile(rf"owner={board.maria.user_id}"))
    page.reload()
    shown(page, board)
    expect(page.get_by_role("button", name="Mine")).to_have_attribute("aria-pressed", "true")


def test_a_new_deal_needs_only_an_organisation_found_by_typing(page: Page, server: RunningServer, board: Board) -> None:
    shown(enter(page, server, board.maria, board.path), board)
    page.get_by_role("button", name="New deal").click()
    field = page.get_by_role("combobox", name="Organisation")
    field.fill(f"kungsor {board.maria.user_id}")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")

    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    expect(page).to_have_url(re.compile(r"/deals/\d+"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kungsör")


def test_a_title_is_proposed_and_a_second_deal_about_the_same_is_asked_about(
    page: Page, server: RunningServer, board: Board
) -> None:
    mark = secrets.token_hex(4)
    with records(server) as session:
        town = make_organisation(session, board.maria, f"Kungsör {mark}").key
        service = services.create(session, board.maria, {"name": f"EGIL {mark}"}).key
        make_deal(session, board.maria, f"Först {mark}", organisation_id=town, service_id=service)
    shown(enter(page, server, board.maria, f"{board.path}&new=1&organisation={town}"), board)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Service").select_option(label=f"EGIL {mark}")
    title = dialog.get_by_label("Title")
    expect(title).to_have_attribute("placeholder", f"EGIL {mark}, Service agreement (Standard), Kungsör {mark}")
    expect(dialog.get_by_role("link", name=f"Först {mark}")).to_be_visible()

    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("There is an open deal about this already.")).to_be_visible()
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Save").click()

    expect(page).to_have_url(re.compile(r"/deals/\d+"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Service agreement (Standard)")


def until(page: Page, has_happened: Callable[[], bool]) -> None:
    """Wait for what is not seen in the page."""
    for _ in range(200):
        if has_happened():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not happen within 20 seconds")


def test_a_part_of_the_board_that_was_lost_on_its_way_is_asked_for(
    page: Page, server: RunningServer, board: Board
) -> None:
    first, second, third = board.deals
    asked: list[str] = []
    lost: list[str] = []
    losing: list[bool] = []

    def pass_on(socket: WebSocketRoute) -> None:
        there = socket.connect_to_server()
        socket.on_message(lambda sent: (asked.append(str(sent)), there.send(sent)))
        there.on_message(
            lambda sent: lost.append(str(sent)) if losing and "rows_rx_state_" in str(sent) else socket.send(sent)
        )

    page.route_web_socket(re.compile("_event"), pass_on)
    shown(enter(page, server, board.maria, board.path), board)
    losing.append(True)
    dragging.move_by_menu(page, first, "Information delivered")
    expect(page.locator(".undo-bar")).to_contain_text("First moved to")
    until(page, lambda: bool(lost))
    assert not any("send_whole" in sent for sent in asked)
    losing.clear()

    dragging.move_by_menu(page, second, "Information delivered")

    there = board.phases["Information delivered"]
    expect(dragging.figure(page, there, "count")).to_contain_text("2 deals")
    until(page, lambda: any("send_whole" in sent for sent in asked))
    dragging.settled(page)
    assert sorted(dragging.cards_of(page, there)) == [first, second]
    assert dragging.cards_of(page, board.phases["Interested"]) == [third]
