"""The board where it does not fit: edges that scroll, columns that fold, other columns than phases, and the keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import deals, history, persons, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.browser import dragging
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, make_phases
from tests.servers import RunningServer

LONG = 30
NARROW = {"viewport": {"width": 900, "height": 700}}


@pytest.fixture
def maria(server: RunningServer) -> Actor:
    """Somebody whose board shows only her own deals."""
    return add_user(server, "Maria Lind", Role.MANAGER)


@pytest.fixture
def long(server: RunningServer, maria: Actor) -> list[int]:
    """More deals in the first phase than are in sight, and one in the next."""
    with records(server) as session:
        made = [make_deal(session, maria, f"Deal {number}").key for number in range(LONG)]
        make_deal(session, maria, "Beside", phase="Information delivered")
    return made


def phases(server: RunningServer) -> dict[str, int]:
    """Return the phases by name."""
    with records(server) as session:
        return {name: phase.key for name, phase in make_phases(session).items()}


def board(page: Page, server: RunningServer, maria: Actor, query: str = "") -> Page:
    """Open Maria's board and wait until it stands."""
    enter(page, server, maria, f"/deals?owner={maria.user_id}{query}")
    expect(page.locator("[data-deal-id]").first).to_be_visible()
    return page


def lift(page: Page, deal_id: int) -> None:
    """Take a card up with the mouse."""
    page.bring_to_front()
    handle = dragging.handle(page, deal_id)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y, steps=4)
    page.wait_for_selector(".board[data-lifted]")


@pytest.mark.parametrize("beyond", [0, 120])
def test_the_board_goes_on_scrolling_with_the_pointer_at_its_very_edge_and_beyond(
    new_page: NewPage, server: RunningServer, maria: Actor, long: list[int], beyond: int
) -> None:
    page = board(new_page(**NARROW), server, maria)
    frame = page.locator(".board")
    box = frame.bounding_box()
    assert box
    most = frame.evaluate("board => board.scrollWidth - board.clientWidth")
    assert most > 100

    lift(page, long[0])
    page.mouse.move(box["x"] + box["width"] - 1 + beyond, box["y"] + 100, steps=6)
    page.wait_for_function("most => document.querySelector('.board').scrollLeft >= most - 2", arg=most)
    page.mouse.move(box["x"] - beyond, box["y"] + 100, steps=6)
    page.wait_for_function("() => document.querySelector('.board').scrollLeft <= 2")
    page.mouse.move(box["x"] + 100, box["y"] + box["height"] + 5, steps=6)
    page.wait_for_function("() => { const b = document.querySelector('.board'); return b.scrollTop > 300 }")

    page.keyboard.press("Escape")
    dragging.settled(page)


def test_a_card_low_in_a_long_column_moves_by_keyboard_and_every_step_is_said(
    page: Page, server: RunningServer, maria: Actor, long: list[int]
) -> None:
    board(page, server, maria)
    low, there = long[-1], phases(server)["Information delivered"]
    dragging.handle(page, low).focus()

    page.keyboard.press("Space")
    expect(page.locator("[data-board-said]")).to_contain_text(
        f"Deal {LONG - 1} lifted in Interested, column 1 of 6, position {LONG} of {LONG}"
    )
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-board-said]")).to_contain_text("is over Information delivered, column 2 of 6")
    expect(dragging.handle(page, low)).to_be_in_viewport()
    page.keyboard.press("Space")

    expect(page.locator("[data-board-said]")).to_contain_text("moved to Information delivered, column 2 of 6")
    expect(page.locator(".undo-bar")).to_be_visible()
    expect(dragging.handle(page, low)).to_be_focused()
    with records(server) as session:
        assert deals.get(session, maria, low).phase_id == there


def test_escape_puts_a_card_back_and_says_so(page: Page, server: RunningServer, maria: Actor, long: list[int]) -> None:
    board(page, server, maria)

    dragging.drag_by_keyboard(page, long[2], "ArrowRight", "ArrowRight", drop="Escape")

    assert f"Deal 2 is back in Interested, position 3 of {LONG}" in dragging.announced(page)
    expect(dragging.handle(page, long[2])).to_be_focused()
    assert dragging.cards_of(page, phases(server)["Interested"])[:3] == long[:3]


def test_all_six_phases_are_in_sight_at_1176_pixels(page: Page, server: RunningServer, maria: Actor) -> None:
    with records(server) as session:
        make_deal(session, maria, "One")
    board(page, server, maria)
    page.locator(".board-frame").evaluate("frame => { frame.style.width = '1120px' }")

    widths = page.locator(".board-column").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")

    assert len(widths) == 6
    assert min(widths) >= 176
    assert page.locator(".board").evaluate("board => board.scrollWidth <= board.clientWidth")


def test_the_board_ends_where_the_window_does_and_the_page_does_not_scroll(
    page: Page, server: RunningServer, maria: Actor, long: list[int]
) -> None:
    assert long
    board(page, server, maria, "&deal_type=standard")

    bottom = page.locator(".board").evaluate("board => board.getBoundingClientRect().bottom")

    assert 780 <= bottom <= 800
    assert page.evaluate("document.documentElement.scrollHeight") == 800


def test_on_a_phone_what_the_board_is_grouped_by_is_whole_in_sight(
    phone: Page, server: RunningServer, maria: Actor, long: list[int]
) -> None:
    assert long
    board(phone, server, maria)
    choice = phone.get_by_label("Group by")

    box = choice.bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    choice.select_option(label="Owner")
    expect(phone).to_have_url(re.compile("group=owner"))


