"""Record pages: what one calls about comes first, a call is logged in a few presses, and everything goes by keys."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import Outcome, Role
from sambruk_crm.services import contracts, deals, history, persons, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, make_phases, make_todo
from tests.servers import RunningServer

TOP = "selector => document.querySelector(selector).getBoundingClientRect().top"


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who may edit and delete."""
    return add_user(server, role=Role.MANAGER)


@pytest.fixture
def town(server: RunningServer, anna: Actor) -> tuple[int, str]:
    """An organisation with people, two to-dos and two deals: its key and name."""
    name = f"Sidköping {secrets.token_hex(3)}"
    with records(server) as session:
        key = make_organisation(session, anna, name, population=8550, phone="0224-36 81 00").key
        for first, primary in (("Bertil", False), ("Åsa", True)):
            person = make_person(session, anna, first, "Alm", emails=["a@example.test"], phones=["0224-36 81 01"])
            persons.affiliations.create(session, anna, person.key, key, {"is_primary": primary, "title": "IT-chef"})
        for note, days in (("Ring Åsa", -1), ("Boka möte", 4)):
            make_todo(session, anna, note, days=days, scope="organisation", organisation_id=key)
        for title in ("EGIL", "E-arkiv"):
            make_deal(session, anna, title, organisation_id=key, value="125000")
        history.write(session, anna, {"kind": "visit", "text": "Fika", "organisation_id": key})
    return key, name


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_what_is_next_and_whom_we_know_are_on_the_first_screen(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str], screen: str
) -> None:
    page = enter(new_page(**(DESKTOP if screen == "desktop" else PHONE)), server, anna, f"/organisations/{town[0]}")
    expect(page.locator("#next [data-todo-id]")).to_have_count(2)
    expect(page.locator("#affiliations").get_by_role("listitem").first).to_contain_text("First contact")
    expect(page.locator(".record-head")).to_contain_text("Last contact: Visit")

    tops = [page.evaluate(TOP, part) for part in ("#next", "#affiliations", "#history", "#facts")]

    assert tops[0] < 400
    assert tops[1] < 700
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_findings(page) == []


