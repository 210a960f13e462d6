"""A record is looked at beside its list, by mouse and by keys, and something is written down there."""

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_todo
from tests.servers import RunningServer


@pytest.fixture(scope="module")
def anna(server: RunningServer) -> Actor:
    anna = add_user(server)
    with records(server) as session:
        for name in ("Peekby A", "Peekby B", "Peekby C"):
            town = make_organisation(session, anna, name)
        make_todo(session, anna, "Ring Ulla", scope="organisation", organisation_id=town.key)
    return anna


def test_space_opens_a_row_beside_the_list_and_the_arrows_go_on(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/organisations?text=Peekby")
    first = page.get_by_role("link", name="Peekby A")
    first.focus()
    page.keyboard.press("Space")
    panel = page.locator("aside.peek")
    expect(panel.get_by_role("heading", level=2).first).to_have_text("Peekby A")
    assert serious_findings(page) == []

    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("heading", level=2).first).to_have_text("Peekby B")
    page.keyboard.press("ArrowDown")
    expect(panel).to_contain_text("Ring Ulla")
    expect(page.get_by_role("link", name="Peekby C").first).to_be_focused()

    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_role("link", name="Peekby C")).to_be_focused()


def test_a_call_is_written_down_beside_the_list(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/organisations?text=Peekby")
    page.locator("[data-row-id]", has_text="Peekby B").hover()
    page.locator("[data-row-id]", has_text="Peekby B").get_by_role("button", name="Look at it here").click()
    panel = page.locator("aside.peek")
    panel.locator("form.composer textarea").fill("Asked about EGIL")
    panel.get_by_role("button", name="Write down").click()

    expect(panel.get_by_role("list", name="History")).to_contain_text("Asked about EGIL")
