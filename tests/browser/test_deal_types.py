"""A new deal: its type decides what is asked, and a phase that is merged gives its deals away."""

import re

from playwright.sync_api import expect

from sambruk_crm.models import DealType, Role
from sambruk_crm.services import deals
from sambruk_crm.services.deals import DealFilter
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_phases
from tests.servers import RunningServer


def test_the_type_decides_what_is_asked_and_what_was_typed_stays(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, "Anna Typ")
    with records(server) as session:
        for name in ("Delaby", "Medby"):
            make_organisation(session, anna, name)
    page = enter(new_page(**PHONE), server, anna, "/deals?new=1")
    dialog = page.get_by_role("dialog")
    kind, value = dialog.get_by_label("Type"), dialog.get_by_label("Value", exact=True)
    expect(value).to_be_visible()
    expect(dialog.get_by_label("Delivery day")).to_be_hidden()

    dialog.get_by_label("Title").fill("Gemensam upphandling")
    value.fill("300")
    kind.select_option("Data privacy only")
    expect(value).to_be_hidden()
    expect(dialog.get_by_label("Service")).to_be_hidden()
    kind.select_option("One time")
    expect(dialog.get_by_label("Delivery day")).to_be_visible()
    expect(value).to_have_value("300")
    kind.select_option("Split")
    for name in ("Delaby", "Medby"):
        dialog.get_by_label("Who shares it", exact=True).and_(page.get_by_role("combobox")).fill(name)
        page.get_by_role("option", name=name).first.click()
        expect(dialog.get_by_role("button", name=f"Remove {name}")).to_be_visible()
    assert serious_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    dialog.get_by_role("button", name="Save").click()

    page.wait_for_url(re.compile(r"/deals/\d+$"))
    shares = page.get_by_role("region", name="Shared by")
    expect(shares.get_by_role("listitem")).to_have_count(2)
    with records(server) as session:
        [made] = deals.lists.find(session, anna, DealFilter(owner=(anna.user_id,))).items
        assert (made.deal_type, made.value) == (DealType.SPLIT, 300)


def test_an_interested_municipality_has_a_deal_by_one_press(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server, "Anna Intresse")
    with records(server) as session:
        town = make_organisation(session, anna, "Intresseby").key
    page = enter(new_page(), server, anna, f"/organisations/{town}")

    page.get_by_role("button", name="Interested: begin a deal").click()

    expect(page.get_by_role("list", name="Open deals").get_by_role("listitem").first).to_contain_text("Intresseby")
    page.get_by_role("button", name="Interested: begin a deal").click()
    expect(page.get_by_text("There is an open deal about this already.")).to_be_visible()


def test_a_phase_in_use_is_merged_into_another(new_page: NewPage, server: RunningServer) -> None:
    maria = add_user(server, "Maria Fas", Role.MANAGER)
    with records(server) as session:
        make_phases(session)
        extra = deals.phases.create(session, maria, {"name": "Provfas", "name_de": "Probephase"}).key
        deal = deals.create(session, maria, {"title": "Ur provfasen"}, phase_id=extra).key
        make_deal(session, maria, "Där redan", phase="Contract sent")
    page = enter(new_page(), server, maria, "/settings/phases")

    page.get_by_role("button", name="Remove Provfas").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Archive")).to_be_hidden()
    assert serious_findings(page) == []
    dialog.get_by_label("Or have another take over its uses").select_option("Contract sent")
    dialog.get_by_role("button", name="Merge").click()

    expect(page.get_by_text("Merged. One use was moved.")).to_be_visible()
    page.goto(f"/deals/{deal}")
    expect(page.get_by_text("Moved from Provfas to Contract sent, which took its place")).to_be_visible()
