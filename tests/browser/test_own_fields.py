"""Own fields: made in the settings in four languages, filled in on a record, seen by a colleague at once."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import own_fields, projects
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import NewPage
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_organisation
from tests.servers import RunningServer


def test_a_field_is_made_with_its_options_and_filled_in(
    page: Page, server: RunningServer, new_page: NewPage, picture: Callable[[Page, str], None]
) -> None:
    ada, bo = add_user(server, "Ada Rosén", Role.ADMINISTRATOR, "sv"), add_user(server, "Bo Ek", locale="en")
    with records(server) as session:
        town = make_organisation(session, ada, "Fältköping").key
    enter(page, server, ada, "/settings/fields")
    page.get_by_role("button", name="Nytt fält: Organisationer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Skriv ett namn.")).to_be_visible()
    name = dialog.get_by_role("group", name="Namn")
    name.get_by_label("Svenska").fill("Verksamhetssystem")
    name.get_by_label("English").fill("Case system")
    dialog.get_by_label("Innehåller").select_option(label="Flera av alternativen")
    dialog.get_by_label("Alternativ 1, Svenska").fill("Platina")
    dialog.get_by_label("Alternativ 2, Svenska").fill("Annat")
    dialog.get_by_label("Alternativ 2, English").fill("Other")
    dialog.get_by_role("button", name="Flytta upp alternativ 2").click()
    expect(dialog.get_by_label("Alternativ 1, Svenska")).to_have_value("Annat")
    picture(page, "installningar-egna-falt")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Spara").click()
    line = page.get_by_role("listitem").filter(has_text="Verksamhetssystem")
    expect(line).to_contain_text("Annat, Platina")
    expect(line).to_contain_text("Används inte")

    other = enter(new_page(), server, bo, f"/organisations/{town}")
    page.goto(f"/organisations/{town}")
    page.get_by_role("button", name="Visa tomma fält").click()
    page.get_by_role("button", name="Ändra Verksamhetssystem").click()
    group = page.get_by_role("group", name="Verksamhetssystem")
    group.get_by_label("Platina").check()
    group.get_by_label("Annat").check()
    page.locator("#own-fields").get_by_role("button", name="Spara").click()

    expect(page.locator("#own-fields")).to_contain_text("Annat, Platina")
    expect(other.locator("#own-fields")).to_contain_text("Case system")
    expect(other.locator("#own-fields")).to_contain_text("Other, Platina")


def test_two_fields_become_one_and_what_stands_there_is_kept(page: Page, server: RunningServer) -> None:
    maria = add_user(server, "Maria Lind", Role.MANAGER, "sv")
    with records(server) as session:
        for kind, name in (("text", "Gammalt system"), ("long_text", "Nytt system")):
            own_fields.create(session, maria, {"noun": "organisation", "names": {"sv": name}, "kind": kind})
        fields = {"gammalt_system": "Platina"}
        town = make_organisation(session, maria, "Slåihopköping", fields=fields).key
    enter(page, server, maria, "/settings/fields")
    page.get_by_role("button", name="Ta bort Gammalt system").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Eller låt ett annat ta över det som står i det").select_option(label="Nytt system")
    dialog.get_by_role("button", name="Slå ihop").click()

    expect(page.get_by_text("Sammanslaget. En post flyttades.")).to_be_visible()
    page.goto(f"/organisations/{town}")
    expect(page.locator("#own-fields")).to_contain_text("Nytt system")
    expect(page.locator("#own-fields")).to_contain_text("Platina")
    expect(page.locator("#own-fields")).not_to_contain_text("Gammalt system")


def test_a_list_shows_a_field_asks_for_it_and_sorts_by_it(page: Page, server: RunningServer) -> None:
    maria = add_user(server, "Maria Lind", Role.MANAGER, "sv")
    options = [{"names": {"sv": "Nivå ett"}}, {"names": {"sv": "Nivå två"}}]
    with records(server) as session:
        for values in (
            {"kind": "one_of", "names": {"sv": "Mognad"}, "options": options},
            {"kind": "number", "names": {"sv": "Antal system"}},
        ):
            own_fields.create(session, maria, {"noun": "project", **values})
        town = make_organisation(session, maria, "Listköping").key
        for name, fields in (
            ("Förstudien", {"mognad": "niva_ett", "antal_system": 12.5}),
            ("Piloten", {"mognad": "niva_tva", "antal_system": 3}),
            ("Införandet", {}),
        ):
            projects.create(session, maria, {"name": name, "organisation_id": town, "fields": fields})
    enter(page, server, maria, "/projects")

    question = open_filter(page, "Mognad")
    expect(question.get_by_role("checkbox", name="Nivå två 1")).to_be_visible()
    question.get_by_role("checkbox", name="Nivå ett 1").click()
    question.get_by_role("checkbox", name="Nivå två 1").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("list", name="Valda filter")).to_contain_text("Mognad: Nivå ett")
    expect(page.get_by_test_id("list-total")).to_have_text("1–2 av 2")

    page.get_by_role("button", name="Kolumner").click()
    page.get_by_role("checkbox", name="Antal system").click()
    page.get_by_role("checkbox", name="Mognad").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Kolumner")).to_have_count(0)
    page.get_by_role("columnheader", name="Antal system").get_by_role("button", name="Antal system").click()
    expect(page).to_have_url(re.compile(r"sort=fields\.antal_system"))
    cells = page.locator("tbody td[data-column='fields.antal_system']")
    expect(cells).to_have_text(["3", "12,5"])
    expect(page.locator("tbody td[data-column='fields.mognad']")).to_have_text(["Nivå två", "Nivå ett"])

    open_filter(page, "Antal system").get_by_label("Från").fill("10")
    expect(cells).to_have_text(["12,5"])
    expect(page).to_have_url(re.compile(r"fields\.antal_system=10\.\."))
    page.reload()
    expect(cells).to_have_text(["12,5"])
