"""Finding anything in the browser: by keyboard at a desk, by thumb on a phone."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_person, make_todo
from tests.servers import RunningServer


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who may edit."""
    return add_user(server)


@pytest.fixture
def name(server: RunningServer, anna: Actor) -> str:
    """A name shared by a municipality and seven persons of the story's own."""
    name = f"Örå{secrets.token_hex(4)}"
    with records(server) as session:
        make_organisation(session, anna, name)
        for first in ("Ada", "Bo", "Cid", "Dag", "Eva", "Fia", "Gun"):
            make_person(session, anna, first, name)
    return name


def open_box(page: Page) -> None:
    """Open the search by its key, once the page listens."""
    expect(page.get_by_role("button", name="Anna Berg")).to_be_visible()
    expect(page.get_by_role("button", name="Search everything")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search everything")).to_be_focused()


def test_a_record_is_found_and_opened_by_keyboard_alone(
    page: Page, server: RunningServer, anna: Actor, name: str
) -> None:
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type(name.replace("Ö", "o").replace("å", "a"))
    expect(page.get_by_role("option", name=name, exact=False).first).to_be_visible()
    expect(page.get_by_role("option", selected=True)).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text(f"Ada {name}")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/persons/\d+$"))
    expect(page.get_by_role("dialog", name="Search everything")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Ada {name}")


def test_enter_waits_for_the_answer_to_what_was_typed(
    page: Page, server: RunningServer, anna: Actor, name: str
) -> None:
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type(name)
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/organisations/\d+$"))


def test_all_of_a_noun_is_shown_in_its_list(page: Page, server: RunningServer, anna: Actor, name: str) -> None:
    enter(page, server, anna, "/persons")
    open_box(page)
    page.keyboard.type(name)
    people = page.get_by_role("group", name="Persons")
    expect(people.get_by_role("option").filter(has_text=name)).to_have_count(5)  # not those of half the word
    people.get_by_role("option", name="Show all in the list").click()

    expect(page.get_by_test_id("list-total")).to_have_text("1–7 of 7")
    assert "text=" in page.url


def test_a_slash_opens_the_search_but_not_where_something_is_typed(
    page: Page, server: RunningServer, anna: Actor
) -> None:
    enter(page, server, anna, "/persons")
    box = page.get_by_role("dialog", name="Search everything")
    page.get_by_role("searchbox").first.press("/")
    expect(box).to_be_hidden()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()


def test_commands_are_found_by_their_words_and_only_those_one_may_do(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server, "Rut Holm", Role.READER, "sv"))
    page.get_by_role("button", name="Sök i allt").click()
    page.keyboard.type("ny person")
    expect(page.get_by_role("listbox")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("option", name="Ny person")).to_have_count(0)
    page.get_by_role("combobox", name="Sök i allt").fill("farger mork")
    page.get_by_role("option", name="Färger: Mörk").click()

    expect(page.locator("html")).to_have_class(re.compile("dark"))


def test_a_to_do_is_found_and_opened_in_its_form(page: Page, server: RunningServer, anna: Actor) -> None:
    word = f"paraply{secrets.token_hex(4)}"
    with records(server) as session:
        make_todo(session, anna, f"Hämta {word}")
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type(word)
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog").get_by_text(f"Hämta {word}")).to_be_visible()


def test_the_search_is_shown_in_the_user_guide(
    new_page: NewPage, server: RunningServer, anna: Actor, picture: Callable[[Page, str], None]
) -> None:
    with records(server) as session:
        for first, last in (("Åsa", "Öberg"), ("Per", "Öberg"), ("Siv", "Öberg-Lind")):
            make_person(session, anna, first, last, emails=[f"{first}.{anna.user_id}@exempel.test".lower()])
        place = make_organisation(session, anna, "Öbergska stiftelsen", kind="foundation")
        make_todo(session, anna, "Ring Öberg om avtalet", scope="organisation", organisation_id=place.key)
    page = enter(new_page(), server, add_user(server, "Bo Ek", locale="sv"))
    page.get_by_role("button", name="Sök i allt").click()
    page.keyboard.type("oberg")
    expect(page.get_by_role("group", name="Att göra").get_by_role("option").first).to_be_visible()
    picture(page, "sok")


def test_a_command_leads_to_the_form(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type("new pers")
    expect(page.get_by_role("option", selected=True)).to_have_text("New person")
    page.keyboard.press("Enter")

    page.wait_for_url("**/persons/new")


def test_what_was_open_last_is_offered_and_forgotten_at_sign_out(
    page: Page, server: RunningServer, anna: Actor, name: str
) -> None:
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    page.goto("/")
    open_box(page)
    expect(page.get_by_role("group", name="Last opened").get_by_role("option").first).to_contain_text(name)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Anna Berg").click()
    page.get_by_role("button", name="Sign out", exact=True).click()

    page.wait_for_url("**/login")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('sambruk-recent'))") == []


def test_on_a_phone_the_search_fills_the_screen(
    new_page: NewPage, server: RunningServer, anna: Actor, name: str
) -> None:
    page = enter(new_page(**PHONE), server, anna)
    page.get_by_role("button", name="Search everything").tap()
    sheet = page.get_by_role("dialog", name="Search everything")
    expect(sheet).to_be_visible()
    page.get_by_role("combobox", name="Search everything").fill(name)
    expect(page.get_by_role("option").first).to_contain_text(name)

    size = sheet.bounding_box()
    assert size is not None
    assert (size["x"], size["width"]) == (0, 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert min(row["height"] for row in (o.bounding_box() for o in page.get_by_role("option").all()) if row) >= 44
    assert serious_findings(page) == []
    page.get_by_role("option").first.tap()
    page.wait_for_url(re.compile(r"/organisations/\d+$"))


def test_the_open_search_has_no_serious_findings(page: Page, server: RunningServer, anna: Actor, name: str) -> None:
    enter(page, server, anna)
    open_box(page)
    page.keyboard.type(name)
    expect(page.get_by_role("option").first).to_contain_text(name)

    assert serious_findings(page) == []
