"""Checking in with the phone: by position, by today's to-do or by name, with and without net, and never twice."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from sambruk_crm.models import HistoryEntry, Organisation, Role, Todo
from sambruk_crm.services import history, persons
from sambruk_crm.services.history import HistoryFilter, HistoryRow
from sambruk_crm.services.permissions import Actor
from tests.browser.conftest import PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_organisation, make_person, make_todo
from tests.servers import RunningServer

SEND = "**/api/phone/check-ins"
KUNGSOR = {"latitude": 59.42, "longitude": 16.1}


def town_of(server: RunningServer, actor: Actor, name: str, *people: str) -> int:
    """Make an organisation with people to meet."""
    with records(server) as session:
        town = make_organisation(session, actor, name)
        for person in people:
            first, last = person.split()
            persons.affiliations.create(session, actor, make_person(session, actor, first, last).key, town.key, {})
        return town.key


def told(server: RunningServer, actor: Actor, town: int) -> list[HistoryRow]:
    """Read an organisation's history in the database."""
    with records(server) as session:
        return history.search(session, actor, HistoryFilter(organisation_id=town)).items


def choose(phone: Page, name: str) -> None:
    """Find an organisation by typing."""
    phone.get_by_role("searchbox", name="Search for an organisation").fill(name[:8])
    phone.get_by_role("button", name=name).click()


def kept(phone: Page) -> list[Any]:
    """Read what waits on the phone."""
    return json.loads(phone.evaluate("localStorage.getItem('sambruk-check-ins') || '[]'"))


