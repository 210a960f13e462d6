"""Settings > CRM: what becomes of bookings, and linking by hand those that could not be."""

import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from sambruk_crm.models import Role
from sambruk_crm.services import bookings, settings
from tests.browser.stories import add_user, enter, records
from tests.factories import make_person
from tests.servers import RunningServer


def test_bookings_are_linked_as_the_settings_say_and_the_others_by_hand(
    page: Page, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    ada, mark = add_user(server, "Ada Rosén", Role.ADMINISTRATOR, "sv"), secrets.token_hex(3)
    with records(server) as session:
        make_person(session, ada, "Ulla", f"Ek {mark}")
    enter(page, server, ada, "/settings/crm")
    page.get_by_label("Koppla alla kunder med CRM").check()
    page.get_by_label("Lägg till prova på/icke medlemmar som prospekt när de bokas").check()
    page.get_by_label("Roll att synkronisera till CRM").fill("Kund")
    page.get_by_role("combobox", name="Tagga med").press_sequentially(f"Provat på {mark}")
    page.get_by_role("option", name="Skapa").click()
    page.get_by_role("combobox", name="Historik-händelse för bokningsdata").press_sequentially(f"Pass {mark}")
    page.get_by_role("option", name="Skapa").click()
    expect(page.locator("[name=booking_history_type]")).not_to_have_value("")
    expect(page.get_by_label("Koppla alla kunder med CRM")).to_be_checked()
    expect(page.get_by_label("Roll att synkronisera till CRM")).to_have_value("Kund")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Sparat.")).to_be_visible()

    with records(server) as session:
        for number, customer in enumerate(({"email": f"{mark}@example.test", "name": f"Bo {mark}"}, {"name": "Ulla"})):
            told = {"booking_id": f"{mark}-{number}", "activity": "Yoga för nybörjare", "is_trial": True}
            bookings.report(session, ada, {**told, "customer": {"role": "Kund", **customer}})
    page.reload()
    line = page.get_by_role("listitem").filter(has_text="Yoga för nybörjare")
    expect(line).to_contain_text("Ingen e-postadress att koppla med")
    line.scroll_into_view_if_needed()
    picture(page, "installningar-bokningar")
    line.get_by_role("button", name="Koppla…").click()
    page.get_by_role("combobox", name="Person").press_sequentially(f"ulla ek {mark}")
    page.get_by_role("option", name=f"Ulla Ek {mark}").click()
    expect(line).to_have_count(0)

    page.goto(f"/persons?text={mark}")
    page.get_by_role("link", name=f"Bo {mark}").first.click()
    expect(page.get_by_text(f"Provat på {mark}")).to_be_visible()
    expect(page.locator("#history")).to_contain_text(f"Pass {mark}")
    with records(server) as session:
        settings.change(session, ada, links_customers=False, adds_trials=False, synchronised_role="")
