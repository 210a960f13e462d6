"""What a person waits for: the first page, the board with 1 000 open deals, a drop, a colleague's drop."""

import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from bench.table import Figure, median_ms
from sambruk_crm.models import Role
from sambruk_crm.services import reference
from sambruk_crm.services.permissions import Actor
from tests.browser import dragging
from tests.browser.conftest import FLAGS
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_phases
from tests.holding.event_socket import EventSocket
from tests.servers import RunningServer

CHROMIUM = "/usr/bin/chromium"
OPEN_DEALS = 1000
EMPTY_EVENT = "reflex___state____state.set_is_hydrated"
ARRIVAL = """([id, phase]) => new Promise(done => {
  const there = () => document.querySelector(`[data-phase-id="${phase}"] [data-deal-id="${id}"]`);
  const look = () => there() ? done(Date.now()) : requestAnimationFrame(look); look(); })"""


def measure(server: RunningServer, repeats: int) -> list[Figure]:
    """Measure in Chromium, on a server of its own."""
    maria = add_user(server, "Maria Lind", Role.MANAGER)
    made, phases = _deals(server, maria)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, login_bytes, board_bytes, frames = _open(browser, server, maria)
        shown = statistics.median(_first_card(page) for _ in range(max(3, repeats // 3)))
        empty = _empty_event(server, repeats)
        other = browser.new_context(base_url=server.url).new_page()
        enter(other, server, maria, "/deals")
        saved, seen = _moves(page, other, made, phases, repeats)
        browser.close()
    return [
        Figure("first page (sign-in), compressed, cold", login_bytes / 1024, "KB"),
        Figure("board page after it, compressed", board_bytes / 1024, "KB"),
        Figure("board with 1 000 open deals, over the socket", frames / 1024, "KB"),
        Figure("board: until the first card is visible", shown, "ms"),
        Figure("move to answered", saved, "ms", "an empty event", empty),
        Figure("move to visible in another tab", seen, "ms", "an empty event", empty),
    ]


def _deals(server: RunningServer, maria: Actor) -> tuple[list[int], list[int]]:
    with records(server) as session:
        reference.load_vocabularies(session)
        names = [name for name, phase in make_phases(session).items() if not phase.is_closed]
        made = [
            make_deal(session, maria, f"Avtal {number}", phase=names[number % len(names)], value="125000").key
            for number in range(OPEN_DEALS)
        ]
        return made, [make_phases(session)[name].key for name in names]


def _open(browser: Browser, server: RunningServer, maria: Actor) -> tuple[Page, int, int, int]:
    page = browser.new_context(base_url=server.url).new_page()
    traffic, frames = [0], [0]
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: _add(traffic, int(event["encodedDataLength"])))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: _add(frames, len(data))))
    page.goto("/login")
    page.wait_for_timeout(1500)
    first = traffic[0]
    enter(page, server, maria, "/")
    page.wait_for_timeout(1500)
    traffic[0] = frames[0] = 0
    page.goto("/deals")
    page.wait_for_selector("[data-deal-id]")
    page.wait_for_timeout(1000)
    return page, first, traffic[0], frames[0]


def _add(sum_of: list[int], more: int) -> None:
    sum_of[0] += more


def _first_card(page: Page) -> float:
    started = time.perf_counter()
    page.goto("/deals")
    page.wait_for_selector("[data-deal-id]")
    return (time.perf_counter() - started) * 1000


def _empty_event(server: RunningServer, repeats: int) -> float:
    """Time the cheapest event there is, over the socket and back."""
    tab = EventSocket(server)

    def send() -> None:
        tab.send(EMPTY_EVENT, value=True)
        tab.take()

    taken = median_ms(send, repeats)
    tab.close()
    return taken


def _moves(page: Page, other: Page, made: list[int], phases: list[int], repeats: int) -> tuple[float, float]:
    saved: list[float] = []
    seen: list[float] = []
    other.wait_for_selector("[data-deal-id]")
    for turn in range(repeats):
        deal = made[len(phases) * turn]
        there = phases[1 + turn % (len(phases) - 1)]
        started = time.time() * 1000
        dragging.move_by_menu(page, deal, page.locator(f'[data-phase-header="{there}"] h2').inner_text())
        page.locator(".undo-bar").wait_for()
        saved.append(time.time() * 1000 - started)
        seen.append(float(other.evaluate(ARRIVAL, [deal, there])) - started)
    return statistics.median(saved), statistics.median(seen)
