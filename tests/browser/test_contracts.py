"""Contracts: from a won deal to a signed party and a call in the history."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from sambruk_crm.models import Outcome
from sambruk_crm.services import contracts, deals, persons
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, today
from tests.servers import RunningServer


def test_a_won_deal_becomes_a_contract_of_three_parties_that_sign_with_a_document(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None], tmp_path: Path
) -> None:
    anna = add_user(server, locale="sv")
    paper = tmp_path / "Avtal.pdf"
    pages = [Image.new("RGB", (210, 297), "white") for _ in range(2)]
    pages[0].save(paper, "PDF", save_all=True, append_images=pages[1:])
    with records(server) as session:
        names = ("Kontraktsköping", "Norrkontrakt", "Söderkontrakt")
        towns = [make_organisation(session, anna, name).key for name in names]
        shared: dict[str, Any] = {"deal_type": "split", "participants": [{"organisation_id": key} for key in towns]}
        deal = make_deal(session, anna, "Ramavtal 2027", organisation_id=towns[0], value="125001", **shared).key
        deals.close(session, anna, deal, outcome=Outcome.WON)
        person = make_person(session, anna, "Åsa", "Öberg", phones=["+46705550101"], emails=["asa@kontrakt.example"])
        persons.affiliations.create(session, anna, person.key, towns[0], {"title": "Kommunchef"})
    page = enter(new_page(**PHONE), server, anna, f"/deals/{deal}")

    page.get_by_role("combobox", name="Ägare").select_option(label="Anna Berg")
    expect(page.locator(".record-head")).to_contain_text("Ägare: Anna Berg")
    page.get_by_role("button", name="Skapa kontraktet").click()
    expect(page.get_by_role("heading", name="Ramavtal 2027")).to_be_visible()
    expect(page.get_by_text("Utkast", exact=True)).to_be_visible()
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
    expect(page.get_by_text("Delvis undertecknat", exact=True)).to_be_visible()
    waiting = page.get_by_role("list", name="Inte undertecknat ännu")
    for left in (1, 0):
        waiting.get_by_role("button").first.click()
        dialog.get_by_label("Undertecknat av").fill("Karin Ek")
        dialog.get_by_role("button", name="Spara").click()
        expect(waiting.get_by_role("listitem")).to_have_count(left)
    expect(page.get_by_text("Gäller", exact=True)).to_be_visible()
    _bring_show_remove_and_put_back(page, paper)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "avtal")

    page.goto("/contracts?state=in_force&text=kontraktskoping")
    expect(page.get_by_test_id("list-total")).to_have_text("1–1 av 1")
    expect(page.locator("[data-row-id]")).to_contain_text("Kontraktsköping")
    page.goto(f"/organisations/{towns[0]}")
    card = page.get_by_role("region", name="Kontrakt")
    expect(card.get_by_role("link", name="Ramavtal 2027")).to_be_visible()


def _bring_show_remove_and_put_back(page: Page, paper: Path) -> None:
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Lägg till ett dokument").click()
    dialog.get_by_label("Fil").set_input_files(paper)
    documents = page.get_by_role("region", name="Dokument")
    documents.get_by_role("button", name="Avtal.pdf", exact=True).click()
    expect(dialog.get_by_text("1 av 2")).to_be_visible()
    dialog.get_by_role("button", name="Nästa sida").click()
    expect(dialog.get_by_role("img", name="Sida 2 av Avtal.pdf")).to_be_visible()
    dialog.get_by_role("button", name="Stäng").click()
    documents.get_by_role("button", name="Ta bort Avtal.pdf").click()
    documents.get_by_text("Borttagna").click()
    documents.get_by_role("button", name="Lägg tillbaka").click()
    expect(documents.get_by_role("button", name="Avtal.pdf", exact=True)).to_be_visible()


def test_notice_ends_a_contract_that_renews_itself_when_its_period_does(page: Page, server: RunningServer) -> None:
    anna = add_user(server, locale="sv")
    with records(server) as session:
        town = make_organisation(session, anna, "Uppsägningsköping").key
        values = {"title": "EGIL", "from_on": "2020-01-01", "to_on": "2020-12-31", "notice_months": 3}
        made = contracts.making.create(
            session, anna, {**values, "renewal": "renews", "renewal_months": 12}, organisation_id=town
        )
        [(party, _)] = contracts.parties.of_contract(session, anna, made.key)
        contracts.parties.update(session, anna, made.key, party.key, {"signed_on": "2019-12-01"})
        key, ended = made.key, contracts.terms.end_after_notice(made, today())
    assert ended is not None
    enter(page, server, anna, f"/contracts/{key}")
    expect(page.get_by_role("region", name="Period")).to_contain_text("Det har förlängts.")

    page.get_by_role("button", name="Fler åtgärder").click()
    page.get_by_role("menuitem", name="Säg upp").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_contain_text(f"31 dec. {ended.year}")
    dialog.get_by_role("button", name="Säg upp").click()

    expect(page.get_by_text("Uppsagt", exact=True).first).to_be_visible()
    expect(page.get_by_role("region", name="Period")).to_contain_text(f"31 dec. {ended.year}")


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
