"""Services and projects in the browser: who takes part, and how far an engagement has come."""

import re
import secrets

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import projects, services
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


def test_a_service_is_made_and_a_municipality_takes_part_in_it(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        make_organisation(session, anna, f"Kungsör {mark}")

    enter(page, server, anna, "/services")
    page.get_by_role("button", name="New service").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give it a name.")).to_be_visible()
    dialog.get_by_label("Name").fill(f"EGIL {mark}")
    dialog.get_by_label("Type").select_option("network")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/services/\d+$"))
    expect(page.get_by_text("Nobody takes part yet.")).to_be_visible()

    page.get_by_role("button", name="Add a participant").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Organisation").fill(f"Kungsör {mark}")
    page.get_by_role("option", name=f"Kungsör {mark}").click()
    dialog.get_by_label("Role").select_option("pilot")
    dialog.get_by_label("From").fill("2026-03-01")
    dialog.get_by_label("Until").fill("2026-02-01")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("The end is before the beginning.")).to_be_visible()
    expect(dialog.get_by_label("From")).to_have_value("2026-03-01")
    dialog.get_by_label("Until").fill("")
    dialog.get_by_role("button", name="Save").click()

    row = page.locator("#participants li")
    expect(row).to_contain_text(f"Kungsör {mark}")
    expect(row).to_contain_text("Pilot")
    assert serious_findings(page) == []


def test_a_project_is_started_stepped_and_given_a_to_do(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        make_organisation(session, anna, f"Kungsör {mark}")
        services.create(session, anna, {"name": f"EGIL {mark}"})

    enter(page, server, anna, "/projects")
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Organisation").fill(f"Kungsör {mark}")
    page.get_by_role("option", name=f"Kungsör {mark}").click()
    dialog.get_by_label("Service").select_option(label=f"EGIL {mark}")
    dialog.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile(r"/projects/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"EGIL {mark}")

    page.get_by_role("button", name="Go to Paused").click()
    expect(page.locator("[aria-current=step]")).to_have_text("Paused")
    page.locator("h1").click()
    page.keyboard.press("t")
    page.get_by_label("What is to be done?").fill("Plan the training")
    page.get_by_text("Tomorrow", exact=True).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#next [data-todo-id]")).to_contain_text("Plan the training")
    assert serious_findings(page) == []

    page.goto("/todos")
    row = page.locator("[data-todo-id]", has_text="Plan the training")
    expect(row.get_by_role("link", name=f"EGIL {mark}", exact=True)).to_be_visible()


def test_a_reader_sees_projects_on_a_phone_and_can_change_nothing(new_page: NewPage, server: RunningServer) -> None:
    anna, rolf, mark = add_user(server), add_user(server, role=Role.READER), secrets.token_hex(4)
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {mark}").key
        project = projects.create(session, anna, {"organisation_id": town, "name": f"Införande {mark}"}).key
    page = new_page(**PHONE)

    enter(page, server, rolf, f"/projects?text={mark}")
    page.get_by_role("link", name=f"Införande {mark}").first.click()
    page.wait_for_url(re.compile(rf"/projects/{project}$"))

    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Införande {mark}")
    expect(page.get_by_role("button", name="Go to Paused")).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert serious_findings(page) == []


def test_a_project_is_started_on_the_page_of_its_organisation(page: Page, server: RunningServer) -> None:
    anna, mark = add_user(server), secrets.token_hex(4)
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {mark}").key
        egil = services.create(session, anna, {"name": f"EGIL {mark}"}).key
        services.participants.add(session, anna, egil, {"organisation_id": town, "role": "pilot"})

    enter(page, server, anna, f"/organisations/{town}")
    engagement = page.locator("#engagement")
    expect(engagement.get_by_role("listitem")).to_contain_text(f"EGIL {mark}")
    engagement.get_by_role("button", name="New project").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Organisation")).to_have_value(f"Kungsör {mark}")
    dialog.get_by_label("Service").select_option(label=f"EGIL {mark}")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Save").click()

    page.wait_for_url(re.compile(r"/projects/\d+$"))
    page.go_back()
    expect(engagement.get_by_role("listitem")).to_have_count(2)
