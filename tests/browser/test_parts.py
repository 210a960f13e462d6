"""Every part that the screens are made of, as it looks, against the pictures in parts/."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import ARTIFACTS, MakeServer, NewPage
from tests.browser.stories import add_user, enter
from tests.servers import RunningServer

KEPT = Path(__file__).parent / "parts"
"""The pictures; SAMBRUK_TEST_PICTURES=1 has them taken anew."""
COLOURS = 256
"""Of a kept picture: enough for every tone on it, and half of the size."""
SIZE_MAY_DIFFER = 2
CLEARLY = 48
"""Of 255: how far apart a tone must be. Another machine draws the edges of letters a little otherwise."""
SHARE_MAY_DIFFER = 0.01
PLACES = """Object.fromEntries([...document.querySelectorAll("[data-part]")].map((part) => {
  const { left, top, right, bottom } = part.getBoundingClientRect();
  return [part.dataset.part, [left, top, right, bottom].map(Math.round)];
}))"""
"""Where each part is on the page."""


@pytest.fixture(scope="module")
def developing(make_server: MakeServer) -> RunningServer:
    """A server that has the page of all parts."""
    return make_server(SAMBRUK_PARTS="1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_looks_as_on_its_picture(new_page: NewPage, developing: RunningServer, scheme: str) -> None:
    page = new_page(on=developing, color_scheme=scheme, reduced_motion="reduce")
    enter(page, developing, add_user(developing, role=Role.ADMINISTRATOR, locale="sv"), "/parts")
    _stand_still(page)

    faults = dict(_faults(page, scheme))

    assert (faults, serious_findings(page)) == ({}, []), f"see {ARTIFACTS}, or SAMBRUK_TEST_PICTURES=1 if it is meant"


def test_without_the_setting_the_page_of_parts_is_like_any_unknown_one(
    new_page: NewPage, server: RunningServer
) -> None:
    page = new_page()
    scripts: list[str] = []
    page.on("request", lambda request: scripts.append(request.url))
    enter(page, server, add_user(server, role=Role.ADMINISTRATOR))
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert [address for address in scripts if "_parts_" in address] == []

    for address in ("/nowhere", "/parts"):
        answer = page.goto(address)

        expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
        expect(page.locator("[data-part]")).to_have_count(0)
        assert answer is not None
        assert answer.status == 404


def _stand_still(page: Page) -> None:
    """Wait until all is drawn in its own type, and have all of it in sight: what sticks to an edge is in its place."""
    for late in ("[data-deal-id]", ".message", "[role=combobox]"):
        expect(page.locator(late).first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.wait_for_function("document.fonts.status === 'loaded' && document.fonts.check('14px \"Inter Variable\"')")


def _faults(page: Page, scheme: str) -> Iterator[tuple[str, str]]:
    """Say of each part that looks otherwise than on its picture what is otherwise."""
    whole = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    places = page.evaluate(PLACES)
    left = {path.stem for path in KEPT.glob(f"*-{scheme}.png")} - {f"{name}-{scheme}" for name in places}
    yield from ((name, "there is no such part any more") for name in left)
    for name, place in places.items():
        kept, taken = KEPT / f"{name}-{scheme}.png", whole.crop(place)
        if os.environ.get("SAMBRUK_TEST_PICTURES"):
            taken.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)
        fault = _difference(Image.open(kept).convert("RGB"), taken) if kept.exists() else "there is no picture"
        if fault:
            ARTIFACTS.mkdir(parents=True, exist_ok=True)
            taken.save(ARTIFACTS / f"part-{name}-{scheme}.png")
            yield name, fault


def _difference(was: Image.Image, now: Image.Image) -> str:
    """Say how two pictures differ clearly, or nothing."""
    if max(abs(was.width - now.width), abs(was.height - now.height)) > SIZE_MAY_DIFFER:
        return f"{now.width} × {now.height} pixels, and was {was.width} × {was.height}"
    size = min(was.width, now.width), min(was.height, now.height)
    soft = [picture.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(1)) for picture in (was, now)]
    red, green, blue = ImageChops.difference(*soft).split()
    tones = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    share = sum(tones[CLEARLY:]) / sum(tones)
    return f"{share:.1%} of the pixels are otherwise" if share > SHARE_MAY_DIFFER else ""
