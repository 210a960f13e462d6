"""Absences: whose they are to write, who may stand in, and what the stand-in sees on which day."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, StaleError
from sambruk_crm.models import Absence, User
from sambruk_crm.services import absences, clock, todos
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import STOCKHOLM, make_absence, make_actor, make_organisation, make_todo, today


def ahead(days: int) -> date:
    """Return a day some days from today."""
    return today() + timedelta(days=days)


def away(session: Session, actor: Actor, stand_in: Actor, first: int = 0, last: int = 4, **values: object) -> Absence:
    """Write down an absence, days counted from today."""
    days = {"from_on": ahead(first), "to_on": ahead(last)}
    return absences.create(session, actor, {"stand_in_id": stand_in.user_id, **days, **values})


def refused(session: Session, actor: Actor, stand_in: Actor, first: int = 0, last: int = 4) -> dict[str, str]:
    """Return why an absence cannot be written down, by field."""
    with pytest.raises(InvalidError) as error:
        away(session, actor, stand_in, first, last)
    return {name: message.msgid for name, message in error.value.fields.items()}


def test_everybody_writes_their_own_absence(session: Session, reader: Actor, bo: Actor) -> None:
    absence = away(session, reader, bo)

    assert (absence.user_id, absence.stand_in_id) == (reader.user_id, bo.user_id)
    assert [row.stand_in for row in absences.search(session, reader)] == ["Bo Ek"]


def test_a_manager_writes_a_colleagues_absence_and_staff_do_not(
    session: Session, anna: Actor, bo: Actor, maria: Actor
) -> None:
    with pytest.raises(ForbiddenError):
        away(session, bo, maria, user_id=anna.user_id)

    absence = away(session, maria, bo, user_id=anna.user_id)

    with pytest.raises(ForbiddenError):
        absences.update(session, bo, absence.key, {"to_on": ahead(9)})
    with pytest.raises(ForbiddenError):
        absences.end(session, bo, absence.key)
    absences.update(session, maria, absence.key, {"to_on": ahead(9)})
    assert absence.to_on == ahead(9)


def test_whom_an_absence_does_not_concern_does_not_see_it(
    session: Session, anna: Actor, bo: Actor, maria: Actor
) -> None:
    absence = away(session, anna, bo)
    cia = make_actor(session, "Cia Dahl")

    assert absences.search(session, cia) == []
    with pytest.raises(NotFoundError):
        absences.get(session, cia, absence.key)
    for actor in (anna, bo, maria):
        assert [row.id for row in absences.search(session, actor)] == [absence.key]
    assert absences.search(session, maria, mine=True) == []


def test_absences_of_one_person_do_not_overlap(session: Session, anna: Actor, bo: Actor) -> None:
    away(session, anna, bo, 0, 4)

    assert refused(session, anna, bo, 4, 8) == {"from_on": "There is an absence in these days already, {from} to {to}."}
    later = away(session, anna, bo, 5, 8)
    with pytest.raises(InvalidError):
        absences.update(session, anna, later.key, {"from_on": ahead(4)})


def test_a_stand_in_is_somebody_else_who_is_active(session: Session, anna: Actor, bo: Actor) -> None:
    assert refused(session, anna, anna) == {"stand_in_id": "Nobody stands in for themselves."}

    session.get_one(User, bo.user_id).is_active = False

    assert refused(session, anna, bo) == {"stand_in_id": "Choose one from the list."}
    with pytest.raises(InvalidError) as missing:
        absences.create(session, anna, {"from_on": ahead(0), "to_on": ahead(1)})
    with pytest.raises(InvalidError) as unknown:
        absences.create(session, anna, {"from_on": ahead(0), "to_on": ahead(1), "stand_in_id": 99_999_999})
    assert set(missing.value.fields) == set(unknown.value.fields) == {"stand_in_id"}


def test_the_last_day_comes_after_the_first(session: Session, anna: Actor, bo: Actor) -> None:
    assert set(refused(session, anna, bo, 3, 2)) == {"to_on"}
    assert set(refused(session, anna, bo, 0, 9999)) == {"to_on"}


def test_when_the_stand_in_is_away_too_theirs_stands_in_for_both(session: Session, anna: Actor, bo: Actor) -> None:
    cia = make_actor(session, "Cia Dahl")
    away(session, anna, bo, 0, 9)
    away(session, bo, cia, 2, 5)

    seen = {day: absences.stood_in_for(session, cia.user_id, ahead(day)) for day in (1, 2, 5, 6)}

    assert seen == {1: [], 2: [bo.user_id, anna.user_id], 5: [bo.user_id, anna.user_id], 6: []}
    assert absences.stood_in_for(session, bo.user_id, ahead(3)) == [anna.user_id]


def test_a_list_says_who_is_there_when_the_stand_in_is_not(session: Session, anna: Actor, bo: Actor) -> None:
    cia = make_actor(session, "Cia Dahl")
    away(session, anna, bo)
    away(session, bo, cia)

    rows = {row.user: row for row in absences.search(session, bo)}

    assert (rows["Anna Berg"].covered_by, rows["Bo Ek"].covered_by) == ("Cia Dahl", "")


def test_stand_ins_never_lead_round_in_a_circle(session: Session, anna: Actor, bo: Actor) -> None:
    cia = make_actor(session, "Cia Dahl")
    away(session, anna, bo, 0, 4)
    away(session, bo, cia, 3, 8)

    text = "{name} is away too, {from} to {to}, and nobody would be left. Choose somebody else."
    assert refused(session, cia, anna, 4, 6) == {"stand_in_id": text}
    away(session, cia, anna, 5, 6)
    assert absences.stood_in_for(session, anna.user_id, ahead(5)) == [cia.user_id, bo.user_id]


def test_coming_back_early_ends_an_absence_at_once(session: Session, anna: Actor, bo: Actor) -> None:
    begun, today_only = away(session, anna, bo, -3, 0), away(session, bo, anna, 1, 9)

    absences.end(session, anna, begun.key)
    absences.end(session, bo, today_only.key)

    assert (begun.to_on, absences.row(session, anna, begun).state) == (ahead(0), "over")
    assert absences.stood_in_for(session, bo.user_id, ahead(0)) == []
    assert session.get(Absence, today_only.key) is None
    with pytest.raises(ForbiddenError):
        absences.update(session, anna, begun.key, {"to_on": ahead(3)})


def test_an_absence_may_follow_one_that_was_ended_the_same_day(session: Session, anna: Actor, bo: Actor) -> None:
    absences.end(session, anna, away(session, anna, bo, -3, 0).key)

    away(session, anna, bo, 0, 2)

    assert absences.stood_in_for(session, bo.user_id, ahead(0)) == [anna.user_id]


def test_two_who_change_the_same_absence_hear_of_each_other(
    session: Session, anna: Actor, bo: Actor, maria: Actor
) -> None:
    absence = away(session, anna, bo)
    seen = absence.version
    absences.update(session, maria, absence.key, {"to_on": ahead(6)})

    with pytest.raises(StaleError):
        absences.update(session, anna, absence.key, {"to_on": ahead(7)}, version=seen)
    with pytest.raises(StaleError):
        absences.update(session, anna, absence.key, {"to_on": ahead(7)}, base={"to_on": ahead(4).isoformat()})
    with pytest.raises(InvalidError):
        absences.update(session, anna, absence.key, {"user_id": bo.user_id})


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2026, 12, 6, 23, 59, 59, tzinfo=STOCKHOLM), 0),
        (datetime(2026, 12, 7, 0, 0, tzinfo=STOCKHOLM), 1),
        (datetime(2026, 12, 11, 23, 59, 59, tzinfo=STOCKHOLM), 1),
        (datetime(2026, 12, 12, 0, 0, tzinfo=STOCKHOLM), 0),
    ],
)
def test_the_badge_of_a_stand_in_turns_at_midnight_in_the_associations_zone(
    session: Session, anna: Actor, bo: Actor, monkeypatch: pytest.MonkeyPatch, moment: datetime, count: int
) -> None:
    town = make_organisation(session, anna)
    due = datetime(2026, 12, 1, 9, tzinfo=STOCKHOLM)
    make_todo(session, anna, "Ring", remind_at=due, scope="organisation", organisation_id=town.key)
    make_todo(session, anna, "Tandläkare", remind_at=due)
    make_absence(session, anna.user_id, bo.user_id, date(2026, 12, 7), date(2026, 12, 11))

    monkeypatch.setattr(clock, "utc_now", lambda: moment)

    rows = todos.lists.search(session, bo, TodoFilter()).items
    assert todos.lists.badge_count(session, bo) == count
    assert [(row.note, row.assignee, row.stands_in) for row in rows] == [("Ring", "Anna Berg", True)] * count
    assert session.scalar(sa.select(sa.func.count()).select_from(Absence)) == 1
