"""Six pages among large example data in Chromium: largest paint, first row, and the list after the last key."""

import statistics
from pathlib import Path

from playwright.sync_api import BrowserContext, Page
from sqlmodel import select

from bench import socket_clock
from bench.browser import chromium
from bench.data import application
from bench.table import Figure
from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import users
from tests.browser.conftest import DESKTOP
from tests.browser.people import sign_in
from tests.servers import RunningServer

PAGES = {
    "today": ("/", ".day li"),
    "inbox": ("/todos", "[data-todo-id]"),
    "board": ("/deals", "[data-deal-id]"),
    "organisations": ("/organisations", "tbody tr td"),
    "persons": ("/persons", "tbody tr td"),
    "matrix": ("/services/matrix", "[data-at]"),
}
ACCOUNT = ("/konto", "h1")
WORDS = ("er", "ka", "lin", "jo", "and")
LARGEST_PAINT = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""
LIST_AFTER_KEY = """() => {
  const shown = ["tbody", "[data-testid=list-total]"];
  const rows = () => shown.map((part) => document.querySelector(part)?.innerText).join();
  const before = rows();
  window.benchKey = null;
  document.addEventListener("keydown", () => {
    const pressed = performance.now();
    const seen = new MutationObserver(() => {
      if (rows() === before) return;
      window.benchKey = performance.now() - pressed;
      seen.disconnect();
    });
    seen.observe(document.querySelector("main"), { subtree: true, childList: true, characterData: true });
  }, { once: true, capture: true });
}"""


def measure(kind: str, url: str, folder: Path, repeats: int) -> list[Figure]:
    """Measure on a server of one worker whose database has large example data."""
    with application(url), db.transaction() as session:
        user = session.exec(select(User).where(User.role == Role.ADMINISTRATOR)).first()
        if user is None:
            msg = "the example data has no administrator"
            raise RuntimeError(msg)
        email, password = user.email, "a password of the bench"
        user.password_hash = users.passwords.make_hash(password)
    server = RunningServer(folder, url, {"SAMBRUK_WORKERS": "1"})
    server.start()
    try:
        with chromium() as browser:
            context = browser.new_context(base_url=server.url, **DESKTOP)
            sign_in(context.new_page(), email, password)
            base = ("heading of the account page", statistics.median(_loads(context, *ACCOUNT, repeats)[0]))
            figures: list[Figure] = []
            for name, (path, what) in PAGES.items():
                rows, paints = _loads(context, path, what, repeats)
                figures += [
                    Figure(f"{kind}: {name}, first row", statistics.median(rows), "ms", *base),
                    Figure(f"{kind}: {name}, largest paint", statistics.median(paints), "ms", *base),
                ]
            taken = statistics.median(_keys(context.new_page(), repeats))
            return [*figures, Figure(f"{kind}: persons, last key to list", taken, "ms", *base)]
    finally:
        server.stop()


def _loads(context: BrowserContext, path: str, what: str, repeats: int) -> tuple[list[float], list[float]]:
    """Go to a page in a new tab, the cache warm; returns when the first row was seen, and the largest paint."""
    rows: list[float] = []
    paints: list[float] = []
    for _ in range(2 + repeats):
        page = context.new_page()
        page.goto(path)
        rows.append(socket_clock.first_visible(page, what))
        page.wait_for_timeout(300)
        paints.append(float(page.evaluate(LARGEST_PAINT)))
        page.close()
    return rows[2:], paints[2:]


def _keys(page: Page, repeats: int) -> list[float]:
    """Write words into the field of the list; returns the milliseconds from the last key until the rows changed."""
    page.goto("/persons")
    page.wait_for_selector("tbody tr td")
    field = page.locator("main [type=search]").first
    taken: list[float] = []
    for place in range(repeats):
        word = WORDS[place % len(WORDS)]
        field.fill("")
        page.wait_for_timeout(1200)
        field.press_sequentially(word[:-1])
        page.wait_for_timeout(1200)
        page.evaluate(LIST_AFTER_KEY)
        field.press(word[-1])
        page.wait_for_function("() => window.benchKey !== null")
        taken.append(float(page.evaluate("() => window.benchKey")))
    return taken
