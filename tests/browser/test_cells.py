"""Writing in the cells of a list: by keys alone, with faults told where they are, and by two people at once."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from sambruk_crm.models import Deal, Organisation, Role, TagScope
from sambruk_crm.services import organisations, persons, tags
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, make_tag
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
    for _ in range(5):
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


def test_a_cell_moves_a_deal_and_the_closed_phase_asks_how_it_ended(
    page: Page, server: RunningServer, maria: Actor, deals: list[int]
) -> None:
    phase = cell(listed(page, server, maria), deals[0], "phase_id")
    was = stored(server, deals[0]).phase_id
    phase.dblclick()
    choice = phase.get_by_role("combobox", name="Phase")
    expect(choice.locator("option").first).to_have_text("Interested")
    assert serious_findings(page) == []
    choice.select_option("Pitch done")
    page.keyboard.press("Enter")
    expect(phase).to_contain_text("Pitch done")
    page.get_by_role("button", name="Undo").click()
    expect(phase).to_contain_text("Interested")
    assert stored(server, deals[0]).phase_id == was

    phase.dblclick()
    choice.select_option("Closed: won/lost")
    page.keyboard.press("Enter")
    asked = page.get_by_role("dialog", name="Won or lost?")
    asked.get_by_role("button", name="Cancel").click()
    expect(asked).to_have_count(0)
    assert stored(server, deals[0]).phase_id == was
    phase.dblclick()
    choice.select_option("Closed: won/lost")
    page.keyboard.press("Tab")
    asked.get_by_role("button", name="Won").click()
    expect(phase).to_contain_text("Won")
    assert stored(server, deals[0]).outcome == "won"


@dataclass
class Eva:
    """Somebody who works at one place, with what can be chosen for her instead; all are called after `name`."""

    key: int
    name: str
    new: int
    """The other place."""
    tag: int
    """The one she carries."""
    other: int


@pytest.fixture
def eva(server: RunningServer, maria: Actor) -> Eva:
    """Eva, who is chief at Gammelköping."""
    name = f"Cellman{maria.user_id}"
    with records(server) as session:
        old, new = (make_organisation(session, maria, f"{word}köping {name}").key for word in ("Gammel", "Ny"))
        one, two = (make_tag(session, f"{word} {name}", TagScope.PERSON).key for word in ("Ett", "Annat"))
        key = make_person(session, maria, "Eva", name, emails=["eva@x.example"], tags=[one]).key
        persons.affiliations.create(session, maria, key, old, {"title": "Chef"})
    return Eva(key, name, new, one, two)


def test_where_a_person_works_and_her_e_mails_are_written_in_cells_by_keys(
    page: Page, server: RunningServer, maria: Actor, eva: Eva
) -> None:
    enter(page, server, maria, f"/persons?text={eva.name}")
    place, mails = cell(page, eva.key, "organisations"), cell(page, eva.key, "emails")
    press = page.keyboard.press
    page.get_by_role("link", name=f"Eva {eva.name}").focus()
    press("ArrowRight")
    press("Enter")
    field = place.get_by_role("combobox", name="Organisations")
    expect(place.get_by_role("list", name="Organisations")).to_contain_text(f"Gammelköping {eva.name}")
    press("Backspace")
    page.keyboard.type(f"Nyköping {eva.name}")
    expect(place.get_by_role("option", name=f"Nyköping {eva.name}")).to_be_visible()
    assert serious_findings(page) == []
    press("ArrowDown")
    press("Enter")
    expect(field).to_have_value("")
    press("Tab")

    field = mails.get_by_role("textbox", name="E-mail")
    expect(field).to_be_focused()
    field.fill("eva@x.example\nnot an address")
    press("Enter")
    expect(mails.get_by_role("alert")).not_to_be_empty()
    expect(field).to_have_value("eva@x.example\nnot an address")
    field.fill("ek@x.example\neva@x.example")
    press("Enter")
    expect(mails.get_by_role("link")).to_have_text("ek@x.example")
    expect(place.get_by_role("link")).to_have_text(f"Nyköping {eva.name}")
    with records(server) as session:
        row = persons.record(session, maria, eva.key)
    assert [each.organisation_id for each, _ in row.affiliations if each.to_on is None] == [eva.new]


def test_tags_and_colleagues_are_chosen_in_cells_beside_what_others_do(
    page: Page, server: RunningServer, maria: Actor, eva: Eva
) -> None:
    enter(page, server, maria, f"/persons?text={eva.name}")
    labels, colleague = cell(page, eva.key, "tags"), cell(page, eva.key, "responsible")
    press = page.keyboard.press
    labels.dblclick()
    field = labels.get_by_role("combobox", name="Tags")
    field.fill("Ingen sådan")
    press("Enter")
    expect(labels.get_by_role("alert")).to_have_text("Choose one from the list.")
    expect(field).to_have_value("Ingen sådan")
    for _ in range(2):
        field.fill(f"annat {eva.name}")
        press("ArrowDown")
        press("Enter")
        expect(field).to_have_value("")
        labels.get_by_role("button", name=f"Remove Annat {eva.name}").click()
    field.fill(f"annat {eva.name}")
    labels.get_by_role("option").click()
    with records(server) as session:
        tags.remove(session, maria, "person", eva.key, eva.tag)
    press("Enter")
    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(labels.locator(".tag-list")).to_have_text(f"Annat {eva.name}")

    colleague.dblclick()
    colleague.get_by_role("combobox", name="Responsible").fill(maria.name)
    colleague.get_by_role("option").first.click()
    page.get_by_role("search").get_by_role("searchbox").click()
    expect(colleague.locator(".list-lines")).to_have_text(maria.name)
    with records(server) as session:
        row = persons.record(session, maria, eva.key)
    assert ([tag.id for tag in row.tags], [each.name for each in row.responsible]) == ([eva.other], [maria.name])


def test_county_and_what_an_organisation_is_part_of_are_chosen_in_cells(
    page: Page, server: RunningServer, maria: Actor
) -> None:
    name = f"Delköping {maria.user_id}"
    with records(server) as session:
        above = make_organisation(session, maria, f"Förbundet {maria.user_id}").key
        town = make_organisation(session, maria, name).key
    enter(page, server, maria, f"/organisations?text={name}")
    county = cell(page, town, "county_code")
    county.dblclick()
    county.get_by_role("combobox", name="County").select_option("Örebro län")
    page.keyboard.press("Enter")
    expect(county).to_have_text("Örebro län")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("dialog", name="Columns").get_by_role("checkbox", name="Part of", exact=True).click()
    page.keyboard.press("Escape")
    part = cell(page, town, "parent_id")
    part.dblclick()
    part.get_by_role("combobox", name="Part of").fill(name)
    part.get_by_role("option").first.click()
    expect(part.get_by_role("alert")).to_have_text("An organisation cannot be part of itself.")
    part.get_by_role("combobox").fill(f"Förbundet {maria.user_id}")
    part.get_by_role("option").first.click()

    expect(page.locator(".cell-editor")).to_have_count(0)
    expect(part).to_have_text(f"Förbundet {maria.user_id}")
    with records(server) as session:
        found = session.get_one(Organisation, town)
    assert (found.county_name, found.parent_id) == ("Örebro län", above)
