"""Check-ins from the phone: kept once, with those who were met, what came of it and what is next."""

import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from sambruk_crm.errors import AnotherUserError, ForbiddenError, InvalidError
from sambruk_crm.models import HistoryKind, Organisation, Person, Todo, TodoScope
from sambruk_crm.services import check_ins, history, persons, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import make_organisation, make_person, make_todo


def written(town: Organisation, **values: Any) -> dict[str, Any]:
    """Write a check-in as a phone does, with a key of its own."""
    return {"sender_key": secrets.token_hex(16), "organisation_id": town.key, **values}


def test_a_check_in_tells_whom_one_met_and_leaves_a_todo(session: Session, anna: Actor, bo: Actor) -> None:
    town, at = make_organisation(session, anna), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    asa, bertil = make_person(session, anna), make_person(session, anna, "Bertil", "Alm")
    todo = {"assignee_id": bo.user_id, "remind_at": datetime(2026, 12, 1, 8, tzinfo=UTC)}
    values = {"person_ids": [asa.key, bertil.key], "result": "Vill se en demo", "next_step": "Boka demo", "todo": todo}

    entry, is_new = check_ins.check_in(session, anna, written(town, kind="visit", happened_at=at, **values))

    (row,) = history.search(session, anna, HistoryFilter(organisation_id=town.key)).items
    assert is_new
    assert (row.kind, row.result, row.next_step, row.author) == ("visit", "Vill se en demo", "Boka demo", "Anna Berg")
    assert (row.person, [each.name for each in row.others]) == ("Åsa Öberg", ["Bertil Alm"])
    left = session.get_one(Todo, entry.todo_id)
    assert (left.note, left.assignee_id, left.scope) == ("Boka demo", bo.user_id, TodoScope.ORGANISATION)
    assert history.search(session, anna, HistoryFilter(person_id=bertil.key)).total == 1


def test_a_check_in_sent_twice_is_one_entry_one_person_and_one_todo(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    sent = written(town, new_persons=["Eva Ny"], todo={"note": "Ring"})

    first, is_new = check_ins.check_in(session, anna, sent)
    again, is_new_again = check_ins.check_in(session, anna, sent)

    assert (first.key, is_new, is_new_again) == (again.key, True, False)
    assert history.search(session, anna, HistoryFilter(organisation_id=town.key)).total == 1
    assert len(session.exec(select(Todo)).all()) == 1
    assert len(session.exec(select(Person)).all()) == 1


def test_a_check_in_needs_no_more_than_where_one_was(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)

    check_ins.check_in(session, anna, written(town))

    (row,) = history.search(session, anna, HistoryFilter(organisation_id=town.key)).items
    assert (row.kind, row.text) == (HistoryKind.VISIT, "")


def test_a_new_name_becomes_a_person_of_the_organisation_once(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    known = persons.create(session, anna, {"first_name": "Åsa", "last_name": "Öberg"}, organisation_id=town.key)

    entry, _ = check_ins.check_in(session, anna, written(town, new_persons=["asa öberg", "Per Olof Ek"]))

    assert entry.person_id == known.key
    assert [contact.name for contact in check_ins.contacts(session, anna, town.key)] == ["Åsa Öberg", "Per Olof Ek"]
    new = session.exec(select(Person).where(Person.id != known.id)).one()
    assert (new.first_name, new.last_name) == ("Per Olof", "Ek")


def test_what_somebody_else_wrote_on_the_phone_is_not_mine_to_send(session: Session, anna: Actor, bo: Actor) -> None:
    town = make_organisation(session, anna)
    sent = written(town)
    with pytest.raises(AnotherUserError):
        check_ins.check_in(session, bo, {**sent, "written_by": anna.user_id})

    check_ins.check_in(session, anna, {**sent, "written_by": anna.user_id})

    with pytest.raises(AnotherUserError):
        check_ins.check_in(session, bo, sent)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"organisation_id": 4711}, "organisation_id"),
        ({"kind": "system"}, "kind"),
        ({"person_ids": [4711]}, "person_id"),
        ({"sender_key": "short"}, "sender_key"),
        ({"todo": {"assignee_id": 4711}}, "todo.assignee_id"),
    ],
)
def test_what_cannot_be_accepted_is_named(session: Session, anna: Actor, wrong: dict[str, Any], field: str) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(InvalidError) as refused:
        check_ins.check_in(session, anna, {**written(town), **wrong})

    assert field in refused.value.fields
    assert history.search(session, anna, HistoryFilter(organisation_id=town.key)).total == 0


def test_readers_do_not_check_in(session: Session, anna: Actor, reader: Actor) -> None:
    town = make_organisation(session, anna)

    with pytest.raises(ForbiddenError):
        check_ins.check_in(session, reader, written(town))


def test_todays_customers_are_proposed_once_each(session: Session, anna: Actor, bo: Actor) -> None:
    town, other = make_organisation(session, anna), make_organisation(session, anna, "Arboga")
    asa = persons.create(session, anna, {"first_name": "Åsa"}, organisation_id=other.key)
    make_todo(session, anna, "Försenat", days=-1, scope="person", person_id=asa.key)
    make_todo(session, anna, "Besök", days=0, scope="organisation", organisation_id=town.key)
    make_todo(session, anna, "Ring", days=0, scope="organisation", organisation_id=town.key)
    make_todo(
        session,
        anna,
        "Sedan",
        days=3,
        scope="organisation",
        organisation_id=make_organisation(session, anna, "Eda").key,
    )
    make_todo(
        session, bo, "Bos", days=0, scope="organisation", organisation_id=make_organisation(session, anna, "Lund").key
    )
    make_todo(session, anna, "Tandläkare", days=0)

    assert [(plan.organisation, plan.note) for plan in check_ins.planned(session, anna)] == [
        ("Kungsör", "Besök"),
        ("Arboga", "Försenat"),
    ]


def test_places_are_those_whose_position_is_known(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    make_organisation(session, anna, "Ingenstans")
    town.latitude, town.longitude = 59.42, 16.1
    session.flush()

    assert [(place.name, place.latitude) for place in check_ins.places(session, anna)] == [("Kungsör", 59.42)]


def test_a_call_and_its_todo_are_saved_together_or_not_at_all(session: Session, anna: Actor) -> None:
    town = make_organisation(session, anna)
    call = {"kind": "call", "text": "Ringde", "organisation_id": town.key}
    with pytest.raises(InvalidError) as refused, session.begin_nested():
        todos.follow_ups.write(session, anna, {**call, "todo": {"type_id": 4711}})
    assert "todo.type_id" in refused.value.fields
    assert history.search(session, anna, HistoryFilter(organisation_id=town.key)).total == 0

    entry = todos.follow_ups.write(session, anna, {**call, "next_step": "Skicka avtal", "todo": {}})

    assert session.get_one(Todo, entry.todo_id).note == "Skicka avtal"
