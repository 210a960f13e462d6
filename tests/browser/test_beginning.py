"""From the first visit to ten members: set-up, what is to be done first, and a pasted list."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sambruk_crm.models import Role
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, MakeServer, NewPage
from tests.browser.stories import add_user, enter
from tests.servers import RunningServer

TEN = """Degerfors kommun; 2015
Hallsberg\t2016-07-01
1881, 2017
Laxå
Lekeberg
Lindesberg
Ljusnarsberg
Nora
Askersund
Karlskoga"""
MOST_STEPS = 5
"""Clicks and keys for ten members from a pasted list."""
WIDTHS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def office(make_server: MakeServer) -> Iterator[RunningServer]:
    """A server of our own, on which nobody has been yet."""
    server = make_server()
    yield server
    server.stop()


def printed_link(server: RunningServer) -> str:
    """Return the link for the first visit, which is printed a moment after the server answers."""
    for _ in range(400):
        if found := re.search(r"/setup\?token=[\w-]+", server.log.read_text()):
            return found[0]
        time.sleep(0.1)
    pytest.fail("no link for the first visit was printed")


def test_whoever_sets_up_is_led_to_what_is_first_and_enters_ten_members_from_a_list(
    new_page: NewPage, office: RunningServer
) -> None:
    page = new_page(on=office)
    page.context.add_cookies([{"name": "locale", "value": "en", "url": office.url}])
    page.goto(printed_link(office))
    page.locator("[name=association_name]").fill("Sambruk")
    page.locator("[name=name]").fill("Ada Ros")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Willkommen")).to_be_visible()
    expect(page.locator("[name=association_name]")).to_have_value("Sambruk")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("Ada Ros")
    page.locator("[name=email]").fill("ada@sambruk.example")
    page.locator("[name=password]").fill("a long enough passphrase")
    page.locator("[name=default_locale]").select_option("en")
    page.locator("[type=submit]:has-text('Begin')").click()

    expect(page.get_by_role("heading", name="Getting started")).to_be_visible()
    expect(page.get_by_text("0 of 6 done").last).to_be_visible()
    assert serious_findings(page) == []
    page.get_by_role("link", name="Enter members").click()
    expect(page.get_by_role("heading", name="Paste a list")).to_be_visible()

    steps = 0
    box = page.get_by_label("Names, municipal codes or organisation numbers")
    box.click()
    steps += 1
    page.keyboard.insert_text(TEN)  # as Ctrl+V does
    steps += 1
    expect(page.locator("[data-outcome=found]")).to_have_count(10)
    assert serious_findings(page) == []
    page.get_by_role("button", name="Make 10 members").click()
    steps += 1

    expect(page.get_by_role("status").filter(has_text="10 have become members.").first).to_be_visible()
    assert steps <= MOST_STEPS
    page.get_by_role("link", name="See the members").click()
    expect(page.get_by_text("Degerfors").first).to_be_visible()
    page.goto("/getting-started")
    expect(page.locator("[data-step=members]")).to_contain_text("Done")
    expect(page.get_by_text("1 of 6 done").last).to_be_visible()


def test_what_is_not_found_is_chosen_from_what_is_near_and_towns_are_ticked(
    new_page: NewPage, office: RunningServer
) -> None:
    page = enter(new_page(on=office), office, add_user(office, "Bo Ek"), "/organisations/members")
    page.get_by_label("Names, municipal codes or organisation numbers").fill("Upsala; 2018\nHögertrafikkommittén")
    expect(page.locator("[data-outcome=unknown]")).to_have_count(2)
    page.get_by_role("button", name="Uppsala", exact=True).click()
    expect(page.locator("[data-outcome=found]")).to_have_count(1)

    page.get_by_text("Or tick them in the list").click()
    page.get_by_label("County").select_option(label="Västmanlands län")
    page.get_by_label("Arboga").click()
    expect(page.get_by_label("Arboga")).to_be_checked()
    assert serious_findings(page) == []
    page.get_by_role("button", name="Make 2 members").click()

    expect(page.get_by_role("status").filter(has_text="2 have become members.").first).to_be_visible()
    expect(page.get_by_label("Names, municipal codes")).to_have_value("Högertrafikkommittén")
    expect(page.get_by_label("Arboga")).to_be_disabled()


@pytest.mark.parametrize("options", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"])
def test_the_pages_fit_their_screens(new_page: NewPage, office: RunningServer, options: dict[str, object]) -> None:
    page = enter(new_page(on=office, **options), office, add_user(office, "Ada Ros", Role.ADMINISTRATOR))

    for path in ("/getting-started", "/organisations/members", "/settings"):
        page.goto(path)
        expect(page.locator("main .card").first).to_be_visible()
        page.wait_for_timeout(300)
        assert serious_findings(page) == []
        assert page.evaluate(WIDTHS) <= 0, path


def test_put_away_it_leaves_the_menu_and_comes_back_from_the_settings(new_page: NewPage, office: RunningServer) -> None:
    page = enter(new_page(on=office), office, add_user(office, "Ada Ros", Role.ADMINISTRATOR), "/getting-started")
    menu = page.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name="Getting started")).to_be_visible()

    page.get_by_role("button", name="Put away").click()
    page.wait_for_url(f"{office.url}/")
    expect(menu.get_by_role("link", name="Getting started")).to_be_hidden()

    page.goto("/settings")
    page.get_by_role("link", name="What is to be done first").click()
    page.get_by_role("button", name="Show in the menu again").click()
    expect(menu.get_by_role("link", name="Getting started")).to_be_visible()
