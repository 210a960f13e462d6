"""Leads in the browser: from a new one to what it becomes."""

import re
import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.services import leads
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_person
from tests.servers import RunningServer


def test_a_new_lead_is_converted_to_the_person_that_is_there(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        make_person(session, anna, "Åsa", f"Öberg{mark}")

    enter(page, server, anna, "/leads/new")
    page.get_by_label("Name").fill(f"Åsa Öberg{mark}")
    expect(page.get_by_role("link", name=f"Åsa Öberg{mark}")).to_be_visible()
    page.get_by_label("Organisation").fill(f"Kungsör {mark}")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))

    page.get_by_role("button", name="Convert", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Person", exact=True).locator("option").first).to_have_text(f"Åsa Öberg{mark}")
    dialog.get_by_label("Make a deal too").check()
    dialog.get_by_label("Title of the deal").fill("EGIL")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Convert").click()

    became = page.locator("#became")
    for name in (f"Åsa Öberg{mark}", f"Kungsör {mark}", "EGIL"):
        expect(became.get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="Convert", exact=True)).to_have_count(0)


def test_a_to_do_is_planned_by_key_on_a_leads_page_and_closed_in_the_inbox(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        lead = leads.create(session, anna, {"name": f"Ulla {mark}"}).key
    enter(page, server, anna, f"/leads/{lead}")
    expect(page.locator("#next")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("t")
    page.get_by_label("What is to be done?").fill("Send the offer")
    page.get_by_text("Tomorrow", exact=True).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#next [data-todo-id]")).to_contain_text("Send the offer")
    assert serious_findings(page) == []

    page.goto("/todos")
    row = page.locator("[data-todo-id]", has_text="Send the offer")
    expect(row.get_by_role("link", name=f"Ulla {mark}", exact=True)).to_be_visible()
    row.focus()
    page.keyboard.press("c")
    expect(page.locator("[data-done=true]")).to_contain_text("Send the offer")
    page.locator("[data-done=true]").focus()
    page.keyboard.press("o")

    page.wait_for_url(f"**/leads/{lead}")
    expect(page.get_by_role("list", name="History")).to_contain_text("Send the offer")
    expect(page.locator("#next [data-todo-id]")).to_have_count(0)


def test_a_lead_is_dropped_with_its_reason_and_taken_up_again(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    enter(page, server, anna, "/leads/new")
    page.get_by_label("Name").fill(f"Bo {mark}")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/leads/\d+$"))

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Drop…").click()
    page.get_by_role("dialog").get_by_role("button", name="Drop").click()
    expect(page.get_by_text("Say why the lead is dropped.")).to_be_visible()
    page.get_by_role("dialog").get_by_label("Why?").fill("No money this year")
    page.get_by_role("dialog").get_by_role("button", name="Drop").click()
    expect(page.locator("#history")).to_contain_text("No money this year")
    page.get_by_role("button", name="Take up again").click()

    expect(page.get_by_role("button", name="Convert", exact=True)).to_be_visible()
    page.goto(f"/leads?text={mark}&state=contacted")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 of 1")


def test_a_lead_is_linked_to_an_organisation_found_by_typing(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    anna, mark = add_user(server, locale="sv"), secrets.token_hex(2)
    with records(server) as session:
        make_organisation(session, anna, f"Annanstad {mark}")
        lead = leads.create(session, anna, {"name": f"Bo {mark}"}).key
    page = enter(new_page(**PHONE), server, anna, f"/leads/{lead}")

    page.get_by_role("button", name="Konvertera", exact=True).click()
    other = page.get_by_role("combobox", name="Eller en annan organisation")
    other.press_sequentially(f"annanstad {mark}")
    page.get_by_role("option", name=f"Annanstad {mark}").click()
    picture(page, "leads-konvertera")
    page.get_by_role("dialog").get_by_role("button", name="Konvertera").click()

    expect(page.locator("#became").get_by_role("link", name=f"Annanstad {mark}")).to_be_visible()
