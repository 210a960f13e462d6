"""Leads: found, followed from the first day, and converted once with their history."""

from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, StaleError
from sambruk_crm.models import Lead, LeadState, TodoScope
from sambruk_crm.services import deals, history, leads, organisations, persons, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.leads import LeadFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation, make_todo

ULLA = {
    "name": "Ulla Åström",
    "email": "ulla@kungsor.test",
    "phone": "070-123 45 67",
    "organisation_name": "Kungsörs museum",
    "title": "Chef",
    "source": "Mässa",
}


@pytest.fixture
def lead(session: CrmSession, anna: Actor) -> Lead:
    """Ulla, met at a fair."""
    return leads.create(session, anna, ULLA)


def names(session: CrmSession, actor: Actor, **wanted: Any) -> list[str]:
    """Return the names of the leads that fit."""
    return [row.name for row in leads.search(session, actor, LeadFilter(**wanted)).items]


@pytest.mark.parametrize("text", ["astrom", "museum", "ULLA@", "0701234567", "mass"])
def test_a_lead_is_found_by_whatever_is_known_of_it(session: CrmSession, anna: Actor, lead: Lead, text: str) -> None:
    assert names(session, anna, text=text) == [lead.name]


def test_leads_are_filtered_by_state_source_and_owner(session: CrmSession, anna: Actor, bo: Actor, lead: Lead) -> None:
    leads.create(session, bo, {"name": "Bertil", "source": "Webb"})

    assert names(session, anna, owner=(anna.user_id,)) == ["Ulla Åström"]
    assert names(session, anna, source=("Webb",)) == ["Bertil"]
    leads.change_state(session, anna, lead.key, LeadState.CONTACTED)
    assert names(session, anna, state=(LeadState.CONTACTED,)) == ["Ulla Åström"]
    assert leads.sources(session, anna) == ["Mässa", "Webb"]


def test_a_lead_without_anything_to_be_shown_by_is_refused(session: CrmSession, anna: Actor) -> None:
    with pytest.raises(InvalidError) as caught:
        leads.create(session, anna, {"note": "Någon ringde"})

    assert "name" in caught.value.fields


def test_two_who_change_the_same_field_are_told(session: CrmSession, anna: Actor, lead: Lead) -> None:
    leads.update(session, anna, lead.key, {"source": "Webb"}, base={"source": "Mässa"})

    with pytest.raises(StaleError):
        leads.update(session, anna, lead.key, {"source": "Telefon"}, base={"source": "Mässa"})
    assert leads.get(session, anna, lead.key).source == "Webb"


def test_a_dropped_lead_says_why_and_can_come_back(session: CrmSession, anna: Actor, lead: Lead) -> None:
    leads.change_state(session, anna, lead.key, LeadState.DROPPED, reason="Har ingen budget i år")

    [entry] = history.search(session, anna, HistoryFilter(lead_id=lead.key)).items
    assert entry.text == "Har ingen budget i år"
    assert leads.change_state(session, anna, lead.key, LeadState.NEW).state is LeadState.NEW


def test_likely_duplicates_are_shown_before_converting(session: CrmSession, anna: Actor, lead: Lead) -> None:
    person = persons.create(session, anna, {"first_name": "U", "emails": ["ulla@kungsor.test"]})
    place = make_organisation(session, anna, "Kungsörs museum")

    found = leads.conversion.candidates(session, anna, lead.key)

    assert found.persons == [(person.key, "U")]
    assert found.organisations == [(place.key, "Kungsörs museum")]


