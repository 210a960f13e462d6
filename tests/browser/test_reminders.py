"""Reminders in an open tab: they come at their time, lead to their to-do, and stay until put away."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from sambruk_crm.models import utc_now
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_todo
from tests.servers import RunningServer


def test_a_reminder_comes_to_the_open_tabs_and_stays_until_put_away(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    anna = add_user(server, "Anna Berg", locale="sv")
    page, other = enter(new_page(), server, anna, "/konto"), enter(new_page(), server, anna, "/todos")
    reminders = page.get_by_role("complementary", name="Meddelanden")
    with records(server) as session:
        town = make_organisation(session, anna, "Kungsör")
        soon = utc_now() + timedelta(seconds=2)
        make_todo(session, anna, "Ring Ulla om avtalet", scope="organisation", organisation_id=town.key, remind_at=soon)

    expect(reminders).to_contain_text("Ring Ulla om avtalet", timeout=20_000)
    expect(reminders).to_contain_text(town.name)
    expect(other.get_by_role("complementary", name="Meddelanden")).to_contain_text("Ring Ulla")
    assert serious_findings(page) == []
    picture(page, "paminnelse")
    page.reload()
    reminders.get_by_role("link", name="Ring Ulla om avtalet").click()
    page.wait_for_url("**/todos*")

    other.get_by_role("button", name="Lägg undan: Ring Ulla om avtalet").click()
    expect(other.locator("[data-reminder-id]")).to_have_count(0)
    expect(page.locator("[data-reminder-id]")).to_have_count(0)
    other.reload()
    expect(other.get_by_test_id("crm-badge")).to_have_text("1")
    expect(other.locator("[data-reminder-id]")).to_have_count(0)


def test_one_chooses_which_mail_one_gets(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, "Anna Post")
    page = enter(new_page(), server, anna, "/konto")
    reminders = page.get_by_label("Send my reminders by mail too")
    hour = page.get_by_label("What is due today, by mail")
    expect(reminders).to_be_checked()

    reminders.click()
    expect(reminders).not_to_be_checked()
    expect(page.get_by_text("Saved.").first).to_be_visible()
    hour.select_option("7")
    expect(hour).to_have_value("7")
    expect(page.get_by_text("Saved.")).to_have_count(2)
    page.reload()

    expect(reminders).not_to_be_checked()
    expect(hour).to_have_value("7")
