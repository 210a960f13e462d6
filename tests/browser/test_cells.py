"""Writing in the cells of a list: by keys alone, with faults told where they are, and by two people at once."""

from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from sambruk_crm.models import Deal, Organisation, Role
from sambruk_crm.services import organisations
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation
from tests.servers import RunningServer


@pytest.fixture
def maria(server: RunningServer) -> Actor:
    """Somebody whose list shows only her own deals."""
    return add_user(server, "Maria Lind", Role.MANAGER)


@pytest.fixture
def deals(server: RunningServer, maria: Actor) -> list[int]:
    """Two of her deals."""
    with records(server) as session:
        return [make_deal(session, maria, title, value="1000").key for title in ("Cell A", "Cell B")]


def listed(page: Page, server: RunningServer, maria: Actor) -> Page:
    """Open the list of her deals by title."""
    enter(page, server, maria, f"/deals/list?owner={maria.user_id}&sort=title")
    expect(page.get_by_role("link", name="Cell B")).to_be_visible()
    return page


def cell(page: Page, key: int, name: str) -> Locator:
    """Return the cell of a row in which a fact stands."""
    return page.locator(f'[data-row-id="{key}"] td[data-edit="{name}"]')


def stored(server: RunningServer, key: int) -> Deal:
    """Return the deal as it is in the database."""
    with records(server) as session:
        return session.get_one(Deal, key)


def test_the_arrows_go_to_a_cell_enter_opens_and_saves_it_and_escape_gives_up(
    page: Page, server: RunningServer, maria: Actor, deals: list[int]
) -> None:
    listed(page, server, maria).get_by_role("link", name="Cell A").focus()
    value, close = cell(page, deals[0], "value"), cell(page, deals[0], "expected_close_on")
    press = page.keyboard.press

    press("ArrowRight")
    expect(cell(page, deals[0], "organisation_id")).to_be_focused()
    press("ArrowRight")
    expect(value).to_be_focused()
    press("Enter")
    expect(value.get_by_role("spinbutton", name="Value")).to_be_focused()
    assert serious_findings(page) == []
    page.keyboard.type("2500")
    press("Enter")
    expect(value).to_be_focused()
    expect(value).to_contain_text("2,500")
    assert stored(server, deals[0]).value == Decimal(2500)

    press("Enter")
    page.keyboard.type("99")
    press("Escape")
    expect(value).to_be_focused()
    expect(page.locator(".cell-editor")).to_have_count(0)
    page.wait_for_timeout(500)
    expect(value).to_contain_text("2,500")
    assert stored(server, deals[0]).value == Decimal(2500)

    press("ArrowRight")
    press("ArrowRight")
    expect(close).to_be_focused()
    press("ArrowDown")
    expect(cell(page, deals[1], "expected_close_on")).to_be_focused()
    for _ in range(4):
        press("ArrowLeft")
    expect(page.get_by_role("link", name="Cell B")).to_be_focused()


