"""Handing over: whoever leaves leaves nothing open behind, and what they wrote stays theirs."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError
from sambruk_crm.models import Absence, AuditEntry, OrganisationResponsibility, Outcome, Role, TagScope, User
from sambruk_crm.services import absences, deals, history, responsibilities, todos, users
from sambruk_crm.services.absences import HandOverInput
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from tests.factories import (
    make_absence,
    make_actor,
    make_deal,
    make_organisation,
    make_person,
    make_todo,
    today,
)


@pytest.fixture
def ada(session: CrmSession) -> Actor:
    """Ada, who manages the users."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


def piles(session: Session, ada: Actor, leaver: Actor) -> dict[str, tuple[int, list[str]]]:
    """Return what somebody has open: how much of each kind, and what it is called."""
    found = absences.piles.review(session, ada, leaver.user_id)
    return {pile.kind: (pile.count, [line.text for line in pile.lines]) for pile in found}


def everything(session: Session, anna: Actor, bo: Actor) -> dict[str, int]:
    """Give Anna something of every kind; returns the keys."""
    town = make_organisation(session, bo, "Kungsör")
    person = make_person(session, bo, "Åsa", "Öberg")
    responsibilities.add(session, bo, TagScope.ORGANISATION, town.key, anna.user_id)
    responsibilities.add(session, bo, TagScope.PERSON, person.key, anna.user_id)
    todo = make_todo(session, anna, "Ring", scope="organisation", organisation_id=town.key)
    deal = make_deal(session, anna, "EGIL", organisation_id=town.key)
    absence = make_absence(session, bo.user_id, anna.user_id, today(), today() + timedelta(days=2))
    return {"town": town.key, "person": person.key, "todo": todo.key, "deal": deal.key, "absence": absence.key}


def test_what_is_open_is_listed_by_kind(session: Session, ada: Actor, anna: Actor, bo: Actor) -> None:
    everything(session, anna, bo)
    done = make_todo(session, anna, "Done", scope="person", person_id=make_person(session, bo).key)
    todos.close(session, anna, done.key)
    lost = make_deal(session, anna, "Lost")
    deals.close(session, anna, lost.key, outcome=Outcome.LOST, lost_reason="No money")
    make_absence(session, bo.user_id, anna.user_id, today() - timedelta(days=9), today() - timedelta(days=5))

    assert piles(session, ada, anna) == {
        "todos": (1, ["Ring"]),
        "deals": (1, ["EGIL"]),
        "organisations": (1, ["Kungsör"]),
        "persons": (1, ["Åsa Öberg"]),
        "stand_ins": (1, ["Bo Ek"]),
    }


def test_many_are_counted_and_shown_some_at_a_time(session: Session, ada: Actor, anna: Actor) -> None:
    for number in range(12):
        make_deal(session, anna, f"Deal {number:02}")

    (pile,) = absences.piles.review(session, ada, anna.user_id)
    (more,) = absences.piles.review(session, ada, anna.user_id, sizes={"deals": 20})

    assert (pile.count, len(pile.lines), len(more.lines)) == (12, 10, 12)


def test_a_private_todo_is_counted_and_not_read_by_whoever_reviews(session: Session, ada: Actor, anna: Actor) -> None:
    make_todo(session, anna, "Tandläkare")

    (pile,) = absences.piles.review(session, ada, anna.user_id)

    assert [(line.is_private, line.text, line.about) for line in pile.lines] == [(True, "", "")]


def test_nobody_leaves_while_something_is_open(session: CrmSession, ada: Actor, anna: Actor, bo: Actor) -> None:
    everything(session, anna, bo)

    with pytest.raises(InUseError) as refused:
        users.deactivate(session, ada, anna.user_id)
    with pytest.raises(InvalidError) as unsaid:
        users.deactivate(session, ada, anna.user_id, HandOverInput(todos=bo.user_id))

    assert refused.value.message.values == {"name": "Anna Berg"}
    assert set(unsaid.value.fields) == {"receiver_id"}
    assert session.get_one(User, anna.user_id).is_active


def test_one_takes_everything_over(session: CrmSession, ada: Actor, anna: Actor, bo: Actor) -> None:
    keys = everything(session, anna, bo)
    cia = make_actor(session, "Cia Dahl")

    given = users.deactivate(session, ada, anna.user_id, HandOverInput(receiver_id=cia.user_id))

    assert given == {"todos": 1, "deals": 1, "organisations": 1, "persons": 1, "stand_ins": 1}
    assert piles(session, ada, anna) == {}
    assert set(piles(session, ada, cia)) == set(given)
    assert session.get_one(Absence, keys["absence"]).stand_in_id == cia.user_id
    assert not session.get_one(User, anna.user_id).is_active


