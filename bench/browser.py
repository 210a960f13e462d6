"""What a person waits for in Chromium: pages, the board with 1 000 open deals, a drop, a colleague's drop."""

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench import queries, socket_clock
from bench.table import Figure
from bench.traffic import Traffic
from sambruk_crm.models import Role
from sambruk_crm.services import deals, reference
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.deals.board import DealBoardState
from tests.browser import dragging
from tests.browser.conftest import DESKTOP, FLAGS
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_phases
from tests.servers import RunningServer

OPEN_DEALS = 1000
ORGANISATIONS = 100
EMPTY = "an empty event"
BOARD_PAGE = ("/deals", "[data-deal-id]")
ACCOUNT_PAGE = ("/konto", "h1")
BOARD = DealBoardState.get_full_name()
Moves = dict[int, int]
"""Deals, and the phase to the right of where each of them is."""


def measure(server: RunningServer, repeats: int) -> list[Figure]:
    """Measure on a server that runs, with a database of its own in which nobody else works."""
    maria = add_user(server, "Maria Lind", Role.MANAGER)
    moves = _fill(server, maria)
    with chromium() as browser:
        signed_in = browser.new_context(base_url=server.url, **DESKTOP)
        enter(signed_in.new_page(), server, maria)
        return [
            *_first_loads(browser, server, signed_in),
            *_board(browser, server, signed_in, maria, max(3, repeats // 4)),
            *_drops(browser, server, signed_in, maria, dict(islice(moves.items(), 2 * (2 + repeats)))),
        ]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the machine's own Chromium."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


def _fill(server: RunningServer, maria: Actor) -> Moves:
    """Spread deals evenly over the open phases; returns those that can go one phase to the right."""
    with records(server) as session:
        reference.load_vocabularies(session)
        open_phases = [(name, phase.key) for name, phase in make_phases(session).items() if not phase.is_closed]
        towns = [make_organisation(session, maria, f"Kommun {number}").key for number in range(ORGANISATIONS)]
        moves: Moves = {}
        for number in range(OPEN_DEALS):
            place = number % len(open_phases)
            values = {"value": "125000", "organisation_id": towns[number % ORGANISATIONS], "owner_id": maria.user_id}
            deal = make_deal(session, maria, f"Avtal {number}", phase=open_phases[place][0], **values)
            if place + 1 < len(open_phases):
                moves[deal.key] = open_phases[place + 1][1]
        return moves


def _copy(browser: Browser, server: RunningServer, signed_in: BrowserContext | None) -> Page:
    """Open a page with an empty cache, signed in as in another one."""
    state = signed_in.storage_state() if signed_in else None
    return browser.new_context(base_url=server.url, storage_state=state, **DESKTOP).new_page()


def _first_loads(browser: Browser, server: RunningServer, signed_in: BrowserContext) -> list[Figure]:
    figures: list[Figure] = []
    for name, path, who in (("first page (sign-in)", "/login", None), ("board page", "/deals", signed_in)):
        page = _copy(browser, server, who)
        traffic = Traffic(page)
        page.goto(path)
        page.wait_for_selector("[data-deal-id]" if who else "[name=password]")
        traffic.wait_until_quiet()
        figures.append(Figure(f"{name}: bytes, cold cache", traffic.sent, "KB", "the same, unpacked", traffic.unpacked))
        page.context.close()
    return figures


def _board(
    browser: Browser, server: RunningServer, signed_in: BrowserContext, maria: Actor, repeats: int
) -> list[Figure]:
    page = _copy(browser, server, signed_in)
    traffic = Traffic(page)
    page.goto("/deals")
    traffic.wait_until_quiet()
    first = traffic.socket
    traffic.forget()
    page.reload()
    traffic.wait_until_quiet()
    again = traffic.socket
    shown, plain = (_shown(page.context, path, what, repeats) for path, what in (BOARD_PAGE, ACCOUNT_PAGE))
    page.context.close()
    ours, bare, size = queries.board_of(server.database_url, maria, repeats * 4)
    name, as_json = f"board, {OPEN_DEALS} open deals", "its columns as JSON"
    return [
        Figure(f"{name}: server", ours, "ms", queries.SAME_BOARD, bare),
        Figure(f"{name}: over the socket, first visit", first, "KB", as_json, size),
        Figure(f"{name}: over the socket, reload", again, "KB", as_json, size),
        Figure(f"{name}: first card visible", shown, "ms", "heading of the account page", plain),
    ]


def _shown(context: BrowserContext, path: str, what: str, repeats: int) -> float:
    """Time from going to a page in a new tab, the cache warm, until something on it can be seen."""
    times: list[float] = []
    for _ in range(2 + repeats):
        page = context.new_page()
        page.goto(path)
        times.append(socket_clock.first_visible(page, what))
        page.close()
    return statistics.median(times[2:])


def _drops(
    browser: Browser, server: RunningServer, signed_in: BrowserContext, maria: Actor, moves: Moves
) -> list[Figure]:
    """Drop half of the cards by keyboard, and send moves for the rest; Playwright's part is over before either."""
    mine, theirs = (_copy(browser, server, signed_in) for _ in range(2))
    for page in (mine, theirs):
        page.add_init_script(socket_clock.SCRIPT)
        page.goto("/deals")
        dragging.card(page, next(iter(moves))).wait_for()
    each, half = list(moves.items()), len(moves) // 2
    times = [_drop(mine, theirs, deal, there) for deal, there in each[:half]][2:]
    at_rest = [_move_at_rest(mine, theirs, deal, there) for deal, there in each[half:]][2:]
    _require_saved(server, maria, moves)
    saved, seen, empty = (statistics.median(kind) for kind in zip(*times, strict=True))
    return [
        Figure("drop: reported to saved, its own browser busy", saved, "ms", EMPTY, empty),
        Figure("move: sent to saved, its own browser at rest", statistics.median(at_rest), "ms", EMPTY, empty),
        Figure("drop: reported to visible in another tab", seen, "ms", EMPTY, empty),
    ]


def _drop(mine: Page, theirs: Page, deal: int, there: int) -> tuple[float, float, float]:
    """Return the milliseconds from a drop to its answer and to another tab, and those of an empty event."""
    socket_clock.wait_until_quiet(mine, theirs)
    empty = socket_clock.answered_in(mine, f"{BOARD}.choose_outcome", {"outcome": ""}, path="/deals")
    socket_clock.watch_for(theirs, f'[data-phase-id="{there}"] [data-deal-id="{deal}"]')
    dragging.drag_by_keyboard(mine, deal, "ArrowRight")
    sent, answered = socket_clock.round_trip(mine, f"{BOARD}.move")
    return answered - sent, socket_clock.seen_at(theirs) - sent, empty


def _move_at_rest(mine: Page, theirs: Page, deal: int, there: int) -> float:
    """Return the milliseconds from sending a move to its answer, with nothing dropped in the page."""
    socket_clock.wait_until_quiet(mine, theirs)
    values = {"deal_id": deal, "phase_id": there, "before_id": None}
    return socket_clock.answered_in(mine, f"{BOARD}.move", values, path="/deals")


def _require_saved(server: RunningServer, maria: Actor, moves: Moves) -> None:
    with records(server) as session:
        lost = [deal for deal, there in moves.items() if deals.get(session, maria, deal).phase_id != there]
    if lost:
        msg = f"moves that were answered are not in the database: deals {lost}"
        raise RuntimeError(msg)
