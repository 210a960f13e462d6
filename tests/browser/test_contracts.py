"""Contracts: from a won deal to a signed party and a call in the history."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.models import Outcome
from sambruk_crm.services import contracts, deals, persons
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person
from tests.servers import RunningServer


def test_a_won_deal_becomes_a_contract_that_a_party_signs(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    anna = add_user(server, locale="sv")
    with records(server) as session:
        town = make_organisation(session, anna, "Kontraktsköping").key
        deal = make_deal(session, anna, "Ramavtal 2027", organisation_id=town, value="125000").key
        deals.close(session, anna, deal, outcome=Outcome.WON)
        person = make_person(session, anna, "Åsa", "Öberg", phones=["+46705550101"], emails=["asa@kontrakt.example"])
        persons.affiliations.create(session, anna, person.key, town, {"title": "Kommunchef"})
    page = enter(new_page(**PHONE), server, anna, f"/deals/{deal}")

    page.get_by_role("combobox", name="Ägare").select_option(label="Anna Berg")
    expect(page.locator(".record-head")).to_contain_text("Ägare: Anna Berg")
    page.get_by_role("button", name="Skapa kontraktet").click()
    expect(page.get_by_role("heading", name="Ramavtal 2027")).to_be_visible()
    expect(page.get_by_text("Inte undertecknat av alla")).to_be_visible()
    known = page.get_by_role("region", name="Våra kontakter")
    expect(known.get_by_role("listitem")).to_contain_text("Kommunchef")
    expect(known.get_by_role("link", name="Åsa Öberg")).to_be_visible()
    assert [each.get_attribute("href") for each in known.locator(".reach").all()] == [
        "tel:+46705550101",
        "mailto:asa@kontrakt.example",
    ]
    page.get_by_role("button", name="Underteckna", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Från").fill("2027-02-01")
    dialog.get_by_label("Till", exact=True).fill("2027-01-01")
    dialog.get_by_label("Undertecknat den").fill("2026-11-20")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Slutet ligger före början.")).to_be_visible()
    expect(dialog.get_by_label("Undertecknat den")).to_have_value("2026-11-20")
    dialog.get_by_label("Till", exact=True).fill("2029-01-31")
    dialog.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Löper", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "avtal")

    page.goto("/contracts?state=running&text=kontraktskoping")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 av 1")
    expect(page.locator("[data-row-id]")).to_contain_text("Kontraktsköping")
    page.goto(f"/organisations/{town}")
    card = page.get_by_role("region", name="Kontrakt")
    expect(card.get_by_role("link", name="Ramavtal 2027")).to_be_visible()


def test_the_usual_columns_of_contracts_fit_a_small_desktop(page: Page, server: RunningServer) -> None:
    anna = add_user(server, locale="sv")
    with records(server) as session:
        for name in ("Kommunalförbundet Västra Sörmland", "Upplands Väsby"):
            town = make_organisation(session, anna, name).key
            values = {"title": f"Förnyat avtal om automatisering i socialtjänsten, {name}", "value": "12450000"}
            contracts.making.create(session, anna, values | {"to_on": "2029-12-31"}, organisation_id=town)
    enter(page, server, anna, "/contracts?text=socialtjänsten")
    expect(page.locator("[data-row-id]")).to_have_count(2)

    card = page.locator(".list-card")

    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    expect(card.get_by_role("columnheader")).to_have_text(
        ["", *map(re.compile, ("Titel", "Parter", "Status", "Värde", "Till"))]
    )
