"""Persons in the browser: finding them, and making one together with the organisation."""

import re
import secrets

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.services import persons, users
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_organisation, make_person
from tests.servers import RunningServer


@pytest.fixture
def anna(server: RunningServer) -> Actor:
    """Anna, who may edit."""
    return add_user(server)


@pytest.fixture
def asa(server: RunningServer, anna: Actor) -> tuple[int, str, str]:
    """Åsa, who works at an organisation of the story's own: her key, her name and its name."""
    last, place = f"Öberg{secrets.token_hex(4)}", f"Kungsör {secrets.token_hex(4)}"
    with records(server) as session:
        town = make_organisation(session, anna, place)
        person = make_person(session, anna, "Åsa", last, emails=[f"asa{anna.user_id}@example.test"])
        persons.affiliations.create(session, anna, person.key, town.key, {"title": "CIO"})
        return person.key, f"Åsa {last}", place


def test_who_wants_the_last_name_first_reads_the_list_so(
    page: Page, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    _, name, _ = asa
    with records(server) as session:
        users.update_mine(session, anna, {"is_last_name_first": True})
    enter(page, server, anna, f"/persons?text={name.split()[1]}")
    first, last = name.split()

    expect(page.get_by_role("link", name=f"{last}, {first}")).to_be_visible()
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_persons_are_found_by_the_organisation_they_work_at(
    page: Page, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    enter(page, server, anna, "/persons")
    open_filter(page, "Organisation")
    page.get_by_role("searchbox", name="Organisation").fill(asa[2])
    page.get_by_role("checkbox", name=asa[2]).check()
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("list-total")).to_have_text("1–1 of 1")
    expect(page.get_by_role("button", name=f"Organisation: {asa[2]}")).to_be_visible()
    expect(page.get_by_role("cell", name=f"{asa[2]} CIO")).to_be_visible()


def test_a_new_person_comes_with_a_new_organisation(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/persons/new")
    page.get_by_label("First name").fill("Bo")
    page.get_by_label("Last name").fill("Ek")
    page.get_by_label("E-mails").fill("bo@example.test\nbo.ek@example.test")
    page.get_by_role("combobox", name="Works at").fill(f"Digidel {anna.user_id}")
    page.get_by_role("option", name=re.compile("Create")).click()
    page.get_by_label("Title").fill("Coach")
    page.get_by_role("button", name="Save").click()

    page.wait_for_url(re.compile(r"/persons/\d+$"))
    expect(page.locator("#affiliations")).to_contain_text(f"Digidel {anna.user_id}")
    expect(page.locator("#affiliations")).to_contain_text("Coach")
    expect(page.locator(".who").get_by_role("link", name="bo.ek@example.test")).to_be_visible()


def test_a_colleagues_change_is_seen_and_what_one_types_stays(
    new_page: NewPage, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    first = enter(new_page(), server, anna, f"/persons/{asa[0]}")
    second = enter(new_page(), server, add_user(server, "Bo Ek"), f"/persons/{asa[0]}")
    first.get_by_label("What happened?").fill("Half a thought")
    first.get_by_role("button", name="Show empty fields").click()
    first.get_by_role("button", name="Change Note").click()
    first.keyboard.type("Half a note")

    second.get_by_role("button", name="Change First name").click()
    second.keyboard.press("Control+a")
    second.keyboard.type("Asa")
    second.keyboard.press("Enter")

    expect(first.get_by_role("heading", level=1)).to_have_text(asa[1].replace("Å", "A"))
    expect(first.get_by_label("What happened?")).to_have_value("Half a thought")
    expect(first.get_by_role("textbox", name="Note", exact=True)).to_have_value("Half a note")


def test_an_affiliation_is_ended_and_stays_as_history(
    page: Page, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    enter(page, server, anna, f"/persons/{asa[0]}")
    page.get_by_role("button", name=f"More actions for {asa[2]}").click()
    page.get_by_role("menuitem", name="End").click()

    page.locator("#affiliations").get_by_text("Earlier (1)").click()
    expect(page.locator("#affiliations")).to_contain_text("Until")
    expect(page.get_by_role("link", name=asa[2])).to_be_visible()


def test_mailings_are_refused_and_allowed_again(
    page: Page, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    enter(page, server, anna, f"/persons/{asa[0]}")
    page.get_by_role("button", name="Stop mailings").click()
    expect(page.locator("dd", has_text="Wants no mailings since")).to_be_visible()

    page.get_by_role("button", name="Allow mailings again").click()

    expect(page.get_by_text("Wants mailings")).to_be_visible()


def test_pages_of_persons_have_no_serious_findings_and_fit_a_phone(
    new_page: NewPage, server: RunningServer, anna: Actor, asa: tuple[int, str, str]
) -> None:
    phone = enter(new_page(**PHONE), server, anna, "/persons")
    for path in (f"/persons?text={asa[1]}", f"/persons/{asa[0]}", "/persons/new"):
        phone.goto(path)
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        phone.wait_for_timeout(300)
        assert serious_findings(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
