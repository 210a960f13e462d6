"""Memberships in one list and in figures, as somebody who writes the annual report needs them."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.models import PopulationFigure
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_membership, make_organisation
from tests.servers import RunningServer


@pytest.fixture(scope="module")
def anna(server: RunningServer) -> Actor:
    """Anna, who is staff and reads Swedish, among two members of which one has left."""
    anna = add_user(server, locale="sv")
    with records(server) as session:
        stays, left = (make_organisation(session, anna, name) for name in ("Stannarby", "Lämnarby"))
        make_membership(session, stays, date(2021, 1, 1))
        make_membership(session, left, date(2021, 7, 1), date(2024, 1, 1))
        for town, inhabitants in ((stays, 900), (left, 500)):
            counted = PopulationFigure(organisation_id=town.key, counted_on=date(2020, 12, 31), inhabitants=inhabitants)
            session.add(counted)
    return anna


def test_who_joined_and_left_in_a_year_is_a_click_from_the_figures(
    page: Page, server: RunningServer, anna: Actor, picture: Callable[[Page, str], None]
) -> None:
    enter(page, server, anna, "/memberships/figures")
    years = page.get_by_role("table", name="År för år")
    expect(years.get_by_role("row").filter(has_text="2021")).to_contain_text("2")
    picture(page, "medlemmar-siffror")
    page.get_by_role("textbox", name="Dag").fill("2023-12-31")
    expect(page.get_by_role("term").filter(has_text="Invånare").locator("xpath=following-sibling::dd")).to_have_text(
        "1 400"
    )
    assert serious_findings(page) == []

    years.get_by_role("link", name="Lämnade 2024: 1").click()

    expect(page.locator("[data-row-id]")).to_have_count(1)
    expect(page.locator("[data-row-id]")).to_contain_text("Lämnarby")
    assert serious_findings(page) == []


def test_the_day_of_leaving_is_written_in_the_list(page: Page, server: RunningServer, anna: Actor) -> None:
    enter(page, server, anna, "/memberships?text=Stannarby")
    cell = page.locator("[data-row-id] td[data-edit=left_on]")
    cell.dblclick()
    cell.get_by_label("Utträdde").fill("2020-01-01")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("måste komma efter")
    cell.get_by_label("Utträdde").fill("2030-01-01")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("2030")


@pytest.mark.parametrize("path", ["/memberships", "/memberships/figures"])
def test_on_a_phone_nothing_lies_outside(new_page: NewPage, server: RunningServer, anna: Actor, path: str) -> None:
    phone = enter(new_page(**PHONE), server, anna, path)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
