"""The matrix in the browser: gone through by keyboard, from a white spot to a deal."""

import re
import secrets

from playwright.sync_api import Page, expect
from sqlmodel import select

from sambruk_crm.models import Organisation
from sambruk_crm.services import services
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


def test_the_keyboard_leads_from_a_white_spot_to_a_deal(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {mark}", kind="municipality")
        make_organisation(session, anna, f"Arboga {mark}", kind="municipality")
        egil = services.create(session, anna, {"name": f"EGIL {mark}"}).key
        services.participants.add(session, anna, egil, {"organisation_id": town.key})

    enter(page, server, anna, "/services")
    page.get_by_role("link", name="By municipality").click()
    page.get_by_role("searchbox", name="Search organisations").fill(mark)
    grid = page.get_by_role("grid")
    expect(grid.locator("tbody tr")).to_have_count(2)
    takes_part = grid.get_by_label(f"Kungsör {mark}, EGIL {mark}: Takes part")
    expect(takes_part).to_have_text(re.compile(r"^T"))
    white = grid.get_by_label(f"Arboga {mark}, EGIL {mark}: White spot")
    assert serious_findings(page) == []

    takes_part.focus()
    page.keyboard.press("ArrowUp")
    expect(white).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("White spot")
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    white.focus()
    page.keyboard.press("d")

    began = grid.get_by_label(f"Arboga {mark}, EGIL {mark}: Deal, phase 1")
    expect(began).to_have_text(re.compile(r"^1"))
    began.click()
    dialog.get_by_role("link", name="Open the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"EGIL {mark}")


def test_a_colleagues_deal_shows_in_the_matrix_and_neighbours_are_named(
    new_page: NewPage, server: RunningServer
) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        egil = services.create(session, anna, {"name": f"EGIL {mark}"}).key
        arboga = session.exec(select(Organisation).where(Organisation.municipality_code == "1984")).one().key
        services.participants.add(session, anna, egil, {"organisation_id": arboga})
    page = new_page(**PHONE)

    enter(page, server, anna, "/services/matrix")
    page.get_by_role("searchbox", name="Search organisations").fill("Kungsör")
    page.get_by_label(f"Kungsör, EGIL {mark}: White spot").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem").first).to_contain_text("Arboga – Takes part")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    dialog.get_by_role("button", name="New to-do").click()
    form = page.get_by_role("dialog")
    expect(form).to_contain_text(f"For the service EGIL {mark}")
