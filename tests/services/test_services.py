"""Services: what the association offers, and who takes part by contract or by hand."""

from datetime import date

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import ParticipantRole, Role, ServiceKind, ServiceStatus
from sambruk_crm.services import contracts, history, organisations, projects, services, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.services import ServiceFilter
from tests.factories import make_actor, make_deal, make_organisation, today


def test_a_service_has_a_name_and_stands_among_those_to_choose_until_it_is_closed_down(
    session: CrmSession, anna: Actor
) -> None:
    egil = services.create(session, anna, {"name": "EGIL"})
    services.create(session, anna, {"name": "Digidel", "kind": "network", "status": "idea"})

    with pytest.raises(InvalidError) as nameless:
        services.create(session, anna, {"name": " "})
    assert "name" in nameless.value.fields
    assert [name for _, name in services.choices(session, anna)] == ["Digidel", "EGIL"]
    networks = services.search(session, anna, ServiceFilter(kind=(ServiceKind.NETWORK,)))
    assert [row.name for row in networks.items] == ["Digidel"]

    services.update(session, anna, egil.key, {"status": ServiceStatus.CLOSED})
    assert [name for _, name in services.choices(session, anna)] == ["Digidel"]


def test_those_who_signed_a_contract_take_part_and_others_are_written_down(session: CrmSession, anna: Actor) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town, city = make_organisation(session, anna, "Kungsör").key, make_organisation(session, anna, "Arboga").key
    contract = contracts.making.create(
        session, anna, {"service_id": egil, "from_on": "2026-01-01", "to_on": "2026-12-31"}, organisation_id=town
    )
    party, _ = contracts.parties.of_contract(session, anna, contract.key)[0]
    services.participants.add(session, anna, egil, {"organisation_id": city, "role": "pilot", "from_on": "2025-03-01"})

    def shown(on: date | None = None) -> list[tuple[str, str, date | None]]:
        found = services.participants.of_service(session, anna, egil, on=on)
        return [(each.organisation, each.role, each.to_on) for each in found]

    assert shown() == [("Arboga", ParticipantRole.PILOT, None)]
    contracts.parties.update(session, anna, contract.key, party.key, {"signed_on": "2025-12-01"})
    kungsor = ("Kungsör", ParticipantRole.USER, date(2027, 1, 1))
    assert shown() == [("Arboga", ParticipantRole.PILOT, None), kungsor]
    assert [name for name, _, _ in shown(date(2025, 12, 31))] == ["Arboga"]
    assert kungsor in shown(date(2026, 12, 31))
    assert kungsor not in shown(date(2027, 1, 1))


def test_a_participants_days_cannot_be_turned(session: CrmSession, anna: Actor) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town = make_organisation(session, anna, "Kungsör").key
    made = services.participants.add(session, anna, egil, {"organisation_id": town, "from_on": "2026-01-01"})
    assert made.id is not None

    with pytest.raises(InvalidError) as turned:
        services.participants.update(session, anna, egil, made.id, {"to_on": "2026-01-01"})

    assert "to_on" in turned.value.fields


def test_a_program_that_read_an_older_participant_is_refused_with_what_is_there(
    session: CrmSession, anna: Actor
) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town = make_organisation(session, anna, "Kungsör").key
    made = services.participants.add(session, anna, egil, {"organisation_id": town})
    assert made.id is not None
    services.participants.update(session, anna, egil, made.id, {"role": "pilot"}, version=made.version)

    with pytest.raises(StaleError) as stale:
        services.participants.update(session, anna, egil, made.id, {"role": "user"}, version=made.version)

    assert stale.value.current["role"] == "pilot"


def test_only_those_who_edit_deals_change_who_takes_part(session: CrmSession, anna: Actor) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town = make_organisation(session, anna, "Kungsör").key
    reader = make_actor(session, "Rolf Läsare", Role.READER)

    with pytest.raises(ForbiddenError):
        services.participants.add(session, reader, egil, {"organisation_id": town})
    with pytest.raises(ForbiddenError):
        services.create(session, reader, {"name": "Ny"})
    with pytest.raises(NotFoundError):
        services.participants.of_service(session, reader, egil + 1)
    assert services.participants.of_service(session, reader, egil) == []


