"""Absences on the screen: who goes away, what the stand-in sees, and what was done meanwhile."""

from datetime import timedelta

from playwright.sync_api import expect

from sambruk_crm.models import Role
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_todo, today
from tests.servers import RunningServer


def test_who_goes_away_gives_the_stand_in_their_todos_until_they_are_back(
    new_page: NewPage, server: RunningServer
) -> None:
    anna, bo = add_user(server, "Anna Bortsson"), add_user(server, "Bo Vikare")
    with records(server) as session:
        town = make_organisation(session, anna, f"Kungsör {anna.user_id}")
        make_todo(session, anna, "Ring om avtalet", scope="organisation", organisation_id=town.key)
    hers, his = enter(new_page(), server, anna, "/konto"), enter(new_page(), server, bo, "/todos")
    expect(his.get_by_text("Nothing to do")).to_be_visible()

    hers.get_by_role("button", name="New absence").click()
    dialog = hers.get_by_role("dialog", name="New absence")
    dialog.get_by_label("First day").fill(today().isoformat())
    dialog.get_by_label("Last day").fill((today() + timedelta(days=4)).isoformat())
    dialog.get_by_label("Stand-in").select_option(label="Anna Bortsson")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("#stand_in_id-error")).to_have_text("Nobody stands in for themselves.")
    assert serious_findings(hers) == []
    dialog.get_by_label("Stand-in").select_option(label="Bo Vikare")
    dialog.get_by_role("button", name="Save").click()

    expect(his.get_by_test_id("crm-badge")).to_have_text("1")
    expect(his.locator("[data-todo-id]")).to_contain_text("for Anna Bortsson")
    line = hers.get_by_test_id("absences").get_by_role("listitem")
    expect(line).to_contain_text("Away now")
    expect(line).to_contain_text("Stand-in: Bo Vikare")

    line.get_by_role("button", name="is back today").click()
    expect(his.get_by_test_id("crm-badge")).to_be_hidden()
    expect(his.get_by_text("Nothing to do")).to_be_visible()


def test_an_administrator_writes_the_absence_of_a_colleague(new_page: NewPage, server: RunningServer) -> None:
    anna, ada = add_user(server, "Anna Sjuk"), add_user(server, "Ada Ros", Role.ADMINISTRATOR)
    page = enter(new_page(), server, ada, "/settings/users")

    page.get_by_role("button", name="New absence").click()
    dialog = page.get_by_role("dialog", name="New absence")
    dialog.get_by_label("Who is away").select_option(str(anna.user_id))
    dialog.get_by_label("First day").fill(today().isoformat())
    dialog.get_by_label("Last day").fill(today().isoformat())
    dialog.get_by_label("Stand-in").select_option(str(ada.user_id))
    dialog.get_by_role("button", name="Save").click()

    line = page.get_by_test_id("absences").get_by_role("listitem").filter(has_text="Anna Sjuk")
    expect(line).to_contain_text("You stand in")
    line.get_by_role("button", name="Change").click()
    expect(page.get_by_role("dialog").get_by_label("Stand-in")).to_have_value(str(ada.user_id))