def test_a_call_with_a_next_step_is_logged_in_six_presses(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    expect(page.locator("#next [data-todo-id]")).to_have_count(2)
    press, write = page.keyboard.press, page.keyboard.type

    press("c")
    expect(page.get_by_role("form", name="Write in the history").get_by_label("What happened?")).to_be_focused()
    write("They want a demo")
    press("Tab")
    press("Tab")
    write("Send the invitation")
    page.get_by_text("In a week", exact=True).click()
    press("Control+Enter")

    expect(page.locator(".timeline > li").first).to_contain_text("They want a demo")
    expect(page.locator("#next [data-todo-id]")).to_have_count(3)
    expect(page.locator("#next")).to_contain_text("Send the invitation")
    expect(page.locator(".record-head")).to_contain_text("Last contact: Call")


def test_a_to_do_is_made_and_ticked_off_on_the_page(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    expect(page.locator("#next [data-todo-id]")).to_have_count(2)
    page.keyboard.press("t")
    page.get_by_label("What is to be done?").fill("Water the flowers")
    page.get_by_text("Tomorrow", exact=True).click()
    page.get_by_role("button", name="Write down").click()
    expect(page.locator("#next")).to_contain_text("Water the flowers")

    page.get_by_role("button", name="Close: Ring Åsa").click()

    expect(page.locator("#next [data-done=true]")).to_contain_text("Ring Åsa")
    expect(page.locator(".undo-bar")).to_contain_text("Done: Ring Åsa")
    with records(server) as session:
        left = todos.lists.search(session, anna, TodoFilter(organisation_id=town[0])).items
    assert [todo.note for todo in left] == ["Water the flowers", "Boka möte"]


def test_a_deal_is_moved_by_its_steps_and_asked_about_when_it_is_closed(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    with records(server) as session:
        phases = make_phases(session)
        last = phases["Contract sent"].name or "Contract sent"
    enter(page, server, anna, f"/organisations/{town[0]}")
    steps = page.get_by_role("list", name="Phase of EGIL")
    steps.get_by_role("button", name=f"Go to {last}").click()
    expect(steps.locator("[aria-current=step]")).to_contain_text(last)
    expect(page.locator(".undo-bar")).to_contain_text(f"EGIL moved to {last}")

    steps.get_by_role("button").last.click()
    dialog = page.get_by_role("dialog", name="Won or lost?")
    dialog.get_by_role("button", name="Won").click()

    expect(steps).to_have_count(0)
    expect(page.locator("#deals")).to_contain_text("Won")


def test_empty_facts_unfold_and_e_edits_the_first(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    facts = page.locator("#facts")
    expect(facts.get_by_text("Phone", exact=True)).to_be_visible()
    expect(facts.get_by_text("Website", exact=True)).to_be_hidden()
    expect(page.locator("#addresses")).to_be_hidden()
    expect(page.locator("#invoicing")).to_be_hidden()

    page.locator("h1").click()
    page.keyboard.press("e")

    expect(facts.get_by_text("Website", exact=True)).to_be_visible()
    expect(page.locator("#addresses")).to_be_visible()
    expect(facts.locator(".in-place-editor .input")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Hide empty fields").click()
    expect(facts.get_by_text("Website", exact=True)).to_be_hidden()


def test_keys_go_to_the_neighbours_also_without_a_list(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    with records(server) as session:
        after = make_organisation(session, anna, f"{town[1]} B").key
    enter(page, server, anna, f"/organisations/{town[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(town[1])
    way = page.get_by_role("navigation", name="Place in the list")
    expect(way.locator(f"a[href*='/organisations/{after}']")).to_be_visible()
    page.keyboard.press("]")
    page.wait_for_url(f"**/organisations/{after}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{town[1]} B")

    expect(way.locator(f"a[href*='/organisations/{town[0]}']")).to_be_visible()
    page.keyboard.press("[")
    page.wait_for_url(f"**/organisations/{town[0]}")
    expect(page.get_by_role("heading", level=1)).to_have_text(town[1])

    page.keyboard.press("?")
    told = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(told).to_contain_text("Log a call")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_label("What happened?")).to_be_focused()
    page.keyboard.type("c t n ]")
    expect(page.get_by_label("What happened?")).to_have_value("c t n ]")


def test_tags_and_colleagues_are_put_on_by_a_plus(
    page: Page, server: RunningServer, anna: Actor, town: tuple[int, str]
) -> None:
    enter(page, server, anna, f"/organisations/{town[0]}")
    page.locator("#facts summary.plus").click()
    page.get_by_role("combobox", name="Add a tag").fill(f"Moln {town[0]}")
    page.get_by_role("option", name=re.compile("Create")).click()
    expect(page.get_by_role("list", name="Tags")).to_contain_text(f"Moln {town[0]}")

    page.get_by_label("Add a colleague").select_option(str(anna.user_id))

    expect(page.get_by_role("list", name="Responsible")).to_contain_text("Anna Berg")
    expect(page.locator(".who")).to_contain_text("Anna Berg")


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_every_record_page_follows_the_pattern(
    new_page: NewPage, server: RunningServer, anna: Actor, town: tuple[int, str], screen: str
) -> None:
    with records(server) as session:
        deal = make_deal(session, anna, "Sluten", organisation_id=town[0], value="1000").key
        deals.close(session, anna, deal, outcome=Outcome.WON)
        contract = contracts.making.create(session, anna, {"title": "Ramavtal"}, organisation_id=town[0]).key
        person = persons.affiliations.of_organisation(session, anna, town[0])[0][1].key
    page = enter(new_page(**(DESKTOP if screen == "desktop" else PHONE)), server, anna, f"/deals/{deal}")
    for path, action in (
        (f"/deals/{deal}", "Make the contract"),
        (f"/contracts/{contract}", "Sign"),
        (f"/persons/{person}", "Log a call"),
    ):
        page.goto(path)
        head = page.locator(".record-head")
        expect(head.get_by_role("button", name=action, exact=True)).to_be_visible()
        expect(page.get_by_role("heading", name="What is next")).to_be_visible()
        expect(head.get_by_role("button", name="More actions")).to_be_visible()
        page.wait_for_timeout(300)
        assert serious_findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_whoever_adds_a_coverage_begins_with_the_organisation(page: Page, server: RunningServer, anna: Actor) -> None:
    with records(server) as session:
        union = make_organisation(session, anna, f"Union {secrets.token_hex(3)}", kind="municipal_association").key
    enter(page, server, anna, f"/organisations/{union}")
    page.locator("#coverage").get_by_role("button", name="Cover an organisation").click()

    expect(page.get_by_role("dialog").get_by_role("combobox", name="Organisation")).to_be_focused()
