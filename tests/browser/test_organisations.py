"""Organisations in the browser: finding them, knowing them, changing them where they stand."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role, TodoType
from sambruk_crm.services import organisations, vocabularies
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who may edit."""
    return add_user(server)


@pytest.fixture
def town(server: RunningServer, anna: Actor) -> tuple[int, str]:
    """An organisation of the story's own: its key and name."""
    name = f"Kungsör {secrets.token_hex(4)}"
    with records(server) as session:
        return make_organisation(session, anna, name, population=8550).key, name


def test_a_search_narrows_the_list_and_stands_in_the_address(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, "/organisations")

    page.get_by_role("searchbox", name="Search name, number or e-mail").fill(town[1])

    expect(page.get_by_test_id("list-total")).to_have_text("1–1 of 1")
    expect(page).to_have_url(re.compile("text=Kungs"))


def test_a_filter_is_shown_as_a_chip_and_taken_away_by_it(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations?text={town[1]}")
    open_filter(page, "Kind")
    page.get_by_role("checkbox", name="Company").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Nothing fits")).to_be_visible()

    page.get_by_role("button", name="Kind: Company").click()

    expect(page.get_by_role("link", name=town[1])).to_be_visible()


def test_the_list_remembers_its_question_when_one_comes_back(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations?text={town[1]}")
    page.get_by_role("link", name=town[1]).click()
    expect(page.get_by_role("heading", name=town[1], level=1)).to_be_visible()

    page.get_by_role("link", name="All organisations").click()

    expect(page.get_by_role("searchbox", name="Search name, number or e-mail")).to_have_value(town[1])


def test_a_fact_is_changed_where_it_stands_by_keyboard(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    page.get_by_role("button", name="Show empty fields").click()
    page.get_by_role("button", name="Change Phone").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("0224-36 81 00")
    page.keyboard.press("Enter")

    expect(page.locator("[data-fact=phone]").get_by_role("link")).to_have_attribute("href", "tel:+46224368100")
    with records(server) as session:
        assert organisations.get(session, anna, town[0]).phone == "+46224368100"


def test_what_cannot_be_read_is_said_beside_the_field_and_stays_typed(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    page.get_by_role("button", name="Show empty fields").click()
    page.get_by_role("button", name="Change E-mail", exact=True).click()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="This is not an e-mail address.")).to_be_visible()
    expect(page.get_by_role("textbox", name="E-mail", exact=True)).to_have_value("nonsense")


def test_two_who_change_the_same_fact_see_both_and_choose(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    first = enter(new_page(), server, anna, f"/organisations/{town[0]}")
    second = enter(new_page(), server, add_user(server, "Bo Ek"), f"/organisations/{town[0]}")
    for each in (first, second):
        each.get_by_role("button", name="Show empty fields").click()
    first.get_by_role("button", name="Change Official name").click()
    first.keyboard.type("Mine")
    second.get_by_role("button", name="Change Official name").click()
    second.keyboard.type("Theirs")
    second.keyboard.press("Enter")
    expect(second.locator("[data-fact=official_name]")).to_contain_text("Theirs")
    expect(first.get_by_role("textbox", name="Official name")).to_have_value("Mine")

    first.keyboard.press("Enter")
    expect(first.get_by_role("alert").filter(has_text="Theirs")).to_be_visible()
    first.get_by_role("button", name="Save mine").click()

    expect(second.locator("[data-fact=official_name]")).to_have_text("Mine")


def test_a_membership_is_added_and_shown_at_once(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    page.get_by_role("button", name="Add a period").click()
    page.get_by_label("Member from").fill("2020-01-01")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#membership")).to_contain_text("Since 1 Jan 2020")
    expect(page.get_by_text("Is a member")).to_be_visible()


def test_a_call_is_written_down_with_its_next_step(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    with records(server) as session:
        vocabularies.create(session, anna, TodoType, {"name": "Avtalspapper", "usual_day": "month"})
    enter(page, server, anna, f"/organisations/{town[0]}")
    composer = page.get_by_role("form", name="Write in the history")
    expect(composer.get_by_label("Next step")).to_be_hidden()
    page.get_by_role("button", name="Log a call").click()
    composer.get_by_label("What happened?").fill("Talked about EGIL")
    composer.get_by_label("Next step").fill("Send the contract")
    expect(composer.get_by_role("radio", name="Without a day")).to_be_checked()
    composer.get_by_text("More", exact=True).click()
    composer.get_by_label("Type of to-do").select_option("Avtalspapper")
    expect(composer.get_by_role("radio", name="In a month")).to_be_checked()
    composer.get_by_role("button", name="Write down").click()

    entry = page.get_by_role("list", name="History").get_by_role("listitem").first
    expect(entry).to_contain_text("Talked about EGIL")
    expect(entry).to_contain_text("Send the contract")
    expect(composer.get_by_label("What happened?")).to_have_value("")
    expect(page.locator("#next")).to_contain_text("Send the contract")


def test_an_address_is_copied_from_the_visiting_address(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    page.get_by_role("button", name="Show empty fields").click()
    page.get_by_role("button", name="Edit Visiting address").click()
    page.get_by_label("Street").fill("Drottninggatan 34")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Edit Invoice address").click()
    page.get_by_role("button", name="Copy from the visiting address").click()
    expect(page.get_by_label("Street")).to_have_value("Drottninggatan 34")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("[data-address=invoice]")).to_contain_text("Drottninggatan 34")


def test_a_new_organisation_comes_with_its_contact(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/organisations/new")
    page.locator("#name").fill(f"Digidel {anna.user_id}")
    page.get_by_label("First name").fill("Åsa")
    page.get_by_label("Last name").fill("Öberg")
    page.get_by_role("button", name="Save").click()

    page.wait_for_url(re.compile(r"/organisations/\d+$"))
    expect(page.get_by_role("link", name="Åsa Öberg")).to_be_visible()


def test_likely_duplicates_are_shown_while_typing_and_nothing_typed_is_lost(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, "/organisations/new")
    page.locator("#name").fill(town[1].lower())
    expect(page.get_by_role("link", name=town[1])).to_be_visible()
    page.locator("#email").fill("nonsense")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    expect(page.locator("#name")).to_have_value(town[1].lower())


def test_a_reader_sees_no_way_to_change_anything(page: Page, server: RunningServer, town: tuple[int, str]) -> None:
    reader = add_user(server, "Rut Holm", Role.READER)
    enter(page, server, reader, f"/organisations/{town[0]}")
    expect(page.get_by_role("heading", name=town[1], level=1)).to_be_visible()

    assert page.get_by_role("button", name=re.compile("Change|Add|Edit|Delete|Write")).count() == 0


def test_an_organisation_that_does_not_exist_is_said_to_be_missing(
    page: Page, server: RunningServer, anna: Actor
) -> None:
    enter(page, server, anna, "/organisations/999999")

    expect(page.get_by_role("heading", name="This organisation does not exist.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_organisations_have_no_serious_findings(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str], scheme: str
) -> None:
    page = enter(new_page(color_scheme=scheme), server, anna, "/organisations")
    for path, mark in (
        (f"/organisations?text={town[1]}&kind=municipality", town[1]),
        (f"/organisations/{town[0]}", "What is next"),
        ("/organisations/new", "Contact person"),
    ):
        page.goto(path)
        expect(page.get_by_text(mark).first).to_be_visible()
        assert serious_findings(page) == []


def test_nothing_is_wider_than_a_phone(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    phone = enter(new_page(**PHONE), server, anna, "/organisations")
    for path in (f"/organisations?text={town[1]}", f"/organisations/{town[0]}", "/organisations/new"):
        phone.goto(path)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        phone.wait_for_timeout(300)
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("is_phone", [False, True])
def test_a_fact_is_shown_as_a_column_and_asked_for_like_any_other(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str], *, is_phone: bool
) -> None:
    key, name = town
    page = new_page(**PHONE) if is_phone else new_page()
    enter(page, server, anna, f"/organisations/{key}")
    invoicing = page.locator("[data-fact=gln]")
    page.get_by_role("button", name="Show empty fields").click()
    invoicing.get_by_role("button", name="Change GLN").click()
    invoicing.get_by_role("textbox").fill("7350000000014")
    page.keyboard.press("Enter")
    expect(invoicing).to_contain_text("7350000000014")

    page.goto(f"/organisations?text={name}")
    if not is_phone:
        page.get_by_role("button", name="Columns").click()
        page.get_by_role("dialog", name="Columns").get_by_label("GLN").click()
        page.keyboard.press("Escape")
        expect(page.get_by_role("cell", name="7350000000014")).to_be_visible()

    asked = open_filter(page, "GLN")
    assert serious_findings(page) == []
    asked.get_by_role("searchbox", name="GLN contains").fill("99")
    expect(page.get_by_text("Nothing fits")).to_be_visible()
    asked.get_by_role("searchbox", name="GLN contains").fill("")
    asked.get_by_role("checkbox", name="Filled in 1").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="GLN: Filled in")).to_be_visible()
    expect(page).to_have_url(re.compile("gln=%3Afilled|gln=:filled"))
    expect(page.get_by_role("link", name=name)).to_be_visible()