def test_converting_makes_person_organisation_and_deal_and_carries_the_history(
    session: CrmSession, anna: Actor, lead: Lead
) -> None:
    history.write(session, anna, {"text": "Pratade på mässan", "lead_id": lead.key})

    leads.conversion.convert(session, anna, lead.key, {"deal_title": "EGIL till museet"})

    assert lead.state is LeadState.CONVERTED
    assert lead.person_id is not None
    assert lead.organisation_id is not None
    assert lead.deal_id is not None
    record = persons.record(session, anna, lead.person_id)
    assert (record.person.name, record.emails, record.phones) == (ULLA["name"], [ULLA["email"]], ["+46701234567"])
    [(held, place)] = record.affiliations
    assert (place, held.title) == ("Kungsörs museum", "Chef")
    assert deals.get(session, anna, lead.deal_id).title == "EGIL till museet"
    assert leads.conversion.became(session, anna, lead.key) == [
        ("person", lead.person_id, ULLA["name"]),
        ("organisation", lead.organisation_id, "Kungsörs museum"),
        ("deal", lead.deal_id, "EGIL till museet"),
    ]
    for wanted in (
        HistoryFilter(person_id=lead.person_id),
        HistoryFilter(organisation_id=lead.organisation_id),
        HistoryFilter(deal_id=lead.deal_id),
        HistoryFilter(lead_id=lead.key),
    ):
        texts = [entry.text for entry in history.search(session, anna, wanted).items]
        assert "Pratade på mässan" in texts


def test_open_to_dos_follow_to_what_a_lead_becomes(session: CrmSession, anna: Actor, bo: Actor, lead: Lead) -> None:
    planned = make_todo(session, bo, "Skicka offert", lead_id=lead.key)
    done = make_todo(session, bo, "Ring", lead_id=lead.key)
    todos.close(session, bo, done.key)

    leads.conversion.convert(session, anna, lead.key, {})

    assert (planned.scope, planned.organisation_id, planned.deal_id, planned.lead_id) == (
        TodoScope.ORGANISATION,
        lead.organisation_id,
        lead.deal_id,
        lead.key,
    )
    assert (done.scope, done.deal_id) == (TodoScope.PRIVATE, None)


def test_the_to_do_of_a_lead_that_is_only_a_person_becomes_the_persons(
    session: CrmSession, anna: Actor, lead: Lead
) -> None:
    todo = make_todo(session, anna, lead_id=lead.key)

    leads.conversion.convert(session, anna, lead.key, {"makes_organisation": False, "makes_deal": False})

    assert (todo.scope, todo.person_id, todo.deal_id) == (TodoScope.PERSON, lead.person_id, None)


def test_converting_links_records_that_are_there(session: CrmSession, anna: Actor, lead: Lead) -> None:
    person = persons.create(session, anna, {"first_name": "Ulla"}).key
    place = make_organisation(session, anna, "Kungsör").key
    wanted = {"person_id": person, "organisation_id": place, "makes_deal": False}

    leads.conversion.convert(session, anna, lead.key, wanted)

    assert (lead.person_id, lead.organisation_id, lead.deal_id) == (person, place, None)
    assert organisations.search(session, anna, organisations.OrganisationFilter()).total == 1


def test_a_linked_person_is_reached_by_what_only_the_lead_knew_too(
    session: CrmSession, anna: Actor, lead: Lead
) -> None:
    person = persons.create(session, anna, {"first_name": "Ulla", "emails": ["ulla@home.example"]}).key

    leads.conversion.convert(session, anna, lead.key, {"person_id": person})

    known = persons.record(session, anna, person)
    assert known.emails == ["ulla@home.example", lead.email]
    assert known.phones == [lead.phone]


def test_a_lead_is_converted_once(session: CrmSession, anna: Actor, lead: Lead) -> None:
    leads.conversion.convert(session, anna, lead.key, {})

    with pytest.raises(InUseError):
        leads.conversion.convert(session, anna, lead.key, {})
    with pytest.raises(InUseError):
        leads.change_state(session, anna, lead.key, LeadState.DROPPED)


def test_a_lead_that_becomes_nothing_is_not_converted(session: CrmSession, anna: Actor, lead: Lead) -> None:
    with pytest.raises(InvalidError):
        leads.conversion.convert(session, anna, lead.key, {"makes_person": False, "makes_organisation": False})


def test_a_reader_converts_nothing(session: CrmSession, reader: Actor, lead: Lead) -> None:
    with pytest.raises(ForbiddenError):
        leads.conversion.convert(session, reader, lead.key, {})
