"""Decisions of municipalities: deals wait for them, whoever owns the deal is asked, and what came of it is kept."""

from datetime import timedelta
from typing import Any

import pytest

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError
from sambruk_crm.models import DecisionBody, DecisionResult, Outcome, TodoScope, utc_now
from sambruk_crm.services import deals, decisions, history, todos
from sambruk_crm.services.deals import DealFilter
from sambruk_crm.services.decisions import DecisionFilter, Span
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import TodoFilter
from tests.factories import make_deal, make_organisation, today


def plan(session: CrmSession, actor: Actor, deal_id: int, days: int = 10, **values: Any) -> int:
    """Let a deal wait for a meeting some days from now; returns its key."""
    values = {"body": "executive_board", "meets_on": today() + timedelta(days=days), **values}
    return decisions.create(session, actor, deal_id, values).key


def told(session: CrmSession, actor: Actor, deal_id: int) -> list[str]:
    """Return what the system noted of a deal, newest first, but for its making."""
    rows = history.search(session, actor, HistoryFilter(deal_id=deal_id)).items
    return [row.text for row in rows if row.kind == "system"][:-1]


def is_rotting(session: CrmSession, actor: Actor, deal_id: int) -> bool:
    """Return whether a deal that nobody has touched for a year rots."""
    deals.get(session, actor, deal_id).touched_at = utc_now() - timedelta(days=365)
    session.flush()
    [card] = deals.lists.search(session, actor, DealFilter()).items
    return card.is_rotting


def notes(session: CrmSession, actor: Actor) -> list[str]:
    """Return what is written on somebody's open to-dos."""
    return [row.note for row in todos.lists.search(session, actor, TodoFilter()).items]


