"""Every page, in every language, light and dark, on desktop and phone: usable by all, nothing wider than the screen."""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from playwright.sync_api import Page, expect

from sambruk_crm.i18n import LOCALES, catalogue
from sambruk_crm.models import Role
from sambruk_crm.services import contracts, leads, mailings, own_fields, projects, services
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.stories import add_user, enter, records
from tests.factories import make_deal, make_organisation, make_person, make_todo
from tests.servers import RunningServer

WIDTHS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Records:
    """One record of each kind, to have something on every page."""

    organisation: int
    person: int
    deal: int
    mailing: int
    contract: int
    lead: int
    service: int
    project: int


@pytest.fixture(scope="module")
def made(server: RunningServer) -> Records:
    """Make them, with something to do and something that happened."""
    maria = add_user(server, "Maria Lind", Role.ADMINISTRATOR)
    with records(server) as session:
        town = make_organisation(session, maria, f"Upplands Väsby {maria.user_id}")
        person = make_person(session, maria, emails=[f"asa{maria.user_id}@example.test"])
        for noun in own_fields.nouns():
            names = {"sv": f"Ärendesystem {maria.user_id}", "en": f"Case system {maria.user_id}"}
            options = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Ciceron"}}]
            values = {"noun": noun.name, "names": names, "kind": "several_of", "options": options, "default": "ciceron"}
            own_fields.create(session, maria, values)
        deal = make_deal(session, maria, "Gemensam e-arkivtjänst", organisation_id=town.key, value="125000")
        make_todo(session, maria, scope="person", person_id=person.key, days=-1)
        mailing = mailings.create(
            session, maria, {"subject": "Höstens program", "audience": {"persons": {"noun": "person"}}}
        )
        contract = contracts.making.create(session, maria, {"title": "Ramavtal"}, organisation_id=town.key)
        lead = leads.create(session, maria, {"name": "Ulla Ek", "source": "Mässa"})
        service = services.create(session, maria, {"name": "EGIL", "funding_each": "15000"})
        services.participants.add(session, maria, service.key, {"organisation_id": town.key, "role": "pilot"})
        project = projects.create(session, maria, {"organisation_id": town.key, "service_id": service.key})
        return Records(town.key, person.key, deal.key, mailing.key, contract.key, lead.key, service.key, project.key)


def addresses(made: Records) -> list[str]:
    """List the address of every page that a signed-in person can go to."""
    return [
        "/",
        "/getting-started",
        "/check-in",
        "/todos",
        "/organisations",
        "/organisations/new",
        "/organisations/members",
        f"/organisations/{made.organisation}",
        "/persons",
        "/persons/new",
        f"/persons/{made.person}",
        "/leads",
        "/leads/new",
        f"/leads/{made.lead}",
        "/contracts",
        f"/contracts/{made.contract}",
        "/services",
        f"/services/{made.service}",
        "/services/matrix",
        "/projects",
        f"/projects/{made.project}",
        "/import",
        "/deals",
        "/deals/list",
        f"/deals/{made.deal}",
        "/fees",
        "/batches",
        "/mailings",
        f"/mailings/{made.mailing}",
        "/mailings/templates",
        "/trash",
        "/settings",
        "/settings/crm",
        "/settings/mailings",
        "/settings/mail-server",
        "/settings/users",
        "/settings/departments",
        "/settings/todo-types",
        "/settings/history-types",
        "/settings/tags",
        "/settings/fields",
        "/settings/phases",
        "/settings/lost-reasons",
        "/settings/membership-categories",
        "/settings/fees",
        "/settings/jobs",
        "/konto",
        "/nowhere",
    ]


def stands(page: Page) -> None:
    """Wait until a page has a heading and nothing is loading."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)


@pytest.mark.timeout(600)  # it looks at every page there is
@pytest.mark.parametrize(("screen", "locale"), [("desktop", "sv"), ("phone", "de")])
def test_every_page_is_usable_by_everybody_light_and_dark(
    new_page: NewPage, server: RunningServer, made: Records, screen: str, locale: str
) -> None:
    page = new_page(**(DESKTOP if screen == "desktop" else PHONE))
    enter(page, server, add_user(server, "Maria Lind", Role.ADMINISTRATOR, locale))

    faults: dict[str, list[str]] = {}
    for address in addresses(made):
        page.emulate_media(color_scheme="light")
        page.goto(address)
        stands(page)
        found = [*serious_findings(page), *foreign_lines(page, locale)]
        if page.evaluate(WIDTHS) > 0:
            found.append(f"{page.evaluate(WIDTHS)} pixels wider than the screen")
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_class(re.compile("dark"))
        found += serious_findings(page, "color-contrast")
        if found:
            faults[address] = found

    assert faults == {}


@pytest.mark.parametrize("locale", ["nb", "en"])
def test_every_page_speaks_one_language_alone(
    new_page: NewPage, server: RunningServer, made: Records, locale: str
) -> None:
    page = new_page()
    enter(page, server, add_user(server, "Maria Lind", Role.ADMINISTRATOR, locale))

    faults: dict[str, list[str]] = {}
    for address in addresses(made):
        page.goto(address)
        stands(page)
        if found := foreign_lines(page, locale):
            faults[address] = found

    assert faults == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_sign_in_page_speaks_each_language(new_page: NewPage, server: RunningServer, locale: str) -> None:
    page = new_page()
    page.context.add_cookies([{"name": "locale", "value": locale, "url": server.url}])

    page.goto("/login")

    stands(page)
    own = {"sv": "Logga in", "nb": "Logg inn", "de": "Anmelden", "en": "Sign in"}[locale]
    expect(page.get_by_role("button", name=re.compile(f"^{own}$"))).to_be_visible()
    assert serious_findings(page) == []


def foreign_lines(page: Page, locale: str) -> list[str]:
    """List the lines of a page that are in another language than its reader's."""
    expect(page.locator("html")).to_have_attribute("lang", locale)
    lines = {line.strip() for line in page.locator("body").inner_text().splitlines()}
    return sorted(lines & _told_apart(locale))


@cache
def _told_apart(locale: str) -> set[str]:
    """Return the English texts, whole lines, that a page in this language must not show."""
    if locale == "en":
        return (
            {text for other in ("sv", "de") for text in catalogue(other).values() if len(text) > 12}
            - set(catalogue("en").values())
            - set(catalogue("sv"))
        )
    texts = catalogue(locale)
    return {msgid for msgid, text in texts.items() if text != msgid and msgid not in texts.values()}