def test_each_kind_can_go_to_somebody_else(session: CrmSession, ada: Actor, anna: Actor, bo: Actor) -> None:
    keys = everything(session, anna, bo)
    cia = make_actor(session, "Cia Dahl")
    wanted = HandOverInput(receiver_id=bo.user_id, deals=cia.user_id, stand_ins=cia.user_id)

    users.deactivate(session, ada, anna.user_id, wanted)

    assert todos.get(session, bo, keys["todo"]).assignee_id == bo.user_id
    assert deals.get(session, bo, keys["deal"]).owner_id == cia.user_id


def test_the_records_tell_who_took_over_and_what_was_written_keeps_its_name(
    session: CrmSession, ada: Actor, anna: Actor, bo: Actor
) -> None:
    keys = everything(session, anna, bo)
    history.write(session, anna, {"text": "Ringde om avtalet", "organisation_id": keys["town"]})

    wanted = HandOverInput(receiver_id=ada.user_id)
    users.deactivate(session, ada, anna.user_id, wanted)

    rows = history.search(session, bo, HistoryFilter(organisation_id=keys["town"])).items
    told = [(row.author, row.text) for row in rows]
    assert ("Anna Berg", "Ringde om avtalet") in told
    assert told.count(("Ada Ström", "Handed over from Anna Berg to Ada Ström")) == 2, "of the organisation and its deal"
    audited = session.exec(select(AuditEntry).where(AuditEntry.noun == "todo", AuditEntry.row_id == keys["todo"])).all()
    assert (audited[-1].before, audited[-1].after) == ({"assignee_id": anna.user_id}, {"assignee_id": ada.user_id})
    assert todos.get(session, bo, keys["todo"]).author_id == anna.user_id


def test_who_is_responsible_already_is_so_once_in_the_better_place(
    session: CrmSession, ada: Actor, anna: Actor, bo: Actor
) -> None:
    town = make_organisation(session, bo)
    for user in (anna, bo):
        responsibilities.add(session, bo, TagScope.ORGANISATION, town.key, user.user_id)

    users.deactivate(session, ada, anna.user_id, HandOverInput(receiver_id=bo.user_id))

    links = session.exec(
        select(OrganisationResponsibility).where(col(OrganisationResponsibility.organisation_id) == town.key)
    )
    assert [(link.user_id, link.position) for link in links] == [(bo.user_id, 0)]


def test_who_takes_over_is_an_active_colleague_who_may_work(
    session: CrmSession, ada: Actor, anna: Actor, bo: Actor, reader: Actor
) -> None:
    make_todo(session, anna)
    session.get_one(User, bo.user_id).is_active = False

    for receiver in (anna, bo, reader):
        with pytest.raises(InvalidError) as refused:
            users.deactivate(session, ada, anna.user_id, HandOverInput(receiver_id=receiver.user_id))
        assert set(refused.value.fields) == {"receiver_id"}


def test_nobody_comes_to_stand_in_for_themselves(session: CrmSession, ada: Actor, anna: Actor, bo: Actor) -> None:
    make_absence(session, bo.user_id, anna.user_id, today(), today())

    with pytest.raises(InvalidError) as refused:
        users.deactivate(session, ada, anna.user_id, HandOverInput(receiver_id=bo.user_id))

    assert set(refused.value.fields) == {"stand_ins"}


def test_the_absences_of_who_leaves_end(session: CrmSession, ada: Actor, anna: Actor, bo: Actor) -> None:
    begun = make_absence(session, anna.user_id, bo.user_id, today() - timedelta(days=2), today() + timedelta(days=2))
    ahead = make_absence(session, anna.user_id, bo.user_id, today() + timedelta(days=9), today() + timedelta(days=9))

    users.deactivate(session, ada, anna.user_id)

    assert (begun.to_on, begun.ended_at is not None) == (today(), True)
    assert session.get(Absence, ahead.key) is None


def test_only_who_manages_users_looks_through_what_others_have_open(
    session: Session, maria: Actor, anna: Actor
) -> None:
    with pytest.raises(ForbiddenError):
        absences.piles.review(session, maria, anna.user_id)