def test_a_service_tells_how_many_take_part_today_and_what_is_going_on(session: CrmSession, anna: Actor) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town, city = make_organisation(session, anna, "Kungsör").key, make_organisation(session, anna, "Arboga").key
    services.participants.add(session, anna, egil, {"organisation_id": town})
    services.participants.add(session, anna, egil, {"organisation_id": town, "role": "steering_group"})
    services.participants.add(session, anna, egil, {"organisation_id": city, "to_on": today()})
    make_deal(session, anna, "EGIL", organisation_id=town, service_id=egil)
    projects.create(session, anna, {"organisation_id": town, "service_id": egil})
    projects.create(session, anna, {"organisation_id": city, "service_id": egil, "status": "closed"})

    (row,) = services.search(session, anna, ServiceFilter()).items
    around = services.around(session, anna, egil)

    assert row.participants == 1
    assert (around.open_deals, around.contracts, around.open_projects) == (1, 0, 1)


def test_a_project_is_called_as_its_service_and_closes_on_the_day_it_is_closed(
    session: CrmSession, anna: Actor
) -> None:
    egil = services.create(session, anna, {"name": "EGIL"}).key
    town = make_organisation(session, anna, "Kungsör").key

    made = projects.create(session, anna, {"organisation_id": town, "service_id": egil, "from_on": "2026-02-01"})
    assert (made.name, made.to_on) == ("EGIL", None)
    projects.update(session, anna, made.key, {"status": "closed"})
    assert made.to_on == today()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Införande"}, "organisation_id"),
        ({"name": "Införande", "organisation_id": 999_999}, "organisation_id"),
        ({}, "name"),
        ({"name": "Införande", "from_on": "2026-02-02", "to_on": "2026-02-01"}, "to_on"),
        ({"name": "Införande", "service_id": 999_999}, "service_id"),
    ],
)
def test_a_project_needs_whose_it_is_what_it_is_called_and_days_in_order(
    session: CrmSession, anna: Actor, values: dict[str, object], field: str
) -> None:
    if field != "organisation_id":
        values = {**values, "organisation_id": make_organisation(session, anna, "Kungsör").key}

    with pytest.raises(InvalidError) as refused:
        projects.create(session, anna, values)

    assert field in refused.value.fields


def test_a_projects_organisation_cannot_be_taken_away(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    made = projects.create(session, anna, {"organisation_id": town, "name": "Införande"})

    with pytest.raises(InvalidError) as refused:
        projects.update(session, anna, made.key, {"organisation_id": None})

    assert "organisation_id" in refused.value.fields


def test_what_happened_with_a_project_also_stands_in_its_organisations_history(
    session: CrmSession, anna: Actor
) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    project = projects.create(session, anna, {"organisation_id": town, "name": "Införande"}).key
    history.write(session, anna, {"project_id": project, "text": "Uppstartsmöte"})
    todo = todos.follow_ups.plan(session, anna, {"project_id": project}, todos.FollowUp(note="Boka utbildning"))

    seen = history.search(session, anna, history.HistoryFilter(organisation_id=town)).items
    assert [(entry.text, entry.project) for entry in seen if entry.kind != "system"] == [("Uppstartsmöte", "Införande")]
    assert (todo.organisation_id, todo.project_id) == (town, project)


def test_an_organisation_tells_what_it_takes_part_in_by_service(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna, "Kungsör").key
    egil, digidel = (services.create(session, anna, {"name": name}).key for name in ("EGIL", "Digidel"))
    for service in (egil, digidel):
        services.participants.add(session, anna, service, {"organisation_id": town})
    other = make_organisation(session, anna, "Arboga").key
    services.participants.add(session, anna, egil, {"organisation_id": other})

    found = services.participants.of_organisation(session, anna, town)

    assert [(one.service, one.organisation) for one in found] == [("Digidel", "Kungsör"), ("EGIL", "Kungsör")]


def test_an_organisation_that_two_things_tell_of_is_counted_once_and_not_from_the_trash(
    session: CrmSession, maria: Actor
) -> None:
    egil = services.create(session, maria, {"name": "EGIL"})
    town, gone = make_organisation(session, maria, "Kungsör").key, make_organisation(session, maria, "Arboga").key
    for place in (town, gone):
        services.participants.add(session, maria, egil.key, {"organisation_id": place})
    contract = contracts.making.create(session, maria, {"service_id": egil.key}, organisation_id=town)
    party, _ = contracts.parties.of_contract(session, maria, contract.key)[0]
    contracts.parties.update(session, maria, contract.key, party.key, {"signed_on": today(), "to_on": today()})
    organisations.delete(session, maria, gone)

    assert services.participants.counts(session, maria, [egil]) == {egil.key: 1}
