import subprocess
from urllib.parse import urlsplit

import httpx
import pytest
import websockets.sync.client
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus

from sambruk_crm.places import ROOT, STATIC
from tests import servers
from tests.browser.conftest import MakeServer, NewPage
from tests.servers import RunningServer

SOCKET = "/_event/?EIO=4&transport=websocket"
USED = """type => document.fonts.check(`14px "${type}"`)
  && [...document.fonts].some((face) => face.family.includes(type) && face.status === "loaded")
  && getComputedStyle(document.querySelector("h1")).fontFamily.includes(type)"""
"""Whether a type is there and headings are set in it."""
LARGEST_SCRIPT = 300_000
"""Bytes, not compressed; that of the largest list and of the libraries are below 230 000."""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_page_finds_its_server_by_whatever_address_it_came(page: Page, server: RunningServer, host: str) -> None:
    with page.expect_websocket() as opened:
        page.goto(f"http://{host}:{server.port}/")

    assert opened.value.url.startswith(f"ws://{host}:{server.port}/_event")


def test_the_event_socket_is_closed_to_other_origins(server: RunningServer) -> None:
    url = server.url.replace("http", "ws") + SOCKET

    with websockets.sync.client.connect(url, origin=server.url) as socket:  # pyright: ignore[reportArgumentType]
        assert str(socket.recv(timeout=5)).startswith("0{")
    with pytest.raises(InvalidStatus), websockets.sync.client.connect(url, origin="http://evil.example"):  # pyright: ignore[reportArgumentType]
        pass


def test_a_killed_server_leaves_nothing_behind_and_starts_again(make_server: MakeServer, new_page: NewPage) -> None:
    own = make_server()

    own.kill()
    with pytest.raises(httpx.ConnectError):
        httpx.get(own.url)
    own.start()

    answer = new_page(on=own).goto("/")
    assert answer is not None
    assert answer.ok


def test_a_taken_port_is_said_in_one_line(server: RunningServer) -> None:
    ended = subprocess.run(
        [servers.program(), "serve"],
        env=server.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 1
    assert f"port {server.port} (Address already in use)" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_page_brings_its_own_parts_and_not_those_of_every_other_page() -> None:
    sizes = {script.name: script.stat().st_size for script in (STATIC / "assets").glob("*.js")}

    assert sizes
    assert {name: size for name, size in sizes.items() if size > LARGEST_SCRIPT} == {}


def test_the_type_comes_with_the_page_and_only_once(page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if request.resource_type == "font" else None)

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_function(USED, arg="Inter Variable")

    ahead = page.locator("head link[rel=preload][as=font]")
    expect(ahead).to_have_count(1)
    assert [urlsplit(address).path for address in fetched] == [ahead.get_attribute("href")]
