"""The timeline: a call with its to-do in one save, filtered, searched, edited with the earlier text to be read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from sambruk_crm.models import Role, User
from sambruk_crm.services import history, persons, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_person
from tests.servers import RunningServer


@pytest.fixture(scope="module")
def anna(server: RunningServer) -> Actor:
    """Anna, who is staff."""
    return add_user(server)


@pytest.fixture
def town(server: RunningServer, anna: Actor) -> int:
    """An organisation with two people to meet."""
    with records(server) as session:
        town = make_organisation(session, anna, "Timeline Town")
        for first, last in (("Åsa", "Öberg"), ("Bertil", "Alm")):
            persons.affiliations.create(session, anna, make_person(session, anna, first, last).key, town.key, {})
        return town.key


def entries(page: Page) -> Locator:
    """Return the entries on screen, newest first."""
    return page.locator(".timeline > li")


def test_a_visit_names_all_who_were_met_and_leaves_a_todo_in_the_same_save(
    page: Page, server: RunningServer, anna: Actor, town: int
) -> None:
    enter(page, server, anna, f"/organisations/{town}")
    composer = page.get_by_role("form", name="Write in the history")
    composer.get_by_label("What happened?").fill("Coffee at the town hall")
    composer.get_by_text("Visit", exact=True).click()
    composer.get_by_text("More", exact=True).click()
    composer.get_by_label("Åsa Öberg").check(force=True)
    composer.get_by_label("Bertil Alm").check(force=True)
    composer.get_by_label("Next step").fill("Book a demo")
    composer.get_by_text("Choose a day…").click()
    composer.get_by_label("Reminder").fill("2026-12-01")
    composer.get_by_role("button", name="Write down").click()

    expect(entries(page).first).to_contain_text("Coffee at the town hall")
    expect(entries(page).first.get_by_role("time")).to_have_attribute("title", "now")
    expect(entries(page).first.get_by_role("link", name="Bertil Alm")).to_be_visible()
    with records(server) as session:
        left = todos.lists.search(session, anna, TodoFilter(organisation_id=town)).items
    assert [(todo.note, (todo.remind_at or "")[:10]) for todo in left] == [("Book a demo", "2026-12-01")]

    entries(page).first.get_by_role("link", name="Bertil Alm").click()
    expect(entries(page).first).to_contain_text("Coffee at the town hall")


def test_a_wrong_field_keeps_everything_typed(page: Page, server: RunningServer, anna: Actor, town: int) -> None:
    enter(page, server, anna, f"/organisations/{town}")
    composer = page.get_by_role("form", name="Write in the history")
    expect(composer.get_by_label("What happened?")).to_be_visible()
    page.keyboard.press("c")
    composer.get_by_text("Tomorrow", exact=True).click()
    composer.get_by_role("button", name="Write down").click()

    expect(composer.get_by_text("Write what is to be done, or choose a type.")).to_be_visible()
    composer.get_by_text("No to-do", exact=True).click()
    composer.get_by_role("button", name="Write down").click()
    expect(composer.get_by_text("Write what happened.")).to_be_visible()
    with records(server) as session:
        assert todos.lists.search(session, anna, TodoFilter(organisation_id=town)).total == 0
    composer.get_by_label("What happened?").fill("A day of workshops")
    composer.get_by_text("More", exact=True).click()
    composer.get_by_label("Type", exact=True).fill("Workshop")
    page.wait_for_function("JSON.stringify({...localStorage}).includes('Workshop')")
    page.reload()
    expect(composer.get_by_label("What happened?")).to_be_visible()
    expect(composer.get_by_label("Type", exact=True)).to_have_value("Workshop")
    expect(composer.get_by_role("radio", name="Call")).to_be_checked()
    composer.get_by_role("button", name="Write down").click()
    expect(entries(page).first).to_contain_text("Workshop")
    expect(entries(page).first).to_contain_text("A day of workshops")
    page.reload()
    expect(entries(page).first).to_contain_text("Workshop")
    expect(composer.get_by_label("What happened?")).to_have_value("")


def test_the_history_is_filtered_and_searched(page: Page, server: RunningServer, anna: Actor, town: int) -> None:
    with records(server) as session:
        for number in range(60):
            history.write(session, anna, {"text": f"Letter {number}", "organisation_id": town})
        values = {"kind": "call", "text": "Rådgivning om förskolan", "happened_at": "2024-05-01T10:00:00Z"}
        history.write(session, anna, {**values, "organisation_id": town})
    enter(page, server, anna, f"/organisations/{town}")
    expect(entries(page)).to_have_count(25)

    page.get_by_role("searchbox", name="Search the history").fill("radgivning forskolan")
    expect(entries(page)).to_have_count(1)
    expect(entries(page)).to_contain_text("Rådgivning om förskolan")
    page.get_by_role("searchbox", name="Search the history").fill("")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("group", name="Show only").get_by_role("checkbox", name="Call").click()

    expect(entries(page)).to_have_count(1)
    page.get_by_role("button", name="Show everything").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("Show more")).click()
    expect(entries(page)).to_have_count(50)


def test_an_edited_entry_shows_what_it_said_before(
    new_page: NewPage, server: RunningServer, anna: Actor, town: int
) -> None:
    with records(server) as session:
        history.write(session, anna, {"text": "They said yes", "organisation_id": town})
    page = new_page()
    enter(page, server, anna, f"/organisations/{town}")
    entries(page).first.get_by_role("button", name="Edit", exact=True).click()
    entries(page).first.get_by_label("What happened?").fill("They said maybe")
    entries(page).first.get_by_role("button", name="Save").click()
    expect(entries(page).first).to_contain_text("They said maybe")

    reader = new_page()
    enter(reader, server, add_user(server, "Rut Holm", Role.READER), f"/organisations/{town}")
    entries(reader).first.get_by_role("button", name="Edited: show what it said before").click()

    expect(reader.get_by_role("list", name="What it said before")).to_contain_text("They said yes")
    expect(reader.get_by_role("list", name="What it said before")).to_contain_text("Anna Berg")
    expect(entries(reader).first.get_by_role("button", name="Edit", exact=True)).to_have_count(0)


def test_the_kind_the_time_and_the_persons_of_an_entry_can_be_put_right(
    page: Page, server: RunningServer, anna: Actor, town: int
) -> None:
    with records(server) as session:
        history.write(session, anna, {"text": "Fika", "organisation_id": town})
    enter(page, server, anna, f"/organisations/{town}")
    entry = entries(page).first
    entry.get_by_role("button", name="Edit", exact=True).click()

    entry.get_by_label("Counts as").select_option("visit")
    entry.get_by_label("When").fill("2026-03-02T14:30")
    entry.get_by_label("Type").fill("Studiebesök")
    entry.get_by_label("Åsa Öberg").check(force=True)
    entry.get_by_role("button", name="Save").click()

    expect(entry).to_contain_text("Studiebesök")
    expect(entry.get_by_role("link", name="Åsa Öberg")).to_be_visible()
    expect(entry.get_by_role("time")).to_have_attribute("datetime", re.compile("^2026-03-02T13:30"))
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("group", name="Show only").get_by_role("checkbox", name="Visit").click()
    expect(entries(page)).to_have_count(1)


def test_a_next_step_written_afterwards_leaves_a_todo_on_the_day_that_is_chosen(
    page: Page, server: RunningServer, anna: Actor, town: int
) -> None:
    with records(server) as session:
        history.write(session, anna, {"text": "They called", "organisation_id": town})
    enter(page, server, anna, f"/organisations/{town}")
    entry = entries(page).first
    entry.get_by_role("button", name="Edit", exact=True).click()

    entry.get_by_label("Next step").fill("Send the offer")
    expect(entry.get_by_role("radio", name="Without a day")).to_be_checked()
    entry.get_by_text("Tomorrow").click()
    entry.get_by_role("button", name="Save").click()

    expect(entry).to_contain_text("Send the offer")
    with records(server) as session:
        [left] = todos.lists.search(session, anna, TodoFilter(organisation_id=town)).items
    assert (left.note, bool(left.remind_at)) == ("Send the offer", True)
    entry.get_by_role("button", name="Edit", exact=True).click()
    expect(entry).to_contain_text("still open")


def test_what_somebody_wrote_is_read_when_they_have_left(
    page: Page, server: RunningServer, anna: Actor, town: int
) -> None:
    bo = add_user(server, "Bo Ek")
    with records(server) as session:
        history.write(session, bo, {"text": "A long story", "organisation_id": town})
        session.get_one(User, bo.user_id).is_active = False

    enter(page, server, anna, f"/organisations/{town}")

    expect(entries(page).first).to_contain_text("Bo Ek")
    expect(entries(page).first).to_contain_text("A long story")


def test_the_timeline_as_the_user_guide_shows_it(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    anna = add_user(server, locale="sv")
    with records(server) as session:
        town = make_organisation(session, anna, "Vingåkers kommun").key
        met = [make_person(session, anna, first, last) for first, last in (("Åsa", "Öberg"), ("Bertil", "Alm"))]
        for person in met:
            persons.affiliations.create(session, anna, person.key, town, {})
        wrong = history.write(session, anna, {"text": "Ringde växeln", "kind": "call", "organisation_id": town})
        history.update(session, anna, wrong.key, {"text": "Ringde växeln, Åsa är tillbaka på måndag"})
        said = {"text": "Fika på kommunhuset", "result": "Vill se en demo i vår", "next_step": "Boka demo"}
        people = {"person_id": met[0].key, "person_ids": [met[1].key]}
        history.write(session, anna, {"kind": "visit", "organisation_id": town, **said, **people})
    page = new_page(viewport={"width": 1280, "height": 1000})
    enter(page, server, anna, f"/organisations/{town}")
    composer = page.get_by_role("form", name="Skriv i historiken")
    page.get_by_role("button", name="Logga samtal").click()
    expect(composer.get_by_label("Nästa steg")).to_be_visible()
    expect(entries(page)).to_have_count(2)
    picture(page, "historik")

    phone = new_page(**PHONE)
    enter(phone, server, anna, f"/organisations/{town}")
    expect(entries(phone)).to_have_count(2)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