def test_a_deal_waits_for_its_nearest_decision_and_does_not_rot_meanwhile(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    assert is_rotting(session, anna, deal)

    plan(session, anna, deal, 40, body="council")
    plan(session, anna, deal, 10)

    assert not is_rotting(session, anna, deal)
    [card] = deals.lists.search(session, anna, DealFilter()).items
    assert (card.decision_body, card.decision_on) == ("executive_board", (today() + timedelta(days=10)).isoformat())


def test_a_meeting_that_has_been_keeps_no_deal_from_rotting(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    plan(session, anna, deal, -1)

    assert is_rotting(session, anna, deal)


def test_a_postponed_decision_is_followed_by_a_later_meeting_and_stays_in_the_history(
    session: CrmSession, anna: Actor
) -> None:
    deal = make_deal(session, anna).key
    first, later = plan(session, anna, deal, 3), today() + timedelta(days=30)

    decisions.conclude(session, anna, deal, first, {"result": "postponed", "postponed_to": later})

    meetings = decisions.of_deal(session, anna, deal)
    assert [(one.meets_on, one.result) for one in meetings] == [
        (today() + timedelta(days=3), DecisionResult.POSTPONED),
        (later, None),
    ]
    assert {one.body for one in meetings} == {DecisionBody.EXECUTIVE_BOARD}
    day = (today() + timedelta(days=3)).isoformat()
    assert told(session, anna, deal)[0] == f"Municipal executive board postponed it on {day} to {later.isoformat()}"


@pytest.mark.parametrize("days", [None, 3, 2])
def test_postponing_asks_for_a_later_day(session: CrmSession, anna: Actor, days: int | None) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal, 3)
    until = None if days is None else today() + timedelta(days=days)

    with pytest.raises(InvalidError) as refused:
        decisions.conclude(session, anna, deal, decision, {"result": "postponed", "postponed_to": until})

    assert set(refused.value.fields) == {"postponed_to"}


def test_one_body_after_the_other_decides_and_what_each_said_is_noted(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    keys = [plan(session, anna, deal, days, body=body) for days, body in enumerate(DecisionBody, start=1)]

    decisions.conclude(session, anna, deal, keys[0], {"result": "decided", "note": "§ 12"})
    decisions.conclude(session, anna, deal, keys[1], {"result": "refused"})

    assert [one.result for one in decisions.of_deal(session, anna, deal)] == ["decided", "refused", None]
    day = (today() + timedelta(days=1)).isoformat()
    assert told(session, anna, deal)[1] == f"Committee approved it on {day}: § 12"


def test_what_cannot_be_planned_is_refused_beside_its_field(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    plan(session, anna, deal, 5)

    for values in ({"meets_on": ""}, {"meets_on": today() + timedelta(days=5), "body": "executive_board"}):
        with pytest.raises(InvalidError) as refused:
            decisions.create(session, anna, deal, values)
        assert set(refused.value.fields) == {"meets_on"}


def test_a_closed_deal_waits_for_nothing(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    plan(session, anna, deal)
    deals.close(session, anna, deal, outcome=Outcome.WON)

    assert decisions.lists.search(session, anna, DecisionFilter()).total == 0
    with pytest.raises(InUseError):
        plan(session, anna, deal, 20)


def test_the_owner_is_asked_once_the_day_after_and_the_answer_ticks_it_off(session: CrmSession, anna: Actor) -> None:
    town = make_organisation(session, anna)
    deal = make_deal(session, anna, "EGIL", organisation_id=town.key).key
    decision = plan(session, anna, deal, 5)
    meeting = today() + timedelta(days=5)

    assert decisions.asking.due(session, meeting) == []
    for _ in range(2):
        for key in decisions.asking.due(session, meeting + timedelta(days=1)):
            decisions.asking.give(session, key)

    [todo] = todos.lists.find(session, anna, TodoFilter()).items
    assert (todo.deal_id, todo.scope) == (deal, TodoScope.ORGANISATION)
    assert todo.note == f"Municipal executive board met on {meeting}. What was decided: EGIL?"
    decisions.conclude(session, anna, deal, decision, {"result": "decided"})
    assert notes(session, anna) == []


def test_another_day_is_asked_about_anew(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal, -1)
    decisions.asking.give(session, decision)

    decisions.update(session, anna, deal, decision, {"meets_on": today() + timedelta(days=2)})

    assert notes(session, anna) == []
    assert decisions.asking.due(session, today() + timedelta(days=3)) == [decision]


def test_a_result_is_given_once_and_can_be_taken_back(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal, 3)
    later = {"result": "postponed", "postponed_to": today() + timedelta(days=9)}
    decisions.conclude(session, anna, deal, decision, later)

    for change in (
        lambda: decisions.conclude(session, anna, deal, decision, {"result": "decided"}),
        lambda: decisions.update(session, anna, deal, decision, {"meets_on": today()}),
    ):
        with pytest.raises(InUseError):
            change()
    session.refresh(decisions.get(session, anna, deal, decision))
    decisions.reopen(session, anna, deal, decision)

    assert [one.result for one in decisions.of_deal(session, anna, deal)] == [None]


def test_a_result_that_a_later_meeting_followed_cannot_be_taken_back_alone(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    later = {"result": "postponed", "postponed_to": today() + timedelta(days=9)}
    decisions.conclude(session, anna, deal, plan(session, anna, deal, 3), later)
    first, second = decisions.of_deal(session, anna, deal)
    decisions.conclude(session, anna, deal, second.key, {"result": "decided"})

    with pytest.raises(InUseError):
        decisions.reopen(session, anna, deal, first.key)


def test_what_is_decided_when_has_the_overdue_first_and_then_the_months(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    for days in (40, -3, 400):
        plan(session, anna, deal, days)

    found = decisions.lists.search(session, anna, DecisionFilter()).items
    months = decisions.lists.grouped(found, Span.MONTH, "en")
    weeks = decisions.lists.grouped(found, Span.WEEK, "sv")

    later = today() + timedelta(days=40)
    assert [(group.name, group.is_overdue) for group in months][:2] == [
        ("Overdue", True),
        (f"{later:%B %Y}", False),
    ]
    assert weeks[1].name.split()[1].rstrip(",") == str(later.isocalendar().week)
    assert [len(group.rows) for group in months] == [1, 1, 1]


def test_decisions_are_asked_for_by_owner_body_county_result_and_days(
    session: CrmSession, anna: Actor, bo: Actor
) -> None:
    here = make_organisation(session, anna, county_code="19").key
    mine = make_deal(session, anna, "EGIL", organisation_id=here).key
    theirs = make_deal(session, bo, "E-tjänster").key
    first, second = plan(session, anna, mine, 3), plan(session, bo, theirs, 9, body="council")
    third = plan(session, anna, mine, 1, body="committee")
    decisions.conclude(session, anna, mine, third, {"result": "decided"})

    def found(**wanted: Any) -> list[int]:
        return [row.id for row in decisions.lists.search(session, anna, DecisionFilter(**wanted)).items]

    assert found() == [first, second]
    assert found(owner=(bo.user_id,)) == found(body=(DecisionBody.COUNCIL,)) == [second]
    assert found(county=("19",)) == found(text="egil") == found(deal=(mine,)) == [first]
    assert found(result=(DecisionResult.DECIDED,)) == [third]
    assert found(from_on=today() + timedelta(days=5)) == [second]
    assert found(to_on=today() + timedelta(days=5)) == found(organisation=(here,)) == [first]


def test_a_deal_in_the_trash_takes_its_decisions_out_of_sight(session: CrmSession, anna: Actor, maria: Actor) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal, -1)
    deals.delete(session, maria, deal)

    assert decisions.lists.search(session, anna, DecisionFilter()).total == 0
    assert decisions.asking.due(session, today()) == []
    with pytest.raises(NotFoundError):
        decisions.get(session, anna, deal, decision)


def test_a_decision_written_by_mistake_goes_and_the_history_tells_it(session: CrmSession, anna: Actor) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal, 3)

    decisions.delete(session, anna, deal, decision)

    assert decisions.of_deal(session, anna, deal) == []
    assert "was removed" in told(session, anna, deal)[0]


def test_whoever_may_only_read_plans_and_concludes_nothing(session: CrmSession, anna: Actor, reader: Actor) -> None:
    deal = make_deal(session, anna).key
    decision = plan(session, anna, deal)

    for change in (
        lambda: plan(session, reader, deal, 20),
        lambda: decisions.update(session, reader, deal, decision, {"note": "x"}),
        lambda: decisions.conclude(session, reader, deal, decision, {"result": "decided"}),
        lambda: decisions.reopen(session, reader, deal, decision),
        lambda: decisions.delete(session, reader, deal, decision),
    ):
        with pytest.raises(ForbiddenError):
            change()
    assert len(decisions.of_deal(session, reader, deal)) == 1
