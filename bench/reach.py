"""How far things are in Chromium: how low a list begins, and how many clicks and keys some everyday deeds take."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page
from sqlmodel import select

from bench import data
from bench.browser import chromium
from bench.table import Figure
from sambruk_crm.models import Deal, Organisation, Outcome, Phase, Role
from sambruk_crm.services import new_members
from sambruk_crm.services.permissions import Actor
from tests.browser import dragging
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.stories import add_user, enter, records
from tests.factories import make_todo
from tests.servers import RunningServer

LISTS = {
    "organisations": ("/organisations", "tbody tr"),
    "persons": ("/persons", "tbody tr"),
    "leads": ("/leads", "tbody tr"),
    "deals as a list": ("/deals/list", "tbody tr"),
    "contracts": ("/contracts", "tbody tr"),
    "services": ("/services", "tbody tr"),
    "projects": ("/projects", "tbody tr"),
    "mailings": ("/mailings", "tbody tr"),
    "to-dos": ("/todos", "[data-todo-id]"),
}
SCREENS = {"1280×800": (DESKTOP, 200), "360×740": (PHONE, 220)}
"""Screens, and how many pixels from the top the first row should begin at most."""
GOAL = "goal, at most"


class Hand:
    """What somebody does with mouse and keys, counted; a text typed or pasted counts as one, and so does a drag."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def click(self, what: Locator) -> None:
        """Click something."""
        self.do(what.click)

    def press(self, keys: str) -> None:
        """Press a key, or several at once."""
        self.do(lambda: self.page.keyboard.press(keys))

    def write(self, text: str) -> None:
        """Type or paste a text where the focus is."""
        self.do(lambda: self.page.keyboard.insert_text(text))

    def do(self, deed: Callable[[], None]) -> None:
        """Do one thing."""
        self.steps += 1
        deed()


def measure(folder: Path) -> list[Figure]:
    """Measure on a server of its own, among the small example data."""
    url = f"sqlite:///{folder}/reach.db"
    data.fill(url, "small")
    server = RunningServer(folder, url)
    server.start()
    try:
        ada = add_user(server, "Ada Ros", Role.ADMINISTRATOR, locale="sv")
        with records(server) as session:
            for days in range(-3, 3):
                make_todo(session, ada, days=days)
        with chromium() as browser:
            return [*_first_rows(browser, server, ada), *_deeds(browser, server, ada)]
    finally:
        server.stop()


def _first_rows(browser: Browser, server: RunningServer, ada: Actor) -> list[Figure]:
    figures: list[Figure] = []
    for screen, (options, most) in SCREENS.items():
        page = enter(browser.new_context(base_url=server.url, **options).new_page(), server, ada)
        for name, (path, row) in LISTS.items():
            page.goto(path)
            page.locator(row).first.wait_for()
            page.wait_for_timeout(500)
            top = page.locator(row).first.evaluate("row => row.getBoundingClientRect().top + scrollY")
            figures.append(Figure(f"{name}, {screen}: first row from the top", top, "px", GOAL, most))
        page.context.close()
    return figures


def _deeds(browser: Browser, server: RunningServer, ada: Actor) -> list[Figure]:
    context = browser.new_context(base_url=server.url, **DESKTOP)
    enter(context.new_page(), server, ada)
    return [
        Figure(
            "a call with a next step and a to-do, logged on an organisation", _call(context, server), "steps", GOAL, 6
        ),
        Figure(
            "a deal dragged on the board to lost, with a reason", _lost(context, server, _dragged), "steps", GOAL, 3
        ),
        Figure(
            "a deal set to lost by its card's menu, with a reason", _lost(context, server, _by_menu), "steps", GOAL, 3
        ),
        Figure("ten members pasted, from the start page", _members(context, server, ada), "steps", GOAL, 5),
    ]


def _call(context: BrowserContext, server: RunningServer) -> int:
    """Log a call that leaves a to-do behind, from the page of an organisation."""
    with records(server) as session:
        town = session.exec(select(Organisation.id).order_by(Organisation.name)).first()
    page = context.new_page()
    page.goto(f"/organisations/{town}")
    composer = page.locator("form.composer")
    composer.wait_for()
    page.wait_for_timeout(500)
    hand = Hand(page)
    hand.press("c")
    page.wait_for_function("document.activeElement?.name === 'text'")
    hand.write("De vill se en demo")
    hand.click(composer.locator("[name=next_step]"))
    hand.write("Skicka inbjudan")
    hand.click(composer.locator("label:has([name=todo_in][value=week])"))
    hand.press("Control+Enter")
    page.locator(".timeline > li", has_text="De vill se en demo").wait_for()
    page.locator("#next", has_text="Skicka inbjudan").wait_for()
    return hand.steps


def _lost(context: BrowserContext, server: RunningServer, bring: Callable[[Hand, int], None]) -> int:
    """Bring the first card of the board to lost, and say why."""
    page = context.new_page()
    page.goto("/deals")
    page.locator("[data-deal-id]").first.wait_for()
    deal = int(page.locator("[data-deal-id]").first.get_attribute("data-deal-id") or 0)
    hand = Hand(page)
    bring(hand, deal)
    hand.click(page.get_by_role("dialog").get_by_role("group").get_by_role("button").first)
    page.locator(".undo-bar").wait_for()
    with records(server) as session:
        lost = session.get_one(Deal, deal)
        if lost.outcome is not Outcome.LOST or not session.get_one(Phase, lost.phase_id).is_closed:
            msg = f"the deal {deal} was not lost"
            raise RuntimeError(msg)
    return hand.steps


def _dragged(hand: Hand, deal: int) -> None:
    hand.do(lambda: dragging.drop_on(hand.page, deal, "lost"))


def _by_menu(hand: Hand, deal: int) -> None:
    hand.click(dragging.card(hand.page, deal).locator("button[aria-haspopup=menu]"))
    hand.click(hand.page.locator(".board-menu [data-outcome=lost]"))


def _members(context: BrowserContext, server: RunningServer, ada: Actor) -> int:
    """Make ten towns members, by a list of their codes."""
    with records(server) as session:
        codes = [town.code for town in new_members.towns(session, ada) if not town.is_member][:10]
    page = context.new_page()
    page.goto("/")
    hand = Hand(page)
    hand.click(page.locator("nav a[href='/getting-started']:visible"))
    hand.click(page.locator("[data-step=members] a"))
    page.wait_for_function("document.activeElement?.name === 'members'")
    hand.write("\n".join(codes))
    page.wait_for_function("document.querySelectorAll('[data-outcome=found], [data-outcome=new]').length === 10")
    hand.click(page.locator(".members-foot .button"))
    page.locator("main .notice").first.wait_for()
    with records(server) as session:
        left = {town.code for town in new_members.towns(session, ada) if not town.is_member}
    if left & set(codes):
        msg = "the members that were pasted are not in the database"
        raise RuntimeError(msg)
    return hand.steps
