"""Lists as people set them up: columns dragged and widened, sums, groups, close rows; on a phone one action a row."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import contracts
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.stories import add_user, enter, open_filter, records
from tests.factories import make_deal, make_organisation, make_person
from tests.servers import RunningServer

COMPACT, ON_PHONES = 36, 64
"""How high a row is, in pixels."""
HEADS = "thead th[data-column]:not(.row-action)"


@pytest.fixture
def maria(server: RunningServer) -> Actor:
    """Somebody who has three deals, two in the first phase and one further on."""
    maria = add_user(server, "Maria Lind", Role.MANAGER)
    with records(server) as session:
        town = make_organisation(session, maria, f"Radköping {maria.user_id}", phone="0586-48100")
        town.county_name = "Örebro län"
        eva = make_person(session, maria, "Eva", "Ek", phones=["070-1234567"])
        values: dict[str, Any] = {"organisation_id": town.key, "person_id": eva.key}
        make_deal(session, maria, "Rad A", value="1000", **values)
        make_deal(session, maria, "Rad B", value="2000", **values)
        make_deal(session, maria, "Rad C", phase="Pitch done", value="3000")
        contracts.making.create(session, maria, {"title": f"Ramavtal {maria.user_id}"}, organisation_id=town.key)
    return maria


def head(page: Page, name: str) -> Locator:
    """Return the heading of a column."""
    return page.locator(f'th[data-column="{name}"]')


def width(where: Locator) -> float:
    """Return how wide something is."""
    return (where.bounding_box() or {})["width"]


def height(where: Locator) -> float:
    """Return how high something is."""
    return (where.bounding_box() or {})["height"]


def drag(page: Page, what: Locator, to_x: float) -> None:
    """Drag something sideways."""
    box = what.bounding_box() or {}
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + min(10, box["width"] / 2), y)
    page.mouse.down()
    page.mouse.move(to_x - 20, y, steps=4)
    page.mouse.move(to_x, y)
    page.mouse.up()


def columns(page: Page) -> list[str]:
    """List the columns in their order."""
    return page.locator(HEADS).evaluate_all("all => all.map((th) => th.dataset.column)")


def test_a_list_is_set_up_by_dragging_sums_up_and_stands_in_groups_and_is_so_again(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    enter(page, server, maria, f"/deals/list?owner={maria.user_id}&sort=title")
    expect(page.get_by_role("link", name="Rad C")).to_be_visible()
    value, before = head(page, "value"), width(head(page, "value"))

    grip = value.get_by_role("slider", name="Width of Value")
    drag(page, grip, (grip.bounding_box() or {})["x"] + 90)
    wide = width(value)
    assert wide - before > 60
    drag(page, value.get_by_role("button", name="Value"), (head(page, "organisation").bounding_box() or {})["x"] + 20)
    expect(page.locator(HEADS).nth(1)).to_have_attribute("data-column", "value")

    total = page.locator("tfoot").get_by_role("combobox", name="What Value comes to")
    expect(total.locator("option:checked")).to_have_text("Sum SEK 6,000")
    total.select_option(label="Average SEK 2,000")
    page.get_by_role("button", name="Columns").click()
    box = page.get_by_role("dialog", name="Columns")
    box.get_by_role("checkbox", name="County", exact=True).click()
    expect(head(page, "county")).to_be_visible()
    box.get_by_label("Group by").select_option("county")
    page.keyboard.press("Escape")
    groups = page.locator(".group-title")
    expect(groups).to_have_text(["Not given1", "Örebro län2"])
    expect(page.locator("tbody td.lead")).to_have_text([re.compile("Rad C"), re.compile("Rad A"), re.compile("Rad B")])
    assert serious_findings(page) == []

    page.reload()
    expect(groups).to_have_text(["Not given1", "Örebro län2"])
    assert columns(page)[:3] == ["lead", "value", "organisation"]
    assert abs(width(value) - wide) <= 1


def test_rows_stand_close_and_the_menu_is_folded_for_whoever_wants_it(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    enter(page, server, maria, f"/deals/list?owner={maria.user_id}")
    row, frame = page.locator("tbody tr[data-row-id]").first, page.locator(".list-frame")
    expect(row).to_be_visible()
    usual, room = height(row), width(frame)
    page.get_by_role("button", name="Fold the menu").click()
    expect(page.get_by_role("button", name="Unfold the menu")).to_be_visible()
    assert width(frame) > room + 100

    page.goto("/konto")
    page.get_by_role("button", name="Compact").click()
    expect(page.get_by_role("button", name="Compact")).to_have_attribute("aria-pressed", "true")
    page.goto(f"/deals/list?owner={maria.user_id}")
    expect(row).to_be_visible()

    assert height(row) <= COMPACT + 1 < usual
    assert width(frame) > room + 100
    expect(page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Deals")).to_be_visible()
    page.get_by_role("button", name="Unfold the menu").click()
    expect(page.get_by_role("button", name="Fold the menu")).to_be_visible()


def test_a_row_on_a_phone_has_one_action_and_its_list_is_grouped_in_the_sheet_of_filters(
    phone: Page, server: RunningServer, maria: Actor
) -> None:
    enter(phone, server, maria, f"/deals/list?owner={maria.user_id}&sort=title")
    row = phone.locator("tbody tr[data-row-id]").first
    expect(row).to_be_visible()
    assert abs(height(row) - ON_PHONES) <= 1
    phone.get_by_role("button", name="Call about Rad A").click()
    dialog = phone.get_by_role("dialog", name="Call")
    expect(dialog).to_contain_text("070-123 45 67")
    dialog.get_by_label("What was said?").fill("Ringde")
    dialog.get_by_role("button", name="Write down").click()
    expect(dialog).to_have_count(0)
    open_filter(phone, "Phase")
    sheet = phone.get_by_role("dialog", name="Filter")
    sheet.get_by_label("Group by").select_option("phase")
    expect(phone.locator(".group-title")).to_have_text(["Interested2", "Pitch done1"])
    assert serious_findings(phone) == []

    phone.goto(f"/organisations?text=Radköping {maria.user_id}")
    call = phone.get_by_role("link", name=f"Call Radköping {maria.user_id}")
    expect(call).to_have_attribute("href", re.compile("^tel:.*58648100$"))
    phone.goto(f"/contracts?text=Ramavtal {maria.user_id}")
    phone.get_by_role("button", name=f"To-do about Ramavtal {maria.user_id}").click()
    form = phone.get_by_role("dialog")
    expect(form).to_contain_text(f"Ramavtal {maria.user_id}")
    form.get_by_label("Note").fill("Påminn om underskrift")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
