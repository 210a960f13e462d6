"""Real browsers against real servers: the production build, started as `sambruk-crm serve`, and Chromium."""

import os
import re
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sambruk_crm.build import build_if_changed
from sambruk_crm.places import ROOT
from tests import servers
from tests.servers import RunningServer

PICTURES = ROOT / "docs" / "user-guide" / "images"
"""Where the pictures of the user guide are; SAMBRUK_TEST_PICTURES=1 has the tests take them anew."""
ARTIFACTS = ROOT / "var" / "test-artifacts"
FLAGS = [
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "sv-SE"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

expect.set_options(timeout=15_000)
"""What a person waits for on a busy machine; a page that is quicker is not held up."""

CLOSING_SECONDS = 20
NewPage = Callable[..., Page]
MakeServer = Callable[..., RunningServer]


@pytest.fixture(scope="session")
def front_end() -> None:
    """Build the front end if it is not built from these sources."""
    build_if_changed()


@pytest.fixture(scope="session")
def make_server(
    front_end: None,  # noqa: ARG001 -- must be there first
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MakeServer]:
    """Start servers, each with its own data, that end with the session or by their own `stop()`."""
    made: list[RunningServer] = []

    def make(
        database: Literal["sqlite", "postgresql"] = "sqlite", *, redis: bool = False, workers: int = 1, **variables: str
    ) -> RunningServer:
        data_dir = tmp_path_factory.mktemp("server")
        url = f"sqlite:///{data_dir / 'sambruk.db'}"
        if database == "postgresql":
            url = servers.create_database(request.getfixturevalue("postgres_url"), f"server_{len(made)}")
        if redis:
            variables["REDIS_URL"] = request.getfixturevalue("redis_server")
        server = RunningServer(data_dir, url, {"SAMBRUK_WORKERS": str(workers), **variables})
        made.append(server)
        server.start()
        return server

    yield make
    for server in made:
        server.stop()


@pytest.fixture(scope="session")
def server(make_server: MakeServer) -> RunningServer:
    """The server that most stories share: one worker on SQLite."""
    return make_server()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        _close(opened)


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """Open pages, each in a browser profile of its own; errors of their scripts fail the test.

    Takes what Playwright's `new_context` takes (`locale`, `color_scheme`, …), and `on` for another server
    than the shared one.
    """
    opened: list[tuple[BrowserContext, Page]] = []
    errors: list[str] = []

    def open_page(*, on: RunningServer | None = None, **options: Any) -> Page:
        server = on or request.getfixturevalue("server")
        context = browser.new_context(base_url=server.url, **{**DESKTOP, **options})
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        context.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
        )
        opened.append((context, page))
        return page

    yield open_page
    if any(name == "failed" for name, _ in request.node.user_properties):
        _keep_screenshots(request.node.name, [page for _, page in opened])
    for context, _ in opened:
        _close(context)
    assert not errors, f"scripts failed in the browser: {errors}"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page on a desktop screen."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page on a phone's screen, with touch."""
    return new_page(**PHONE)


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Return what takes a picture for the user guide; without being told to, it only sees that there is one."""

    def take(page: Page, name: str) -> None:
        path = PICTURES / f"{name}.png"
        if os.environ.get("SAMBRUK_TEST_PICTURES"):
            page.screenshot(path=path, animations="disabled")
        assert path.exists(), f"no picture {path.name} in the user guide; run this test with SAMBRUK_TEST_PICTURES=1"

    return take


def _close(opened: Browser | BrowserContext) -> None:
    """Close it; one that Chromium never reports closed (seen once in some hundred) is left to end with the browser."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before, (left, _) = signal.signal(signal.SIGALRM, give_up), signal.setitimer(signal.ITIMER_REAL, CLOSING_SECONDS)
    try:
        opened.close()
    except TimeoutError:
        sys.stderr.write(f"{opened} was not closed within {CLOSING_SECONDS} s\n")
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


def _keep_screenshots(test: str, pages: list[Page]) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    for number, page in enumerate(pages):
        page.screenshot(path=ARTIFACTS / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', test)}-{number}{worker}.png")
