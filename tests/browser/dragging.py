"""How a person moves cards on the board, for Playwright (sync API)."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page

GAP = 8  # between two cards
Point = tuple[float, float]


def card(page: Page, deal_id: int) -> Locator:
    """The card's list item."""
    return page.locator(f'[data-deal-id="{deal_id}"]')


def handle(page: Page, deal_id: int) -> Locator:
    """What is focused, and lifted by space."""
    return card(page, deal_id).locator("[data-rfd-drag-handle-draggable-id]")


def column(page: Page, phase_id: int) -> Locator:
    """The list of a phase; its cards are li[data-deal-id]."""
    return page.locator(f'[data-phase-id="{phase_id}"]')


def figure(page: Page, phase_id: int, name: str) -> Locator:
    """A number in a column's header: count, total or weighted."""
    return page.locator(f'[data-phase-header="{phase_id}"] [data-figure="{name}"]')


def cards_of(page: Page, phase_id: int) -> list[int]:
    """The deals shown in a phase, in order."""
    items = column(page, phase_id).locator("li[data-deal-id]")
    return items.evaluate_all("all => all.map(li => Number(li.dataset.dealId))")


def settled(page: Page) -> None:
    """Wait until no card is lifted or gliding to its place."""
    page.wait_for_selector(".board:not([data-lifted])")


def announced(page: Page) -> str:
    """What a screen reader was told last about a move by keyboard or menu."""
    return page.locator("[data-board-said]").text_content() or ""


def move_by_menu(page: Page, deal_id: int, phase_name: str) -> None:
    """Choose a phase in the card's menu, by keyboard."""
    choose_in_menu(page, deal_id, phase_name)


def choose_in_menu(page: Page, deal_id: int, name: str) -> None:
    """Choose something in the card's menu, by keyboard."""
    card(page, deal_id).locator("button[aria-haspopup=menu]").focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def drag_by_keyboard(page: Page, deal_id: int, *keys: str, drop: str = "Space") -> None:
    """Lift with space, press arrows ("ArrowRight", ...), drop with space, or put back with drop="Escape"."""
    handle(page, deal_id).focus()
    page.keyboard.press("Space")
    page.wait_for_selector(".board[data-lifted]")
    for key in keys:
        page.wait_for_timeout(120)
        page.keyboard.press(key)
    page.wait_for_timeout(250)
    page.keyboard.press(drop)
    settled(page)


def drag_by_mouse(page: Page, deal_id: int, phase_id: int, *, before: int | None = None, drop: bool = True) -> None:
    """Drag a card above another, or under the last one of a column; the board scrolls there by itself."""
    page.bring_to_front()  # Chromium draws a page behind others late or not at all, and the mouse waits for it
    handle(page, deal_id).scroll_into_view_if_needed()
    target = _target(page, deal_id, phase_id, before)
    x, y = _middle(page, deal_id)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 8, steps=4)  # past the library's threshold of 5 px
    page.wait_for_selector(".board[data-lifted]")
    _follow(page, phase_id, target, lambda x, y: page.mouse.move(x, y, steps=8))
    if drop:
        page.mouse.up()
        settled(page)


def drop_on(page: Page, deal_id: int, outcome: str) -> None:
    """Drag a card to where it is won or lost: one pull of the mouse."""
    page.bring_to_front()
    handle(page, deal_id).scroll_into_view_if_needed()
    x, y = _middle(page, deal_id)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 8, steps=4)
    zone = page.locator(f'.board-zones[data-shown] [data-zone="{outcome}"]')
    zone.wait_for()
    box = zone.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    page.wait_for_selector(f'[data-zone="{outcome}"][data-over]')
    page.mouse.up()
    settled(page)


