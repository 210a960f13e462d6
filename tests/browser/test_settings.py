"""The settings, as administrators and managers use them: by keyboard, in two tabs, on a phone, in light and dark."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import LostReason, Role
from sambruk_crm.services import vocabularies
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import MakeServer, NewPage
from tests.browser.people import sign_in
from tests.browser.stories import PASSWORD, add_user, enter, records
from tests.factories import make_deal, make_organisation, make_todo
from tests.servers import RunningServer


def names(page: Page) -> list[str]:
    """List the entries in their order."""
    return page.locator("[data-entry-id] .entry-name").all_inner_texts()


def test_a_new_name_is_on_a_colleagues_screen_without_reloading(new_page: NewPage, server: RunningServer) -> None:
    path, name = "/settings/todo-types", "Ring om EGIL"
    mine = enter(new_page(), server, add_user(server, "Maria Lind", Role.MANAGER), path)
    theirs = enter(new_page(), server, add_user(server, "Mats Ek", Role.MANAGER), path)
    expect(theirs.get_by_text("Visit customer", exact=True)).to_be_visible()

    mine.get_by_role("button", name="Edit Visit customer").click()
    expect(mine.get_by_role("dialog")).to_be_visible()
    assert serious_findings(mine) == []
    mine.get_by_label("Name").fill(name)
    mine.keyboard.press("Enter")

    expect(theirs.get_by_text(name, exact=True)).to_be_visible()
    expect(theirs.get_by_text("Your own name for “Visit customer”")).to_be_visible()


def test_what_is_being_written_survives_a_colleagues_change_and_both_are_shown(
    new_page: NewPage, server: RunningServer
) -> None:
    path = "/settings/history-types"
    mine = enter(new_page(), server, add_user(server, "Maria Lind", Role.MANAGER), path)
    theirs = enter(new_page(), server, add_user(server, "Mats Ek", Role.MANAGER), path)
    for page in (mine, theirs):
        page.get_by_role("button", name="Edit Tried it").click()
    mine.get_by_label("Name").fill("Prövade")
    theirs.get_by_label("Name").fill("Testade")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.get_by_role("dialog")).to_be_hidden()

    expect(mine.get_by_label("Name")).to_have_value("Prövade")
    mine.get_by_role("button", name="Save").click()

    expect(mine.get_by_role("alert")).to_contain_text("changed the name to “Testade”")
    expect(mine.get_by_label("Name")).to_have_value("Prövade")
    mine.get_by_role("button", name="Save").click()
    expect(theirs.get_by_text("Prövade", exact=True)).to_be_visible()


def test_entries_are_moved_by_keyboard_and_the_focus_stays(page: Page, server: RunningServer) -> None:
    maria = add_user(server, "Maria Lind", Role.MANAGER)
    enter(page, server, maria, "/settings/lost-reasons")
    expect(page.locator("[data-entry-id]").first).to_be_visible()
    before = names(page)

    down = page.get_by_role("button", name=f"Move {before[0]} down")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="is now number 2")).to_be_attached()
    expect(down).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="is now number 3")).to_be_attached()
    assert names(page) == [before[1], before[2], before[0], *before[3:]]
    with records(server) as session:
        stored = [vocabularies.shown(entry, "en") for entry in vocabularies.entries(session, maria, LostReason)]
    assert stored == names(page)


def test_a_new_user_is_given_a_link_and_signs_in_with_the_password_chosen(
    new_page: NewPage, server: RunningServer
) -> None:
    page = enter(new_page(), server, add_user(server, "Ada Ros", Role.ADMINISTRATOR), "/settings/users")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("E-mail").fill("sara")
    page.get_by_label("Name", exact=True).fill("Sara Ny")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Sara Ny")

    page.get_by_label("E-mail").fill("sara@example.test")
    page.get_by_role("dialog").get_by_role("button", name="Invite").click()
    link = urlsplit(page.get_by_test_id("link").inner_text())
    assert serious_findings(page) == []
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_text("sara@example.test · never signed in")).to_be_visible()
    theirs = new_page()
    theirs.goto(f"{link.path}?{link.query}")
    theirs.locator("[name=new]").fill(PASSWORD)
    theirs.locator("form:has([name=new]) [type=submit]").click()
    theirs.wait_for_url(f"{server.url}/")
    sign_in(new_page(), "sara@example.test", PASSWORD)


def test_a_deactivated_user_is_led_out_of_the_open_tab(new_page: NewPage, server: RunningServer) -> None:
    bo = enter(new_page(), server, add_user(server, "Bo Utanför", Role.STAFF), "/konto")
    expect(bo.get_by_role("heading", name="My account")).to_be_visible()
    page = enter(new_page(), server, add_user(server, "Ada Ros", Role.ADMINISTRATOR), "/settings/users")

    page.get_by_role("button", name="Deactivate Bo Utanför").click()
    expect(page.get_by_text("Nothing open is theirs.")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()

    bo.wait_for_url(re.compile("/login"))


@pytest.mark.parametrize("address", ["/import", "/trash", "/settings/jobs"])
def test_whoever_opens_a_page_that_their_role_does_not_allow_is_told_once(
    page: Page, server: RunningServer, address: str
) -> None:
    enter(page, server, add_user(server, "Rut Ek", Role.READER), address)

    expect(page.get_by_role("heading", name="Your role does not allow this.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(500)
    expect(page.get_by_text("Your role does not allow this.")).to_have_count(1)
    expect(page.locator(".loading")).to_have_count(0)


def test_staff_find_no_settings_to_change(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server, "Bo Ek", Role.STAFF), "/settings/tags")

    expect(page.get_by_role("heading", name="Your role does not allow this.")).to_be_visible()
    expect(page.get_by_role("button", name="New tag")).to_be_hidden()


def test_a_manager_who_opens_the_settings_comes_to_the_lists(page: Page, server: RunningServer) -> None:
    enter(page, server, add_user(server, "Maria Lind", Role.MANAGER), "/settings")

    page.wait_for_url("**/settings/todo-types")
    expect(page.get_by_role("navigation", name="Settings").get_by_role("link", name="Users")).to_be_hidden()


def test_a_renamed_noun_and_time_zone_are_everywhere_at_the_next_load(
    make_server: MakeServer, new_page: NewPage
) -> None:
    own = make_server()
    page = enter(new_page(on=own), own, add_user(own, "Ada Ros", Role.ADMINISTRATOR), "/settings")
    page.get_by_label("Name", exact=True).fill("Föreningen Sambruk")
    page.get_by_label("Time zone").fill("hels")
    page.get_by_role("option", name="Europe/Helsinki").click()
    page.get_by_label("Those we work with").select_option("Member")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved. Others see it when they next load a page.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Members")).to_be_visible()
    expect(page).to_have_title(re.compile("Föreningen Sambruk"))
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Helsinki")
    expect(page.get_by_label("Those we work with")).to_have_value("Member")
    own.stop()


def test_whoever_leaves_hands_over_what_is_open_in_one_step(new_page: NewPage, server: RunningServer) -> None:
    anna, cia = add_user(server, "Anna Slutar"), add_user(server, "Cia Tarvid")
    bo = add_user(server, "Bo Affärsson")
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {anna.user_id}")
        make_todo(session, anna, "Ring om avtalet", scope="organisation", organisation_id=town.key)
        deal = make_deal(session, anna, "EGIL till alla", organisation_id=town.key)
    page = enter(new_page(), server, add_user(server, "Ada Ros", Role.ADMINISTRATOR), "/settings/users")
    theirs = enter(new_page(), server, cia, "/todos")
    expect(theirs.get_by_text("Nothing to do")).to_be_visible()

    page.get_by_role("button", name="Deactivate Anna Slutar").click()
    dialog = page.get_by_role("dialog", name="Deactivate Anna Slutar?")
    expect(dialog.locator("[data-kind=todos]")).to_contain_text("Ring om avtalet")
    expect(dialog.locator("[data-kind=deals]")).to_contain_text("EGIL till alla")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Hand over and deactivate").click()
    expect(dialog.locator("#receiver_id-error")).to_have_text("Choose who takes over.")
    dialog.get_by_label("Who takes over").select_option(str(cia.user_id))
    dialog.locator("[data-kind=deals]").get_by_label("Somebody else for these").select_option(str(bo.user_id))
    dialog.get_by_role("button", name="Hand over and deactivate").click()

    expect(dialog).to_be_hidden()
    expect(theirs.locator("[data-todo-id]")).to_contain_text("Ring om avtalet")
    page.goto(f"/deals/{deal.key}")
    expect(page.get_by_text("Handed over from Anna Slutar to Bo Affärsson")).to_be_visible()
