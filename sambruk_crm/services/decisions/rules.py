"""Decisions about a deal: planned, put off, and what came of them. All is noted in the deal's history."""

from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.errors import InUseError, InvalidError, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Deal, Decision, DecisionBody, DecisionResult, Todo, utc_now
from sambruk_crm.services import deals, history, todos
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Day, Input, Line, check_version, merge, parse
from sambruk_crm.services.vocabularies import word


class DecisionInput(Input):
    """A meeting that decides: who meets, when, and whatever tells it, such as a paragraph."""

    body: DecisionBody = DecisionBody.COMMITTEE
    meets_on: Day = None
    note: Annotated[Line, Field(max_length=300)] = ""


class ResultInput(Input):
    """What a meeting came to; one that postponed the matter says until when."""

    result: DecisionResult
    postponed_to: Day = None
    note: Annotated[Line, Field(max_length=300)] = ""


def of_deal(session: Session, actor: Actor, deal_id: int) -> list[Decision]:
    """List the decisions about a deal in the order of their meetings.

    Raises:
        NotFoundError: there is no such deal.
    """
    deals.get(session, actor, deal_id)
    query = select(Decision).where(col(Decision.deal_id) == deal_id)
    return list(session.exec(query.order_by(col(Decision.meets_on), col(Decision.id))))


def follows(session: Session, actor: Actor, deal_id: int) -> DecisionResult | None:
    """Return the result that asks for a step: a refusal to close as lost, an approval to go on to the next phase.

    None once the deal has been moved since, is closed, or waits for another body's approval.
    """
    deal, found = deals.get(session, actor, deal_id), of_deal(session, actor, deal_id)
    ended = [one for one in found if one.result in (DecisionResult.DECIDED, DecisionResult.REFUSED)]
    last = max(ended, key=lambda one: (one.updated_at, one.key), default=None)
    if deal.closed_at is not None or last is None or last.updated_at < deal.phase_since:
        return None
    is_waiting = any(one.result is None for one in found)
    return None if last.result is DecisionResult.DECIDED and is_waiting else last.result


def get(session: Session, actor: Actor, deal_id: int, decision_id: int) -> Decision:
    """Return a decision about a deal that is not in the trash."""
    deals.get(session, actor, deal_id)
    found = session.get(Decision, decision_id)
    if found is None or found.deal_id != deal_id:
        raise NotFoundError(say("This decision does not exist."))
    return found


def create(session: Session, actor: Actor, deal_id: int, values: dict[str, Any] | DecisionInput) -> Decision:
    """Let a deal wait for a meeting.

    Raises:
        InUseError: the deal is closed, and waits for nothing.
        InvalidError: it has no day, or the same body decides on that day already.
    """
    deal = _held(session, actor, deal_id)
    wanted = parse(DecisionInput, values)
    if deal.closed_at is not None:
        raise InUseError(say("This deal is closed. Reopen it first."))
    decision = Decision(deal_id=deal_id, body=wanted.body, meets_on=_day(wanted.meets_on), note=wanted.note)
    _check_free(session, decision)
    session.add(decision)
    _tell(session, actor, deal, decision, "decision_planned")
    session.flush()
    return decision


