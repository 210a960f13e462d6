"""A municipality decides: the meeting is planned, seen on the board, postponed, refused, and the deal closed."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, today
from tests.servers import RunningServer


def test_a_decision_is_postponed_and_then_refused(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, "Anna Beslut", locale="sv")
    with records(server) as session:
        town = make_organisation(session, anna, "Beslutsby")
        deal = make_deal(session, anna, "EGIL till nämnden", organisation_id=town.key).key
    page = enter(new_page(**PHONE), server, anna, f"/deals/{deal}")
    board = enter(new_page(), server, anna, f"/deals?owner={anna.user_id}")
    meetings, dialog = page.get_by_role("region", name="Beslut"), page.get_by_role("dialog")
    sign = board.locator(f"[data-deal-id='{deal}'] .board-sign")
    first, later = today() + timedelta(days=4), today() + timedelta(days=32)

    meetings.get_by_role("button", name="Planera ett beslut").click()
    dialog.get_by_label("Vem som beslutar").select_option("Kommunstyrelsen")
    dialog.get_by_role("button", name="Spara").click()
    expect(dialog.get_by_text("Ange när mötet är.")).to_be_visible()
    assert serious_findings(page) == []
    dialog.get_by_label("Möte").fill(first.isoformat())
    dialog.get_by_role("button", name="Spara").click()
    expect(meetings.get_by_role("listitem")).to_have_count(1)
    expect(sign).to_have_attribute("data-sign", "decision")
    expect(sign).to_contain_text("Väntar på: Kommunstyrelsen")

    meetings.get_by_role("button", name="Resultat … Kommunstyrelsen").click()
    dialog.get_by_role("button", name="Bordlagt").click()
    expect(dialog.get_by_label("Till", exact=True)).to_have_value(later.isoformat())
    assert serious_findings(page) == []
    dialog.get_by_role("button", name="Spara").click()
    expect(meetings.get_by_role("listitem")).to_have_count(2)
    expect(meetings.get_by_role("listitem").first).to_contain_text("Bordlagt till")
    expect(page.get_by_text(f"Kommunstyrelsen bordlade det {first} till {later}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    board.get_by_role("navigation", name="Vy").get_by_role("link", name="Beslut").click()
    expect(board.get_by_role("heading", level=1, name="Beslut på gång")).to_be_visible()
    board.get_by_text("Filter", exact=True).click()
    board.get_by_label("Ägare").select_option(str(anna.user_id))
    expect(board.locator("[data-decision-id]")).to_have_count(1)
    expect(board.locator("[data-decision-id]")).to_contain_text("Beslutsby")
    board.get_by_label("Gruppera efter").select_option("Vecka")
    expect(board.get_by_role("heading", level=2)).to_contain_text(f"Vecka {later.isocalendar().week}")
    assert serious_findings(board) == []
    assert f"owner={anna.user_id}" in board.url

    meetings.get_by_role("button", name="Resultat … Kommunstyrelsen").click()
    dialog.get_by_role("button", name="Avslag").click()
    dialog.get_by_role("button", name="Spara").click()
    expect(board.locator("[data-decision-id]")).to_have_count(0)
    meetings.get_by_role("button", name="Avsluta som förlorad …").click()
    dialog.get_by_label("Med egna ord").fill("Avslag i kommunstyrelsen")
    dialog.get_by_role("button", name="Spara").click()
    expect(page.locator(".record-title").get_by_text("Förlorad")).to_be_visible()
    expect(meetings.get_by_role("button", name="Avsluta som förlorad …")).to_be_hidden()
