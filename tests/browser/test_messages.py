"""What the screen says after a deed, and what stays in sight meanwhile."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import contracts, persons
from sambruk_crm.services.permissions import Actor
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, make_phases
from tests.servers import RunningServer

LAYERS = """() => [...document.querySelectorAll("body *")].filter((layer) => {
  const { position } = getComputedStyle(layer), { width, height } = layer.getBoundingClientRect();
  return position === "fixed" && width >= innerWidth * 0.95 && height >= innerHeight * 0.95;
}).map((layer) => Math.max(...[null, "::before", "::after"].map((part) => {
  const { backgroundColor, content } = getComputedStyle(layer, part);
  const alpha = /[,/] ?([\\d.]+)\\)$/.exec(backgroundColor.replace(/^rgb\\(.*/, ""))?.[1] ?? 1;
  return part && content === "none" ? 0 : Number(alpha);
})))"""
"""How much each layer over the whole page hides of it, whatever it is made of; 1 is all."""

LOOKS = """part => {
  const { fontFamily, fontSize, color, backgroundColor } = getComputedStyle(document.querySelector(part));
  return { fontFamily, fontSize, color, backgroundColor };
}"""


@pytest.fixture
def maria(server: RunningServer) -> Actor:
    """Maria, who may throw away."""
    return add_user(server, "Maria Lind", Role.MANAGER)


@pytest.fixture
def things(server: RunningServer, maria: Actor) -> dict[str, tuple[int, str]]:
    """An organisation, a person and a deal of the story's own: key and name of each."""
    mark = secrets.token_hex(4)
    with records(server) as session:
        make_phases(session)
        town = make_organisation(session, maria, f"Kungsör {mark}")
        person = make_person(session, maria, "Åsa", f"Öberg {mark}")
        deal = make_deal(session, maria, f"EGIL {mark}", organisation_id=town.key)
        return {
            "organisations": (town.key, town.name),
            "persons": (person.key, person.name),
            "deals": (deal.key, deal.title),
        }


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_is_seen_behind_every_layer(
    new_page: NewPage, server: RunningServer, maria: Actor, things: dict[str, tuple[int, str]], colours: str
) -> None:
    page = enter(new_page(color_scheme=colours, **DESKTOP), server, maria, "/contracts")
    page.get_by_role("button", name="New contract").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    hidden = {"dialog": page.evaluate(LAYERS)}
    page.goto(f"/organisations/{things['organisations'][0]}")
    page.get_by_role("button", name="More actions", exact=True).click()
    expect(page.get_by_role("menu")).to_be_visible()
    hidden["menu"] = page.evaluate(LAYERS)
    page.get_by_role("menuitem", name="Delete…").click()
    expect(page.get_by_role("alertdialog")).to_be_visible()
    hidden["question"] = page.evaluate(LAYERS)
    phone = enter(new_page(color_scheme=colours, **PHONE), server, maria, "/organisations")
    phone.get_by_role("search").get_by_role("button", name="Filter").click()
    sheet = phone.locator(".sheet")
    expect(sheet).to_be_visible()
    hidden["sheet"] = phone.evaluate(LAYERS)

    assert hidden["dialog"]
    assert hidden["question"]
    assert all(each < 1 for layers in hidden.values() for each in layers), hidden
    assert max(hidden["dialog"]) > 0
    assert (sheet.bounding_box() or {"y": 0})["y"] > 100  # the list above it is seen


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_short_message_has_the_type_and_the_colours_of_the_screens(
    new_page: NewPage, server: RunningServer, maria: Actor, colours: str
) -> None:
    motion = "reduce" if colours == "dark" else "no-preference"
    page = enter(new_page(color_scheme=colours, reduced_motion=motion), server, maria, "/konto")
    page.locator("form:has([name=name]) [type=submit]").click()
    expect(page.get_by_role("complementary", name="Messages").locator(".message")).to_have_text("Saved.")

    said, card = (page.evaluate(LOOKS, part) for part in (".message", ".card"))

    assert said == card
    page.locator(".message").hover()
    page.wait_for_timeout(6000)
    expect(page.locator(".message")).to_have_count(1)
    page.mouse.move(0, 0)
    expect(page.locator(".message")).to_have_count(0)


@pytest.mark.parametrize(("noun", "screen"), [("organisations", "desktop"), ("persons", "phone"), ("deals", "desktop")])
def test_what_was_thrown_away_is_told_and_taken_back_where_one_lands(
    new_page: NewPage, server: RunningServer, maria: Actor, things: dict[str, tuple[int, str]], noun: str, screen: str
) -> None:
    key, name = things[noun]
    page = enter(new_page(**(DESKTOP if screen == "desktop" else PHONE)), server, maria, f"/{noun}/{key}")
    page.get_by_role("button", name="More actions", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()

    page.wait_for_url(lambda url: url.split("?")[0].endswith(f"/{noun}"))
    bar = page.locator(".undo-bar").filter(has_text=f"{name} is in the trash.")
    expect(bar).to_be_visible()
    expect(page.get_by_text("does not exist")).to_have_count(0)

    bar.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("It is back.")).to_be_visible()
    page.goto(f"/{noun}/{key}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page).to_have_title(re.compile(rf"^(\(\d+\) )?{re.escape(name)}"))


def test_a_record_that_a_colleague_throws_away_is_missing_without_an_error(
    new_page: NewPage, server: RunningServer, maria: Actor, things: dict[str, tuple[int, str]]
) -> None:
    key, _ = things["persons"]
    theirs = enter(new_page(), server, add_user(server, "Bo Ek"), f"/persons/{key}")
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("Åsa")
    mine = enter(new_page(), server, maria, f"/persons/{key}")
    mine.get_by_role("button", name="More actions", exact=True).click()
    mine.get_by_role("menuitem", name="Delete…").click()
    mine.get_by_role("alertdialog").get_by_role("button", name="Delete").click()

    expect(theirs.get_by_role("heading", name="This person does not exist.")).to_be_visible()
    expect(theirs.locator(".message")).to_have_count(0)


def test_throwing_an_organisation_away_names_what_hangs_on_it(
    page: Page, server: RunningServer, maria: Actor, things: dict[str, tuple[int, str]]
) -> None:
    key, _ = things["organisations"]
    with records(server) as session:
        contracts.making.create(session, maria, {"title": "EGIL"}, organisation_id=key)
        persons.affiliations.create(session, maria, things["persons"][0], key, {})
    enter(page, server, maria, f"/organisations/{key}")
    page.get_by_role("button", name="More actions", exact=True).click()
    page.get_by_role("menuitem", name="Delete…").click()

    told = page.get_by_role("alertdialog").get_by_role("listitem")

    mark = things["organisations"][1].split()[1]
    expect(told).to_have_text(
        [
            "1 contract that does not run yet: EGIL. They stay, with the organisation as a party.",
            f"1 open deal: EGIL {mark}. They stay on the board, with the organisation’s name.",
            f"1 person: Åsa Öberg {mark}. They stay, and what they did there is kept.",
        ]
    )


def test_a_dialog_left_by_the_back_button_is_closed_at_the_next_visit(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    enter(page, server, maria, "/persons")
    page.get_by_role("link", name="Contracts").first.click()
    page.get_by_role("button", name="New contract").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Persons")).to_be_visible()
    page.go_forward()

    expect(page.get_by_role("heading", level=1, name="Contracts")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
