"""Looking at a list: views and columns that are kept, counts beside filter values, the way back to the place."""

import re

from playwright.sync_api import Page, expect

from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_deal, make_organisation, make_person
from tests.servers import RunningServer


def people(server: RunningServer, anna: Actor, word: str) -> None:
    with records(server) as session:
        for number in range(30):
            status = "customer" if number % 3 == 0 else "prospect"
            make_person(session, anna, f"Nr{number:02}", word, status=status)


def test_a_list_is_looked_at_in_ones_own_way_and_opens_so_again(page: Page, server: RunningServer) -> None:
    anna = add_user(server)
    people(server, anna, "Vyberg")
    enter(page, server, anna, "/persons?text=Vyberg")
    open_filter(page, "Status")
    page.get_by_role("checkbox", name="Customer 10", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("list-total")).to_contain_text("of 10")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("dialog", name="Columns").get_by_role("checkbox", name="E-mail", exact=True).click()
    expect(page.get_by_role("columnheader", name="E-mail")).to_have_count(0)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Save as a view…").click()
    dialog = page.get_by_role("dialog", name="Save as a view")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give the view a name.")).to_be_visible()
    dialog.get_by_label("Name").fill("Vybergs kunder")
    dialog.get_by_label("Open the list with it").check()
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Views: Vybergs kunder")).to_be_visible()

    page.goto("/persons")
    expect(page.get_by_test_id("list-total")).to_contain_text("of 10")
    expect(page.get_by_role("columnheader", name="E-mail")).to_have_count(0)
    page.get_by_role("button", name="Clear all").first.click()
    expect(page).to_have_url(re.compile(r"/persons\?all$"))
    expect(page.get_by_test_id("list-total")).not_to_have_text(re.compile("of 10$"))
    page.reload()
    expect(page.get_by_test_id("list-total")).not_to_have_text(re.compile("of 10$"))
    page.get_by_role("button", name="Views").click()
    assert serious_findings(page) == []
    page.get_by_role("button", name="Vybergs kunder", exact=True).click()
    expect(page.get_by_test_id("list-total")).to_contain_text("of 10")
    page.get_by_role("button", name="Views: Vybergs kunder").click()
    page.get_by_role("button", name="Remove Vybergs kunder").click()
    page.get_by_role("button", name="Really remove Vybergs kunder").click()
    expect(page.get_by_text("Save filters, order and columns under a name.")).to_be_visible()


def test_whoever_comes_back_from_a_record_is_at_its_row(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server)
    people(server, anna, "Platsman")
    phone = new_page(**PHONE)
    enter(phone, server, anna, "/persons?text=Platsman")
    phone.get_by_role("link", name="Nr20 Platsman").click()
    expect(phone.get_by_text("21 of 30")).to_be_visible()
    phone.get_by_role("link", name="Next in the list").click()
    expect(phone.get_by_text("22 of 30")).to_be_visible()

    phone.get_by_role("link", name="All persons").click()

    row = phone.get_by_role("link", name="Nr21 Platsman")
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()
    phone.go_back()
    expect(phone.get_by_text("22 of 30")).to_be_visible()


def test_deals_know_their_neighbours_and_the_way_back(page: Page, server: RunningServer) -> None:
    anna = add_user(server)
    with records(server) as session:
        town = make_organisation(session, anna, "Grannköping")
        for name in ("Granne A", "Granne B", "Granne C"):
            make_deal(session, anna, name, organisation_id=town.key)
    enter(page, server, anna, "/deals/list?text=Granne")
    page.get_by_role("link", name="Granne B").click()
    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.get_by_role("link", name="Next in the list").click()
    expect(page.get_by_role("heading", name="Granne C")).to_be_visible()

    page.get_by_role("link", name="All deals").click()

    expect(page).to_have_url(re.compile(r"/deals/list\?text=Granne"))
    expect(page.get_by_role("link", name="Granne C")).to_be_focused()
