"""The fees of a year from the list to the invoices, and a table that is looked at before it is saved."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from sambruk_crm.models import PopulationFigure, Role
from tests.browser.accessibility import serious_findings
from tests.browser.stories import add_user, enter, records
from tests.factories import make_membership, make_organisation
from tests.servers import RunningServer

YEAR = 2041
"""A year that no other story is about."""


def test_the_fees_of_a_year_are_reviewed_excepted_approved_locked_and_taken_out(
    page: Page, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    maria = add_user(server, "Maria Lind", Role.MANAGER, "sv")
    with records(server) as session:
        for name, *people in (("Avgiftsby", 14_900, 15_010), ("Bandköping", 31_000), ("Centstad", 4_200)):
            place = make_organisation(session, maria, str(name))
            for year, inhabitants in enumerate(people, YEAR - 2):
                session.add(
                    PopulationFigure(
                        organisation_id=place.key, counted_on=date(year, 12, 31), inhabitants=int(inhabitants)
                    )
                )
            make_membership(session, place, date(2015, 1, 1))
    enter(page, server, maria, f"/fees?year={YEAR}")
    page.get_by_role("button", name=f"Ta fram listan för {YEAR}").click()

    page.get_by_role("button", name="Byter klass").click()
    line = page.get_by_role("row").filter(has_text="Avgiftsby")
    expect(line).to_contain_text("Annan storleksklass: 14 900 → 15 010 invånare")
    expect(line).to_contain_text("25 000 kr")
    expect(page.get_by_role("row").filter(has_text="Centstad")).to_have_count(0)
    page.get_by_role("button", name=re.compile(r"^Alla \d+$")).click()

    page.get_by_role("button", name="Undantag för Bandköping…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Betalar i stället").fill("20 000")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Skriv varför.")).to_be_visible()
    expect(dialog.get_by_label("Betalar i stället")).to_have_value("20 000")
    dialog.get_by_label("Varför").fill("Styrelsens beslut § 12")
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="Spara").press("Enter")
    expect(page.get_by_role("button", name="Undantag för Bandköping…")).to_be_focused()
    excepted = page.get_by_role("row").filter(has_text="Bandköping")
    expect(excepted).to_contain_text("Styrelsens beslut § 12")
    expect(excepted).to_contain_text("20 000 kr")
    assert serious_findings(page) == []
    picture(page, "avgifter")

    page.get_by_role("button", name="Godkänn").click()
    expect(page.get_by_text("av Maria Lind")).to_be_visible()
    page.get_by_role("button", name="Lås…").click()
    page.get_by_role("dialog").get_by_role("button", name="Lås", exact=True).click()
    expect(page.get_by_role("button", name="Markera alla som fakturerade…")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").click()
    told = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert taken.value.suggested_filename == f"Avgifter {YEAR} - Låst.csv"
    assert "Bandköping" in told
    assert "20000,00" in told

    page.get_by_role("checkbox", name="Välj Avgiftsby").click()
    page.get_by_role("button", name="Markera som fakturerade").click()
    expect(page.get_by_role("row").filter(has_text="Avgiftsby")).to_contain_text("Fakturerad")
    page.get_by_role("button", name="Markera alla som fakturerade…").click()
    page.get_by_role("dialog").get_by_role("button", name="Markera alla som fakturerade").click()
    expect(page.get_by_role("row").filter(has_text="Centstad")).to_contain_text("Fakturerad")


def test_a_fee_table_shows_what_it_changes_before_it_is_saved(page: Page, server: RunningServer) -> None:
    ada = add_user(server, "Ada Rosén", Role.ADMINISTRATOR, "sv")
    with records(server) as session:
        place = make_organisation(session, ada, "Dyrtorp")
        session.add(PopulationFigure(organisation_id=place.key, counted_on=date(2020, 12, 31), inhabitants=4_000))
        make_membership(session, place, date(2015, 1, 1))
    enter(page, server, ada, "/settings/fees")
    page.get_by_role("button", name="Ny tabell", exact=True).click()
    expect(page.get_by_label("Gäller från")).to_be_focused()
    page.get_by_label("Gäller från").fill("2051-01-01")
    page.get_by_label("Klass 1: årsavgift").fill("sex tusen")
    page.get_by_role("button", name="Lägg till en klass").click()
    page.get_by_role("button", name="Se vad som ändras…").click()
    expect(page.get_by_text("Skriv ett belopp, till exempel").first).to_be_visible()
    expect(page.get_by_label("Klass 1: årsavgift")).to_have_value("sex tusen")
    assert serious_findings(page) == []

    page.get_by_label("Klass 1: årsavgift").fill("6 000")
    page.get_by_role("button", name="Ta bort klass 8").click()
    page.get_by_role("button", name="Se vad som ändras…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2051")
    expect(dialog.get_by_role("row").filter(has_text="Dyrtorp")).to_contain_text("1 000 kr")
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Spara tabellen").click()

    expect(page.get_by_role("list", name="Avgiftstabeller")).to_contain_text("2051")