def test_tab_saves_and_goes_to_the_next_cell(page: Page, server: RunningServer, maria: Actor, deals: list[int]) -> None:
    listed(page, server, maria)
    cell(page, deals[0], "value").dblclick()
    page.keyboard.type("3000")
    page.keyboard.press("Tab")
    expect(cell(page, deals[0], "owner_id").get_by_role("combobox", name="Owner")).to_be_focused()
    page.keyboard.press("Tab")
    field = cell(page, deals[0], "expected_close_on").get_by_label("Expected close")
    expect(field).to_be_focused()
    field.fill("2027-03-01")
    page.keyboard.press("Tab")
    expect(cell(page, deals[1], "title").get_by_role("textbox", name="Title")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()
    expect(field).to_have_value("2027-03-01")
    page.keyboard.press("Escape")

    saved = stored(server, deals[0])
    assert (saved.value, str(saved.expected_close_on)) == (Decimal(3000), "2027-03-01")


def test_a_bad_value_gets_its_error_there_and_stays_typed(
    page: Page, server: RunningServer, maria: Actor, deals: list[int]
) -> None:
    listed(page, server, maria)
    cell(page, deals[0], "value").dblclick()
    field = cell(page, deals[0], "value").get_by_role("spinbutton")
    field.fill("-5")
    page.keyboard.press("Tab")

    expect(cell(page, deals[0], "value").get_by_role("alert")).not_to_be_empty()
    expect(field).to_have_value("-5")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    cell(page, deals[1], "value").dblclick()
    expect(field).to_have_value("-5")
    expect(field).to_be_focused()
    assert stored(server, deals[0]).value == Decimal(1000)
    field.fill("5")
    page.keyboard.press("Enter")
    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(cell(page, deals[0], "value")).to_have_text("SEK 5")


def test_leaving_a_cell_saves_it_and_leaves_the_focus_where_one_went(
    page: Page, server: RunningServer, maria: Actor, deals: list[int]
) -> None:
    listed(page, server, maria)
    cell(page, deals[0], "value").dblclick()
    page.keyboard.type("4000")
    search = page.get_by_role("search").get_by_role("searchbox")

    search.click()

    expect(cell(page, deals[0], "value")).to_contain_text("4,000")
    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(search).to_be_focused()


def test_two_people_write_different_facts_and_both_stay_and_the_same_fact_is_asked_about(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    bo = add_user(server, "Bo Ek")
    with records(server) as session:
        town = make_organisation(session, maria, f"Cellköping {maria.user_id}", status="prospect").key
    enter(page, server, maria, f"/organisations?text=Cellköping {maria.user_id}")
    kind, status = (cell(page, town, name) for name in ("kind", "status"))
    status.dblclick()
    status.get_by_role("combobox").select_option("partner")
    with records(server) as session:
        organisations.update(session, bo, town, {"kind": "company"})
    page.keyboard.press("Enter")
    expect(status).to_contain_text("Partner")
    expect(kind).to_contain_text("Company")

    status.dblclick()
    status.get_by_role("combobox").select_option("supplier")
    with records(server) as session:
        organisations.update(session, bo, town, {"status": "customer"})
    page.keyboard.press("Enter")
    asked = status.get_by_role("alert")
    expect(asked).to_contain_text("Someone else has changed this meanwhile.")
    expect(asked.locator("strong")).to_have_text("Customer")
    assert serious_findings(page) == []
    page.keyboard.press("Tab")
    expect(asked.get_by_role("button", name="Keep theirs")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(status).to_contain_text("Supplier")
    with records(server) as session:
        saved = session.get_one(Organisation, town)
    assert (saved.status, saved.kind) == ("supplier", "company")


def test_whoever_only_reads_opens_no_cell(page: Page, server: RunningServer, maria: Actor, deals: list[int]) -> None:
    rut = add_user(server, "Rut Holm", Role.READER)
    enter(page, server, rut, f"/deals/list?owner={maria.user_id}&sort=title")
    value = cell(page, deals[0], "value")

    value.dblclick()
    page.get_by_role("link", name="Cell A").focus()
    page.keyboard.press("F2")

    expect(value).to_be_visible()
    expect(page.locator(".cell-editor")).to_have_count(0)


def test_a_cell_that_points_to_a_record_is_chosen_or_found_by_typing_and_takes_nothing_unknown(
    page: Page, server: RunningServer, maria: Actor, deals: list[int]
) -> None:
    town = f"Pekköping {maria.user_id}"
    with records(server) as session:
        key = make_organisation(session, maria, town).key
    listed(page, server, maria)
    place = cell(page, deals[0], "organisation_id")
    place.dblclick()
    field = place.get_by_role("combobox", name="Organisation")
    field.fill("Ingenstans")
    page.keyboard.press("Enter")
    expect(place.get_by_role("alert")).to_have_text("Choose one from the list.")
    expect(field).to_have_value("Ingenstans")

    field.fill(town)
    expect(place.get_by_role("option", name=town)).to_be_visible()
    assert serious_findings(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(place.get_by_role("link", name=town)).to_be_visible()
    assert stored(server, deals[0]).organisation_id == key
    owner = cell(page, deals[0], "owner_id")
    owner.dblclick()
    owner.get_by_role("combobox", name="Owner").select_option("–")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("list-total")).to_contain_text("of 1")
    assert stored(server, deals[0]).owner_id is None
