"""Departments: kept in the settings, chosen on an organisation, and a filter of the list."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


def test_a_department_is_made_given_a_customer_and_found_by(
    page: Page, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    ada = add_user(server, "Ada Rosén", Role.ADMINISTRATOR, "sv")
    with records(server) as session:
        town = make_organisation(session, ada, "Avdelningsköping").key
    enter(page, server, ada, "/settings/departments")
    page.get_by_role("button", name="Ny avdelning").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Ge avdelningen ett namn.")).to_be_visible()
    dialog.get_by_label("Namn").fill("Verksamhet norr")
    dialog.get_by_label("Ada Rosén").first.check()
    dialog.get_by_role("button", name="Spara").click()
    line = page.get_by_role("listitem").filter(has_text="Verksamhet norr")
    expect(line).to_contain_text("Ada Rosén")
    expect(line).to_contain_text("Används inte")
    picture(page, "installningar-avdelningar")

    page.goto(f"/organisations/{town}")
    page.get_by_label("Lägg till en avdelning").select_option(label="Verksamhet norr")
    expect(page.get_by_role("list", name="Avdelningar")).to_contain_text("Verksamhet norr")

    page.goto("/organisations")
    open_filter(page, "Avdelning")
    page.get_by_role("checkbox", name="Verksamhet norr 1").click()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 av 1")
    expect(page.get_by_role("link", name="Avdelningsköping")).to_be_visible()
    page.goto("/settings/departments")
    page.get_by_role("button", name="Arkivera Verksamhet norr").click()
    expect(line).to_contain_text("Arkiverad")