def update(
    session: Session,
    actor: Actor,
    deal_id: int,
    decision_id: int,
    values: dict[str, Any] | DecisionInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Decision:
    """Correct who meets and when; another day is asked about anew. What has a result keeps its body and day.

    Raises:
        InUseError: it has.
        StaleError: with the current values.
    """
    deal = _held(session, actor, deal_id)
    decision = get(session, actor, deal_id, decision_id)
    check_version(decision, version, decision.model_dump(mode="json"))
    sent = parse(DecisionInput, values).sent()
    before = (decision.body, decision.meets_on)
    if "meets_on" in sent:
        _day(sent["meets_on"])
    merge(decision, sent, base)
    if (decision.body, decision.meets_on) != before:
        if decision.result is not None:
            raise InUseError(say("This decision has its result already. Take the result back first."))
        with session.no_autoflush:
            _check_free(session, decision)
        _settle_todo(session, actor, decision, "")
        _tell(session, actor, deal, decision, "decision_moved", old=before[1].isoformat())
    session.flush()
    return decision


def conclude(
    session: Session,
    actor: Actor,
    deal_id: int,
    decision_id: int,
    values: dict[str, Any] | ResultInput,
    *,
    version: int | None = None,
) -> Decision:
    """Write down what a meeting came to. One that postponed the matter is followed by a later meeting of the same body.

    Raises:
        InUseError: it has its result already.
        InvalidError: postponed without a later day.
    """
    deal = _held(session, actor, deal_id)
    decision = get(session, actor, deal_id, decision_id)
    check_version(decision, version, decision.model_dump(mode="json"))
    wanted = parse(ResultInput, values)
    if decision.result is not None:
        raise InUseError(say("This decision has its result already. Take the result back first."))
    decision.result, decision.note = wanted.result, wanted.note or decision.note
    later: dict[str, str] = {}
    if wanted.result is DecisionResult.POSTPONED:
        if wanted.postponed_to is None or wanted.postponed_to <= decision.meets_on:
            raise InvalidError({"postponed_to": say("Choose a day after the meeting.")})
        decision.postponed_to = wanted.postponed_to
        following = Decision(deal_id=deal_id, body=decision.body, meets_on=wanted.postponed_to)
        with session.no_autoflush:
            _check_free(session, following, field="postponed_to")
        session.add(following)
        later = {"until": wanted.postponed_to.isoformat()}
    deal.touched_at = utc_now()
    _settle_todo(session, actor, decision, translate(word(wanted.result), actor.locale))
    _tell(session, actor, deal, decision, f"decision_{wanted.result}", **later)
    session.flush()
    return decision


def reopen(session: Session, actor: Actor, deal_id: int, decision_id: int) -> Decision:
    """Take a result back: the deal waits for the meeting again. The meeting it was postponed to goes, if none was held.

    Raises:
        InUseError: there is no result, or the later meeting has come to one.
    """
    deal = _held(session, actor, deal_id)
    decision = get(session, actor, deal_id, decision_id)
    if decision.result is None:
        raise InUseError(say("This decision has no result yet."))
    if decision.postponed_to is not None:
        later = [one for one in of_deal(session, actor, deal_id) if _follows(one, decision)]
        if any(one.result is not None for one in later):
            raise InUseError(say("The later meeting has its result already. Take that one back first."))
        for one in later:
            _settle_todo(session, actor, one, "")
            session.delete(one)
    decision.result, decision.postponed_to = None, None
    _tell(session, actor, deal, decision, "decision_reopened")
    session.flush()
    return decision


def delete(session: Session, actor: Actor, deal_id: int, decision_id: int, *, version: int | None = None) -> None:
    """Remove a decision that was written by mistake; the history keeps that it was."""
    deal = _held(session, actor, deal_id)
    decision = get(session, actor, deal_id, decision_id)
    check_version(decision, version, decision.model_dump(mode="json"))
    _settle_todo(session, actor, decision, "")
    _tell(session, actor, deal, decision, "decision_removed")
    session.delete(decision)
    session.flush()


def _held(session: Session, actor: Actor, deal_id: int) -> Deal:
    require(actor, Permission.EDIT_DEALS)
    return deals.get(session, actor, deal_id, for_update=True)


def _day(day: date | None) -> date:
    if day is None:
        raise InvalidError({"meets_on": say("Say when the meeting is.")})
    return day


def _follows(later: Decision, decision: Decision) -> bool:
    return later.body is decision.body and later.meets_on == decision.postponed_to


def _check_free(session: Session, decision: Decision, *, field: str = "meets_on") -> None:
    same = sa.select(Decision.id).where(
        col(Decision.deal_id) == decision.deal_id,
        col(Decision.body) == decision.body,
        col(Decision.meets_on) == decision.meets_on,
        col(Decision.id).is_distinct_from(decision.id),
    )
    if session.scalar(same.limit(1)) is not None:
        raise InvalidError({field: say("This meeting is written down already.")})


def _settle_todo(session: Session, actor: Actor, decision: Decision, result: str) -> None:
    """Tick off the to-do that asked what came of the meeting, unless it is done or somebody else's alone."""
    decision.asked_at = None if decision.result is None else decision.asked_at
    todo = session.get(Todo, decision.todo_id) if decision.todo_id else None
    if todo is None or todo.closed_at is not None:
        return
    try:
        todos.close(session, actor, todo.key, result=result)
    except NotFoundError:
        return


def _tell(session: Session, actor: Actor, deal: Deal, decision: Decision, what: str, **more: str) -> None:
    body = word(decision.body)
    told = {"what": what, "body": body if isinstance(body, str) else body.msgid, "day": decision.meets_on.isoformat()}
    history.note(session, actor, deal, {**told, **more, **({"note": decision.note} if decision.note else {})})
