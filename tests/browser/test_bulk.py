"""Bulk work in the browser: chosen across pages, changed by one job, told, and taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role, TagScope
from sambruk_crm.services import organisations, tags
from sambruk_crm.services.permissions import Actor
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation
from tests.servers import RunningServer

COUNT = 60


@pytest.fixture
def maria(server: RunningServer) -> Actor:
    """Maria, a manager who reads Swedish."""
    return add_user(server, "Maria Lind", Role.MANAGER, locale="sv")


@pytest.fixture
def word(server: RunningServer, maria: Actor) -> str:
    """Sixty organisations with a word of their own, and a tag called so."""
    name = f"Bulk{maria.user_id}"
    with records(server) as session:
        for number in range(COUNT):
            make_organisation(session, maria, f"{name} {number:02}")
        tags.create(session, maria, {"name": name, "scope": TagScope.ORGANISATION})
    return name


def tagged(server: RunningServer, maria: Actor, word: str) -> int:
    """Count the organisations that carry the tag."""
    with records(server) as session:
        [tag] = [tag for tag in tags.all_tags(session, maria) if tag.name == word]
        wanted = organisations.OrganisationFilter(tag=(tag.key,))
        return organisations.search(session, maria, wanted).total


def choose(page: Page, action: str, value: str) -> None:
    """Ask for an action on what is chosen."""
    page.get_by_role("button", name="Ändra valda…").click()
    page.get_by_role("menuitem", name=action).click()
    page.get_by_role("dialog").get_by_label("Vilken?").select_option(label=value)
    page.get_by_role("button", name="Ändra alla").click()


def test_all_that_match_are_tagged_but_one_and_it_can_be_undone(
    page: Page, server: RunningServer, maria: Actor, word: str, picture: Callable[[Page, str], None]
) -> None:
    enter(page, server, maria, f"/organisations?text={word}")
    bar = page.get_by_test_id("selection-bar")

    page.get_by_label("Välj alla på sidan").click()
    expect(bar).to_contain_text("50 valda")
    bar.get_by_role("button", name=f"Välj alla {COUNT} som matchar").click()
    page.get_by_label("Nästa sida").click()
    expect(page.get_by_test_id("list-total")).to_contain_text(f"51–{COUNT}")
    page.get_by_label(f"Välj {word} 59").click()
    expect(bar).to_contain_text(f"{COUNT - 1} valda")
    picture(page, "listor-valda")
    choose(page, "Lägg till en tagg", word)

    told = page.get_by_test_id("batch-bar")
    expect(told).to_contain_text(f"{COUNT - 1} av {COUNT - 1} klara")
    expect(page.locator("[data-row-id]", has_text=f"{word} 58")).to_contain_text(word)
    assert tagged(server, maria, word) == COUNT - 1
    expect(bar).to_be_hidden()
    told.get_by_role("button", name="Ångra").click()
    expect(told).to_contain_text("Ångrad")
    assert tagged(server, maria, word) == 0


def test_rows_chosen_one_by_one_stay_chosen_on_other_pages_and_the_result_names_them(
    page: Page, server: RunningServer, maria: Actor, word: str
) -> None:
    enter(page, server, maria, f"/organisations?text={word}")
    chosen = page.get_by_label(f"Välj {word} 03")
    expect(chosen).to_be_visible()
    place = chosen.bounding_box()
    chosen.click()
    expect(page.get_by_test_id("selection-bar")).to_contain_text("1 vald")
    assert chosen.bounding_box() == place  # the bar moves no row under the pointer
    page.get_by_label("Nästa sida").click()
    page.get_by_label(f"Välj {word} 55").click()
    expect(page.get_by_test_id("selection-bar")).to_contain_text("2 valda")

    choose(page, "Lägg till en tagg", word)
    page.get_by_role("link", name="Visa resultatet").click()

    expect(page.get_by_role("list", name="Rader").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("link", name=f"{word} 55")).to_be_visible()
    expect(page.get_by_text("2 av 2 klara")).to_be_visible()


def test_on_a_phone_rows_are_chosen_by_thumb(phone: Page, server: RunningServer, maria: Actor, word: str) -> None:
    enter(phone, server, maria, f"/organisations?text={word}")

    phone.get_by_label(f"Välj {word} 01").click()

    expect(phone.get_by_test_id("selection-bar")).to_contain_text("1 vald")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_hangs_on_the_chosen_is_named_before_they_are_thrown_away(
    page: Page, server: RunningServer, maria: Actor, word: str
) -> None:
    with records(server) as session:
        wanted = organisations.OrganisationFilter(text=word)
        for row in organisations.search(session, maria, wanted).items[:2]:
            make_deal(session, maria, f"Affär {row.name}", organisation_id=row.id)
    enter(page, server, maria, f"/organisations?text={word}")

    page.get_by_label("Välj alla på sidan").click()
    page.get_by_role("button", name="Ändra valda…").click()
    page.get_by_role("menuitem", name="Flytta till papperskorgen").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_contain_text("2 öppna affärer")
    expect(dialog.get_by_role("listitem")).to_contain_text(f"Affär {word} 00")
