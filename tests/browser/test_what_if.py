"""What if a municipality left a shared deal: seen side by side, kept as a note, and then done."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation
from tests.servers import RunningServer


def test_who_would_pay_what_is_seen_before_anybody_leaves(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, locale="sv")
    with records(server) as session:
        towns = [make_organisation(session, anna, name).key for name in ("Vallentuna", "Kungsör", "Köping")]
        shared: dict[str, Any] = {"deal_type": "split", "participants": [{"organisation_id": key} for key in towns]}
        deal = make_deal(session, anna, "EGIL", organisation_id=towns[0], value="300", **shared).key
    page = enter(new_page(**PHONE), server, anna, f"/deals/{deal}")

    page.get_by_role("button", name="Tänk om …").click()
    dialog = page.get_by_role("dialog")
    leaving = dialog.get_by_role("row", name="Köping")
    leaving.get_by_role("button", name="Tänk om den lämnar").click()
    expect(leaving.get_by_role("cell")).to_contain_text(["100 kr", "–", "Stannar ändå"])
    expect(dialog.get_by_role("row", name="Kungsör").get_by_role("cell")).to_contain_text(["100 kr", "150 kr", ""])
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    dialog.get_by_role("button", name="Spara som anteckning").click()
    expect(page.get_by_text("Köping: 100 SEK → –")).to_be_visible()
    shares = page.get_by_role("region", name="Delas av")
    expect(shares.get_by_role("link", name="Köping")).to_be_visible()

    page.get_by_role("button", name="Tänk om …").click()
    dialog.get_by_role("button", name="Tänk om den lämnar Köping").click()
    expect(leaving.get_by_role("cell").nth(1)).to_have_text("–")
    dialog.get_by_role("button", name="Ändra andelarna").click()
    expect(shares.get_by_role("link", name="Köping")).to_be_hidden()
    expect(shares).to_contain_text("150 kr")