def test_a_visit_is_checked_in_with_one_thumb(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town = town_of(server, anna, "Thumb Town", "Åsa Öberg", "Bertil Alm")
    with records(server) as session:
        make_todo(session, anna, "Visit the school", days=0, scope="organisation", organisation_id=town)
    enter(phone, server, anna)

    phone.get_by_role("navigation", name="Menu").get_by_role("link", name="Check in").click()
    phone.get_by_role("button", name=re.compile("Thumb Town.*Visit the school")).click()
    phone.get_by_role("button", name="Åsa Öberg").click()
    phone.get_by_role("button", name="Bertil Alm").click()
    phone.get_by_role("textbox", name="Somebody else, by name").fill("Eva Ny")
    phone.get_by_role("button", name="Add").click()
    phone.get_by_label("Result").fill("They want a demo")
    phone.get_by_label("Next step").fill("Send an invitation")
    expect(phone.get_by_label("Leave a to-do")).to_be_checked()
    phone.get_by_role("button", name="In a week").click()
    small = phone.evaluate(
        "[...document.querySelectorAll('.check-in button, .check-in input, .check-in select')]"
        ".filter(e => e.type !== 'checkbox' && e.getBoundingClientRect().height < 44).length"
    )
    assert small == 0
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_role("button", name="Check in").click()

    expect(phone.get_by_role("status").filter(has_text="Sent: Visit")).to_contain_text("Thumb Town")
    (row,) = told(server, anna, town)
    assert (row.kind, row.result, row.next_step) == ("visit", "They want a demo", "Send an invitation")
    assert {row.person, *(other.name for other in row.others)} == {"Åsa Öberg", "Bertil Alm", "Eva Ny"}
    with records(server) as session:
        entry = session.get_one(HistoryEntry, row.id)
        assert session.get_one(Todo, entry.todo_id).note == "Send an invitation"
    assert kept(phone) == []


def test_the_nearest_municipality_is_proposed_when_asked(new_page: NewPage, server: RunningServer) -> None:
    anna = add_user(server)
    phone = new_page(**PHONE, geolocation=KUNGSOR, permissions=["geolocation"])
    enter(phone, server, anna, "/check-in")

    phone.get_by_role("button", name="Find the nearest municipality").click()
    phone.get_by_role("button", name=re.compile(r"Kungsör.*km away")).click()

    expect(phone.locator(".check-in-place")).to_contain_text("Kungsör")


def test_a_refused_position_is_no_hindrance(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town = town_of(server, anna, "Typed Town")
    denied = "{ code: 1, PERMISSION_DENIED: 1 }"
    phone.add_init_script(
        f"navigator.geolocation.getCurrentPosition = (ok, no) => {{ window.wasAsked = true; no({denied}); }};"
    )
    enter(phone, server, anna, "/check-in")
    expect(phone.get_by_role("button", name="Find the nearest municipality")).to_be_enabled()
    assert phone.evaluate("window.wasAsked") is None

    phone.get_by_role("button", name="Find the nearest municipality").click()
    expect(phone.get_by_text("The phone does not tell where it is. Search instead.")).to_be_visible()
    choose(phone, "Typed Town")
    phone.get_by_text("Call", exact=True).click()
    phone.get_by_role("button", name="Check in").click()

    expect(phone.get_by_text("Sent: Call")).to_be_visible()
    assert [row.kind for row in told(server, anna, town)] == ["call"]


def test_without_net_a_check_in_waits_and_is_sent_once(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town = town_of(server, anna, "Cellar Town", "Åsa Öberg")
    enter(phone, server, anna, "/check-in")
    choose(phone, "Cellar Town")
    expect(phone.get_by_role("button", name="Åsa Öberg")).to_be_visible()

    phone.context.set_offline(True)
    phone.get_by_role("button", name="Åsa Öberg").click()
    phone.get_by_label("Result").fill("Met in the cellar")
    expect(phone.locator(".offline")).to_be_visible(timeout=45_000)
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("1 check-in waits for a connection")).to_be_visible()
    assert told(server, anna, town) == []

    phone.context.set_offline(False)

    expect(phone.get_by_text("Sent: Visit")).to_be_visible()
    expect(phone.get_by_text("1 check-in waits for a connection")).to_have_count(0)
    phone.reload()
    expect(phone.get_by_role("button", name="Find the nearest municipality")).to_be_enabled()
    assert [(row.result, row.person) for row in told(server, anna, town)] == [("Met in the cellar", "Åsa Öberg")]
    assert kept(phone) == []


def test_an_answer_lost_on_the_way_makes_no_second_entry(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town = town_of(server, anna, "Lost Town")
    enter(phone, server, anna, "/check-in")
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    phone.route(SEND, lose)
    choose(phone, "Lost Town")
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("1 check-in waits for a connection")).to_be_visible()
    assert lost == [201]
    phone.unroute(SEND)
    phone.get_by_role("button", name="Try now").click()

    expect(phone.get_by_text("Sent: Visit")).to_be_visible()
    assert len(told(server, anna, town)) == 1


def test_the_page_opens_without_net(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town = town_of(server, anna, "Tunnel Town", "Åsa Öberg")
    with records(server) as session:
        make_todo(session, anna, "Visit", days=0, scope="organisation", organisation_id=town)
    enter(phone, server, anna)
    phone.evaluate("navigator.serviceWorker.ready.then(() => null)")
    phone.wait_for_function(
        "caches.open('sambruk-check-in').then(c => c.keys())"
        ".then(keys => keys.some(k => k.url.endsWith('/check-in')) && keys.some(k => k.url.includes('_check-in_')))"
    )
    phone.goto("/check-in")
    expect(phone.get_by_role("button", name=re.compile("Tunnel Town"))).to_be_visible()
    phone.context.set_offline(True)

    phone.goto("/check-in")
    phone.get_by_role("button", name=re.compile("Tunnel Town")).click()
    phone.get_by_label("Result").fill("In the tunnel")
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("1 check-in waits for a connection")).to_be_visible()
    phone.context.set_offline(False)

    # An attempt begun without a connection may hang for as long as the queue is patient (20 s) before the next one.
    expect(phone.get_by_text("Sent: Visit")).to_be_visible(timeout=45_000)
    assert [row.result for row in told(server, anna, town)] == ["In the tunnel"]


def test_what_the_server_refuses_stays_and_can_be_mended(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    gone, town = town_of(server, anna, "Gone Town"), town_of(server, anna, "Other Town")
    enter(phone, server, anna, "/check-in")
    choose(phone, "Gone Town")
    with records(server) as session:
        session.delete(session.get_one(Organisation, gone))
    phone.get_by_label("Result").fill("Good talk")
    phone.get_by_role("button", name="Check in").click()
    refused = phone.locator(".check-in-item")
    expect(refused).to_contain_text("Choose an organisation from the list.")
    phone.goto("/todos")
    phone.get_by_role("link", name="1 check-in was not accepted").click()

    refused.get_by_role("button", name="Edit").click()
    expect(phone.get_by_label("Result")).to_have_value("Good talk")
    phone.get_by_role("button", name="Change").click()
    choose(phone, "Other Town")
    phone.get_by_role("button", name="Save and send again").click()

    expect(phone.get_by_text("Sent: Visit")).to_be_visible()
    assert [row.result for row in told(server, anna, town)] == ["Good talk"]
    assert kept(phone) == []


def test_signed_out_meanwhile_it_waits_for_the_same_user(phone: Page, server: RunningServer) -> None:
    anna, bo = add_user(server), add_user(server, "Bo Ek")
    town = town_of(server, anna, "Patient Town")
    enter(phone, server, anna, "/check-in")
    choose(phone, "Patient Town")
    phone.get_by_label("Result").fill("Annas own words")
    (mine,) = [each for each in phone.context.cookies() if each.get("name") == "sambruk_session"]
    phone.context.clear_cookies(name="sambruk_session")
    phone.get_by_role("button", name="Check in").click()
    expect(phone.locator(".check-in-item")).to_contain_text("Waits until you sign in")

    enter(phone, server, bo, "/check-in")
    expect(phone.locator(".check-in-item")).to_contain_text("Waits until Anna Berg signs in")
    expect(phone.locator(".check-in")).not_to_contain_text("Patient Town")
    assert told(server, anna, town) == []

    phone.context.clear_cookies(name="sambruk_session")
    phone.context.add_cookies([mine])  # pyright: ignore[reportArgumentType]
    phone.goto("/check-in")

    expect(phone.get_by_text("Sent: Visit")).to_be_visible()
    assert [(row.result, row.author) for row in told(server, anna, town)] == [("Annas own words", "Anna Berg")]


def test_what_is_typed_outlives_a_reload(phone: Page, server: RunningServer) -> None:
    anna = add_user(server)
    town_of(server, anna, "Draft Town")
    enter(phone, server, anna, "/check-in")
    choose(phone, "Draft Town")
    phone.get_by_label("Result").fill("Half a thought")

    phone.reload()

    expect(phone.get_by_label("Result")).to_have_value("Half a thought")
    expect(phone.locator(".check-in-place")).to_contain_text("Draft Town")


def test_readers_are_not_offered_to_check_in(phone: Page, server: RunningServer) -> None:
    enter(phone, server, add_user(server, "Rut Holm", Role.READER))

    expect(phone.get_by_role("navigation", name="Menu").get_by_role("link", name="To do")).to_be_visible()
    expect(phone.get_by_role("navigation", name="Menu").get_by_role("link", name="Check in")).to_have_count(0)
    phone.goto("/check-in")
    expect(phone.get_by_text("Your role does not allow check-ins.")).to_be_visible()


def test_the_page_as_the_user_guide_shows_it(
    new_page: NewPage, server: RunningServer, picture: Callable[[Page, str], None]
) -> None:
    anna = add_user(server, locale="sv")
    town = town_of(server, anna, "Vingåkers kommun", "Åsa Öberg", "Bertil Alm", "Eva Lind")
    with records(server) as session:
        make_todo(session, anna, "Besök på skolan", days=0, scope="organisation", organisation_id=town)
    phone = new_page(**PHONE, geolocation=KUNGSOR, permissions=["geolocation"])
    enter(phone, server, anna, "/check-in")
    phone.get_by_role("button", name="Hitta närmaste kommun").click()
    expect(phone.get_by_role("button", name=re.compile("Kungsör"))).to_be_visible()
    picture(phone, "incheckning-var")

    phone.get_by_role("button", name=re.compile("Vingåker")).first.click()
    phone.get_by_role("button", name="Åsa Öberg").click()
    phone.get_by_label("Resultat").fill("Vill se en demo i vår")
    expect(phone.get_by_role("button", name="Åsa Öberg")).to_have_attribute("aria-pressed", "true")
    picture(phone, "incheckning-vem")
