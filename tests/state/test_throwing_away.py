"""Throwing away, from the page of every noun that has a trash: it is told, and taken back where one lands."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import catalogue, contracts, leads, mailings, projects, services, trash
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.contracts.record import ContractPageState
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.leads.record import LeadPageState
from sambruk_crm.state.mailings.record import MailingPageState
from sambruk_crm.state.organisations.record import OrganisationState
from sambruk_crm.state.persons.record import PersonState
from sambruk_crm.state.projects.record import ProjectPageState
from sambruk_crm.state.services.record import ServicePageState
from tests.factories import actor_of, make_deal, make_organisation, make_person
from tests.state.conftest import Tab, user_named

Make = Callable[[Session, Actor], Any]


def _project(session: Session, actor: Actor) -> Any:
    town = make_organisation(session, actor, "Ale").key
    return projects.create(session, actor, {"name": "Införande", "organisation_id": town})


PAGES: dict[str, tuple[Any, str, Make]] = {
    "organisation": (OrganisationState, "record_id", make_organisation),
    "person": (PersonState, "record_id", make_person),
    "lead": (LeadPageState, "record_id", lambda session, actor: leads.create(session, actor, {"name": "Ulla Ek"})),
    "deal": (DealState, "record_id", lambda session, actor: make_deal(session, actor, "EGIL")),
    "contract": (
        ContractPageState,
        "record_id",
        lambda session, by: contracts.making.create(session, by, {"title": "Ram"}),
    ),
    "service": (ServicePageState, "record_id", lambda session, by: services.create(session, by, {"name": "Digidel"})),
    "project": (ProjectPageState, "record_id", _project),
    "mailing": (MailingPageState, "mailing_id", lambda session, by: mailings.create(session, by, {"subject": "Hej"})),
}


def send(tab: Tab, handler: Any, **payload: Any) -> Any:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


def test_every_noun_with_a_trash_is_thrown_away_from_a_page_of_its_own() -> None:
    assert PAGES.keys() == catalogue.trashed().keys()


@pytest.mark.parametrize("noun", PAGES)
def test_what_was_thrown_away_is_told_and_comes_back(tab: Tab, people: dict[Role, str], noun: str) -> None:
    tab.cookie = people[Role.MANAGER]
    state, key_of, make = PAGES[noun]
    with db.transaction() as session:
        maria = actor_of(session.get_one(User, user_named(Role.MANAGER.value.title())))
        key = make(session, maria).key
    send(tab, FrameState.load)
    page = tab.state(state)
    setattr(page, key_of, key)
    if noun == "service":
        page.facts = {"name": "Digidel"}

    went = send(tab, state.delete)

    assert [event.name for event in went.events][-1:] == ["_redirect"]
    assert "is in the trash." in tab.state(FrameState).trashed_text
    with db.reading() as session:
        assert [(row.noun, row.id) for row in trash.search(session, maria).items] == [(noun, key)]
    send(tab, FrameState.take_back)
    with db.reading() as session:
        assert trash.search(session, maria).total == 0
