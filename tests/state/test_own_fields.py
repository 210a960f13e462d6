"""Own fields as browser tabs use them: asked for and sorted by in lists, written on pages and heard of by others."""

from typing import Any

import pytest

from sambruk_crm import db, live
from sambruk_crm.models import Role, User
from sambruk_crm.services import jobs, own_fields, own_values
from sambruk_crm.services.permissions import Actor
from sambruk_crm.state.bulk import BulkState
from sambruk_crm.state.organisations.list import OrganisationListState
from sambruk_crm.state.records.own_facts import OwnFactsState
from tests.factories import actor_of, make_organisation
from tests.state.conftest import Tab, Wire, user_named


def send(tab: Tab, handler: Any, **payload: Any) -> Wire:
    """Send an event to one of our states."""
    return tab.send(f"{handler.state_full_name}.{handler.fn.__name__}", **payload)


@pytest.fixture
def manager(tab: Tab, people: dict[Role, str]) -> Tab:
    """A tab in which a manager is signed in."""
    tab.cookie = people[Role.MANAGER]
    return tab


@pytest.fixture
def maria(people: dict[Role, str]) -> Actor:  # noqa: ARG001 -- the database she is in
    """The manager."""
    with db.reading() as session:
        return actor_of(session.get_one(User, user_named(Role.MANAGER.value.title())))


@pytest.fixture
def towns(maria: Actor) -> dict[str, int]:
    """Two towns with a number each, and one without."""
    with db.transaction() as session:
        own_fields.create(session, maria, {"noun": "organisation", "kind": "number", "names": {"en": "Systems"}})
        wanted = {"Arboga": {"systems": 12.5}, "Kumla": {"systems": 3}, "Sala": {}}
        return {name: make_organisation(session, maria, name, fields=fields).key for name, fields in wanted.items()}


def shown(tab: Tab) -> list[str]:
    """List the organisations a tab shows."""
    return [row.name for row in tab.state(OrganisationListState).rows]


def test_a_list_is_sorted_by_a_field_and_asked_for_a_range_of_it(manager: Tab, towns: dict[str, int]) -> None:
    assert towns
    send(manager, OrganisationListState.load)

    send(manager, OrganisationListState.sort_by, column="fields.systems")
    assert shown(manager) == ["Sala", "Kumla", "Arboga"]
    send(manager, OrganisationListState.sort_by, column="fields.systems")
    assert shown(manager) == ["Arboga", "Kumla", "Sala"]
    send(manager, OrganisationListState.bound, name="fields.systems", side="most", text="5")
    assert shown(manager) == ["Kumla"]
    assert [chip.label for chip in manager.state(OrganisationListState).chips] == [" – 5"]
    send(manager, OrganisationListState.bound, name="fields.systems", side="least", text="many")
    assert shown(manager) == ["Kumla"]
    send(manager, OrganisationListState.bound, name="fields.systems", side="most", text="")
    send(manager, OrganisationListState.turn_column, name="fields.systems")

    assert [row.facts["fields.systems"] for row in manager.state(OrganisationListState).rows] == ["12.5", "3", ""]


def test_what_is_written_into_a_field_is_told_to_those_who_have_the_record_on_screen(
    manager: Tab, towns: dict[str, int]
) -> None:
    heard: list[live.Change] = []
    stop = live.subscribe(heard.extend, at_once=True)
    state = manager.state(OwnFactsState)
    state.record_id, state._noun = towns["Sala"], "organisation"

    send(manager, OwnFactsState.save_fact, name="fields.systems", value="7", base="", stamp=1)
    stop()

    assert manager.state(OwnFactsState).answer.error == ""
    assert [fact.value for fact in manager.state(OwnFactsState).facts] == ["7"]
    assert live.Change("organisation", towns["Sala"]) in heard
    send(manager, OwnFactsState.save_fact, name="fields.systems", value="8", base="", stamp=2)
    answer = manager.state(OwnFactsState).answer
    assert (answer.is_stale, answer.theirs) == (True, "7")
    send(manager, OwnFactsState.save_fact, name="fields.systems", value="many", base="7", stamp=3)
    assert manager.state(OwnFactsState).answer.error == "Write a number, such as 12 or 12.5."


def test_a_field_is_chosen_in_the_dialog_and_set_in_all_chosen_rows(
    manager: Tab, maria: Actor, towns: dict[str, int]
) -> None:
    with db.transaction() as session:
        options = [{"names": {"en": "Red"}}, {"names": {"en": "Blue"}}]
        values = {"noun": "organisation", "kind": "several_of", "names": {"en": "Colours"}, "options": options}
        own_fields.create(session, maria, values)
    send(manager, OrganisationListState.load)
    send(manager, OrganisationListState.tick, row_id=towns["Sala"])

    send(manager, BulkState.ask, noun="organisation", action="own_field")
    assert [one.label for one in manager.state(BulkState).options] == ["Systems", "Colours"]
    send(manager, BulkState.choose_field, key="systems")
    assert (manager.state(BulkState).asked.kind, manager.state(BulkState).asked.options) == ("number", [])
    send(manager, BulkState.start, form={"field": "systems", "value": "many"})
    assert (manager.state(BulkState).is_open, set(manager.state(BulkState).errors)) == (True, {"value"})
    send(manager, BulkState.choose_field, key="colours")
    assert [one.label for one in manager.state(BulkState).asked.options] == ["Red", "Blue"]
    send(manager, BulkState.start, form={"field": "colours", "option:blue": "on"})
    jobs.run_due()

    assert manager.state(BulkState).is_open is False
    with db.reading() as session:
        held = own_values.told_of_records(session, "organisation", [towns["Sala"], towns["Kumla"]])
    assert [fields["colours"] for fields in held.values()] == [["blue"], []]
