"""The pipeline in figures, reached from the board, read on a phone, and following what colleagues change."""

from playwright.sync_api import expect

from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal
from tests.servers import RunningServer


def test_the_forecast_is_seen_from_the_board_on_a_phone(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, "Anna Prognos", locale="sv")
    with records(server) as session:
        make_deal(session, anna, "Prognosaffär", value="4000", probability="25", expected_close_on="2041-05-20")
    page = enter(new_page(**PHONE), server, anna, "/deals")

    page.get_by_role("navigation", name="Vy").get_by_role("link", name="Säljprocess").click()

    row = page.get_by_role("row", name="Maj 2041")
    expect(row.get_by_role("cell")).to_contain_text(["1", "4 000 kr", "1 000 kr"])
    expect(page.get_by_role("table", name="Tid i fas").get_by_role("row")).to_have_count(6)
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