def test_a_column_is_folded_to_its_head_stays_so_and_still_takes_cards(
    page: Page, server: RunningServer, maria: Actor, long: list[int]
) -> None:
    board(page, server, maria)
    there = phases(server)["Pitch done"]
    page.get_by_role("button", name="Fold Pitch done").click()
    expect(page.get_by_role("button", name="Unfold Pitch done")).to_be_focused()
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_role("button", name="Unfold Pitch done")).to_be_visible()

    dragging.drag_by_mouse(page, long[0], there)

    expect(dragging.figure(page, there, "count")).to_contain_text("1 deal")
    expect(page.locator(".undo-bar")).to_contain_text("Deal 0 moved to Pitch done")
    page.get_by_role("button", name="Unfold Pitch done").press("Enter")
    expect(dragging.column(page, there).locator(f'[data-deal-id="{long[0]}"]')).to_be_visible()


def test_by_owner_a_card_is_given_to_a_colleague_and_the_figures_follow(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    bo = add_user(server, f"Bo {maria.user_id}")
    with records(server) as session:
        deal = make_deal(session, maria, "For Bo", value="1000").key
        make_deal(session, bo, "His", value="500")
    enter(page, server, maria, f"/deals?owner={maria.user_id},{bo.user_id}")
    page.get_by_label("Group by").select_option(label="Owner")
    expect(page).to_have_url(re.compile("group=owner"))
    his = dragging.column(page, bo.user_id)
    expect(his.locator("li[data-deal-id]")).to_have_count(1)
    expect(dragging.card(page, deal)).to_contain_text("Interested")

    dragging.choose_in_menu(page, deal, bo.name)

    expect(dragging.figure(page, bo.user_id, "total")).to_contain_text("1,500")
    expect(page.locator(".undo-bar")).to_contain_text(f"For Bo given to {bo.name}")
    page.reload()
    expect(his.locator(f'[data-deal-id="{deal}"]')).to_be_visible()
    with records(server) as session:
        assert deals.get(session, maria, deal).owner_id == bo.user_id


def test_by_county_a_lifted_card_says_that_it_stays(page: Page, server: RunningServer, maria: Actor) -> None:
    with records(server) as session:
        deal = make_deal(session, maria, "Stays").key
    board(page, server, maria, "&group=county")

    dragging.drag_by_keyboard(page, deal, "ArrowRight", drop="Escape")
    dragging.handle(page, deal).press("Space")
    expect(page.locator("[data-board-said]")).to_contain_text("w for won, l for lost")
    page.keyboard.press("ArrowRight")

    expect(page.locator("[data-board-said]")).to_contain_text("does not move between these columns")


def test_by_keys_a_note_is_written_a_to_do_planned_and_a_call_logged(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    with records(server) as session:
        town = make_organisation(session, maria, f"Sala {maria.user_id}")
        person = make_person(session, maria, "Åsa", f"Öberg {maria.user_id}", phones=["+46705550101"])
        persons.affiliations.create(session, maria, person.key, town.key, {})
        deal = make_deal(session, maria, "EGIL", organisation_id=town.key).key
    board(page, server, maria)
    dialog = page.get_by_role("dialog")

    dragging.handle(page, deal).press("n")
    dialog.get_by_label("Note").fill("They want a demo")
    dialog.get_by_role("button", name="Write down").click()
    expect(dialog).to_be_hidden()
    dragging.handle(page, deal).press("c")
    expect(dialog).to_contain_text(f"Åsa Öberg {maria.user_id}")
    expect(dialog.get_by_role("link")).to_have_attribute("href", "tel:+46705550101")
    dialog.get_by_label("What was said?").fill("On Monday")
    dialog.get_by_label("Next step").fill("Send the offer")
    expect(dialog.get_by_role("radio", name="Without a day")).to_be_checked()
    dialog.get_by_text("In a week", exact=True).click()
    dialog.get_by_role("button", name="Write down").click()
    expect(dialog).to_be_hidden()
    dragging.handle(page, deal).press("t")
    expect(dialog).to_contain_text("For the deal EGIL")
    page.keyboard.press("Escape")

    with records(server) as session:
        told = history.search(session, maria, HistoryFilter(deal_id=deal)).items
        left = todos.lists.search(session, maria, TodoFilter(deal_id=deal)).items
    assert {(row.kind, row.text) for row in told} >= {("note", "They want a demo"), ("call", "On Monday")}
    assert [(todo.note, todo.remind_at is not None) for todo in left] == [("Send the offer", True)]


def test_on_a_phone_the_menu_of_a_card_has_what_is_done_about_it(
    new_page: NewPage, server: RunningServer, maria: Actor
) -> None:
    with records(server) as session:
        deal = make_deal(session, maria, "Phoned").key
    phone = board(new_page(**PHONE), server, maria)

    dragging.card(phone, deal).get_by_role("button", name="Actions for Phoned").tap()

    for name in (
        "Make a call",
        "Write a note",
        "New to-do",
        "Write a mail",
        "Pitch done",
        "Mark as won",
        "Mark as lost…",
    ):
        expect(phone.get_by_role("menuitem", name=name, exact=True)).to_be_visible()
    phone.get_by_role("menuitem", name="Write a note").tap()
    expect(phone.get_by_role("dialog")).to_contain_text("Write a note")