def drag_by_touch(page: Page, deal_id: int, phase_id: int, *, before: int | None = None) -> None:
    """Press long, drag (at the edge the board scrolls), let go. The context needs has_touch=True."""
    handle(page, deal_id).scroll_into_view_if_needed()
    target = _target(page, deal_id, phase_id, before)
    finger = lift_by_touch(page, deal_id)
    _follow(page, phase_id, target, finger.move)
    finger.up()
    settled(page)


class Finger:
    """One finger on the screen, through the browser's own input."""

    def __init__(self, page: Page) -> None:
        self.at: Point = (0.0, 0.0)
        self.cdp = page.context.new_cdp_session(page)

    def _send(self, kind: str, *points: Point) -> None:
        touches = [{"x": x, "y": y, "id": 0} for x, y in points]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, x: float, y: float) -> None:
        """Touch the screen."""
        self.at = (x, y)
        self._send("touchStart", self.at)

    def move(self, x: float, y: float, *, steps: int = 8) -> None:
        """Slide to a point."""
        from_x, from_y = self.at
        for step in range(1, steps + 1):
            self.at = (from_x + (x - from_x) * step / steps, from_y + (y - from_y) * step / steps)
            self._send("touchMove", self.at)
            time.sleep(0.016)

    def up(self) -> None:
        """Let go."""
        self._send("touchEnd")


def lift_by_touch(page: Page, deal_id: int) -> Finger:
    """Press long on a card until it is lifted (the library waits 120 ms)."""
    finger = Finger(page)
    finger.down(*_middle(page, deal_id))
    page.wait_for_selector(".board[data-lifted]")
    return finger


def _middle(page: Page, deal_id: int) -> Point:
    box = handle(page, deal_id).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _board(page: Page) -> dict[str, float]:
    """The board's box and how far it is scrolled; above what a card is dropped on to be won or lost."""
    script = """board => {
        const zones = board.parentElement.querySelector(".board-zones[data-shown]")?.getBoundingClientRect()
        const box = board.getBoundingClientRect()
        const height = (zones ? Math.min(box.bottom, zones.top) : box.bottom) - box.top
        return {...box.toJSON(), height, left: board.scrollLeft, down: board.scrollTop}
    }"""
    return page.locator(".board").evaluate(script)


def _target(page: Page, deal_id: int, phase_id: int, before: int | None) -> Point:
    """Where in the board's contents the lifted card's middle must come. The library compares its edges with middles."""
    own = handle(page, deal_id).bounding_box()
    there = column(page, phase_id).bounding_box()
    order = cards_of(page, phase_id)
    last = card(page, before if before is not None else order[-1]).bounding_box() if order else None
    assert own
    assert there
    if before is None:
        top = (
            there["y"] + GAP
            if last is None
            else last["y"] + last["height"] + (-own["height"] if deal_id in order else GAP)
        )
    else:
        assert last
        is_below = deal_id in order and order.index(deal_id) < order.index(before)
        top = last["y"] - (own["height"] + GAP if is_below else 0)
    board = _board(page)
    x = there["x"] + there["width"] / 2 - board["x"] + board["left"]
    return x, top + own["height"] / 2 - board["y"] + board["down"]


def _follow(page: Page, phase_id: int, target: Point, move: Callable[[float, float], None]) -> None:
    """Go to the target, or to the edge nearest to it, until the board has stopped scrolling and the card is over it."""
    over = page.locator(f'[data-phase-id="{phase_id}"][data-over]')
    seen = None
    for _ in range(200):
        board = _board(page)
        x, y = target[0] - board["left"] + board["x"], target[1] - board["down"] + board["y"]
        inside_x = min(max(x, board["x"] + 4), board["x"] + board["width"] - 4)
        inside_y = min(max(y, board["y"] + 4), board["y"] + board["height"] - 4)
        if seen == (x, y) and (x, y) == (inside_x, inside_y) and over.count():
            return
        seen = (x, y)
        move(inside_x, inside_y)
        page.wait_for_timeout(40)
    pytest.fail(f"phase {phase_id} could not be reached")
