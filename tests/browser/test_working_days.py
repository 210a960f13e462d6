"""A working day in Swedish, as the chapters on to-dos and absence of the user guide show it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from playwright.sync_api import Page, expect
from sqlmodel import col

from sambruk_crm.models import AuditEntry, HistoryEntry, Role, TagScope, Todo
from sambruk_crm.services import history, responsibilities, todos
from sambruk_crm.services.permissions import Actor
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import PHONE, MakeServer, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_absence, make_deal, make_organisation, make_person, make_todo, noon, today
from tests.servers import RunningServer

Picture = Callable[[Page, str], None]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def people(server: RunningServer) -> tuple[Actor, Actor]:
    """Make Anna and Bo, who read Swedish, and give Anna something to do."""
    anna, bo = (add_user(server, name, locale="sv") for name in ("Anna Berg", "Bo Ek"))
    with records(server) as session:
        town, other = make_organisation(session, anna, "Kungsör"), make_organisation(session, anna, "Åmål")
        person = make_person(session, anna, "Åsa", "Öberg")
        about: dict[str, Any] = {"scope": "organisation", "organisation_id": town.key}
        make_todo(session, anna, "Ring om avtalet för EGIL", days=-1, **about)
        make_todo(session, anna, "Rapportera antal användare", repeats="monthly", repeats_from="date", **about)
        make_todo(session, anna, "Skicka underlaget", scope="person", person_id=person.key)
        make_todo(session, anna, "Boka möte om Digidel", days=1, scope="organisation", organisation_id=other.key)
        responsibilities.add(session, anna, TagScope.ORGANISATION, town.key, anna.user_id)
    return anna, bo


def test_todos_are_chosen_and_one_that_comes_back_is_written(
    new_page: NewPage, make_server: MakeServer, picture: Picture
) -> None:
    server = make_server()
    anna, bo = people(server)
    page, phone = new_page(on=server), new_page(on=server, **PHONE)
    enter(page, server, anna, "/todos")
    page.get_by_role("button", name="Välj flera").click()
    for name in ("EGIL", "underlaget"):
        page.get_by_role("checkbox", name=re.compile(name)).click()
    page.get_by_label("Vem som får dem").select_option(label=bo.name)
    expect(page.get_by_test_id("todo-choice")).to_contain_text("2 ")
    picture(page, "att-gora-valj")
    assert serious_findings(page) == []

    enter(phone, server, anna, "/todos")
    phone.get_by_role("button", name="Välj flera").click()
    phone.get_by_role("checkbox", name=re.compile("EGIL")).click()
    expect(phone.get_by_test_id("todo-choice")).to_contain_text("1 ")
    assert phone.evaluate(WIDER) == 0
    assert serious_findings(phone) == []

    page.get_by_test_id("todo-choice").get_by_role("button", name="Avbryt").click()
    page.get_by_role("button", name="Ny uppgift").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Anteckning").fill("Skicka månadsbrevet")
    dialog.get_by_label("Återkommer").select_option(label="Varje månad")
    expect(dialog.get_by_label("Räknas från")).to_be_visible()
    dialog.get_by_label("Återkommer").scroll_into_view_if_needed()
    picture(page, "att-gora-aterkommer")
    assert serious_findings(page) == []


def test_who_comes_back_sees_what_was_done_until_it_is_put_away(
    new_page: NewPage, make_server: MakeServer, picture: Picture
) -> None:
    server = make_server()
    anna, bo = people(server)
    with records(server) as session:
        session.info["user_id"] = bo.user_id
        session.execute(sa.delete(AuditEntry))
        first, second = list(session.scalars(sa.select(Todo).order_by(col(Todo.id)).limit(2)))
        town = first.organisation_id
        todos.close(session, bo, first.key)
        todos.postpone(session, bo, second.key, noon(2))
        history.write(session, bo, {"text": "Ringde Åsa om avtalet. Hon återkommer.", "organisation_id": town})
        session.flush()
        session.execute(sa.update(AuditEntry).values(created_at=noon(-1)))
        session.execute(sa.update(HistoryEntry).values(happened_at=noon(-1)))
        session.execute(sa.update(Todo).where(col(Todo.closed_at).is_not(None)).values(closed_at=noon(-1)))
        make_absence(session, anna.user_id, bo.user_id, today() - timedelta(days=5), today() - timedelta(days=1))
    page = enter(new_page(on=server), server, anna)

    report = page.get_by_test_id("absence-report")
    expect(report).to_contain_text("Ring om avtalet för EGIL")
    expect(report).to_contain_text("Hon återkommer.")
    expect(report.get_by_role("link", name="Kungsör").first).to_have_attribute("href", f"/organisations/{town}")
    assert serious_findings(page) == []
    picture(page, "franvaro-tillbaka")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate(WIDER) == 0
    page.set_viewport_size({"width": 1280, "height": 800})

    report.get_by_role("button", name="Lägg undan").click()
    expect(report).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)
    expect(report).to_be_hidden()


def test_an_absence_is_written_and_somebody_leaves(
    new_page: NewPage, make_server: MakeServer, picture: Picture
) -> None:
    server = make_server()
    anna, bo = people(server)
    with records(server) as session:
        make_deal(session, anna, "Gemensam e-arkivtjänst")
    page = enter(new_page(on=server), server, anna, "/konto")
    page.get_by_role("button", name="Ny frånvaro").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Första dag").fill(today().isoformat())
    dialog.get_by_label("Sista dag").fill((today() + timedelta(days=6)).isoformat())
    dialog.get_by_label("Vikarie").select_option(label=bo.name)
    dialog.get_by_role("button", name="Spara").click()
    expect(page.get_by_test_id("absences")).to_contain_text("Borta nu")
    picture(page, "franvaro-konto")
    page.goto("/konto")
    page.get_by_role("button", name="Skapa en adress").click()
    expect(page.get_by_test_id("calendar-address")).to_contain_text("/api/calendar/")
    assert serious_findings(page) == []

    his = enter(new_page(on=server), server, bo, "/todos")
    expect(his.get_by_text("för Anna Berg").first).to_be_visible()
    picture(his, "franvaro-vikarie")

    ada = add_user(server, "Ada Ros", Role.ADMINISTRATOR, "sv")
    hers = enter(new_page(on=server), server, ada, "/settings/users")
    hers.get_by_role("button", name="Inaktivera Anna Berg").click()
    leaving = hers.get_by_role("dialog")
    expect(leaving.locator("[data-kind=deals]")).to_contain_text("Gemensam e-arkivtjänst")
    leaving.get_by_label("Vem tar över").select_option(label=bo.name)
    picture(hers, "franvaro-overlamning")
    assert serious_findings(hers) == []
    leaving.get_by_role("button", name="Lämna över och inaktivera").click()
    expect(leaving).to_be_hidden()
    expect(his.get_by_text("för Anna Berg")).to_have_count(0)
    expect(his.locator("[data-todo-id]")).to_have_count(4)
