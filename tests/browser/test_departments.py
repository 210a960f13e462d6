"""Departments: kept in the settings, chosen on an organisation, and a filter of the list."""

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


def test_a_department_is_made_given_a_customer_and_found_by(page: Page, server: RunningServer) -> None:
    ada = add_user(server, "Ada Rosén", Role.ADMINISTRATOR)
    with records(server) as session:
        town = make_organisation(session, ada, "Avdelningsköping").key
    enter(page, server, ada, "/settings/departments")
    page.get_by_role("button", name="New department").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give the department a name.")).to_be_visible()
    dialog.get_by_label("Name").fill("Verksamhet norr")
    dialog.get_by_label("Ada Rosén").first.check()
    dialog.get_by_role("button", name="Save").click()
    line = page.get_by_role("listitem").filter(has_text="Verksamhet norr")
    expect(line).to_contain_text("Ada Rosén")
    expect(line).to_contain_text("Unused")

    page.goto(f"/organisations/{town}")
    page.get_by_label("Add a department").select_option(label="Verksamhet norr")
    expect(page.get_by_role("list", name="Departments")).to_contain_text("Verksamhet norr")

    page.goto("/organisations")
    page.get_by_role("search").get_by_role("button", name="Department").click()
    page.get_by_role("checkbox", name="Verksamhet norr 1").click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 of 1")
    expect(page.get_by_role("link", name="Avdelningsköping")).to_be_visible()
    page.goto("/settings/departments")
    page.get_by_role("button", name="Archive Verksamhet norr").click()
    expect(line).to_contain_text("Archived")
