"""Decisions of municipalities over REST: those about a deal, and what is decided when."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, Endpoint
from sambruk_crm.api.listing import (
    Codes,
    Cursor,
    Key,
    Keys,
    Limit,
    Listed,
    Several,
    Sort,
    Text,
    Version,
    Versioned,
    answer,
    paging,
    showing,
    whole,
)
from sambruk_crm.models import Decision, DecisionBody, DecisionResult
from sambruk_crm.services import decisions
from sambruk_crm.services.decisions import DecisionFilter, DecisionInput, ResultInput
from sambruk_crm.services.paging import PAGE_SIZE

router = APIRouter(tags=["decisions"], route_class=Endpoint)
OF_DEAL = "/deals/{deal_id}/decisions"
ONE = f"{OF_DEAL}/{{decision_id}}"


class DecisionOut(BaseModel):
    """A meeting that decides about a deal. Without a `result` the deal waits for it."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    deal_id: int
    body: DecisionBody
    meets_on: date
    result: DecisionResult | None
    postponed_to: date | None
    note: str


class DecisionPatch(DecisionInput, Versioned):
    """Fields to change, and the version that was read. A result is written by its own address."""


class Result(ResultInput):
    """What the meeting came to; with `version` only if nobody changed it since."""

    version: int | None = None


class NewDecision(DecisionInput):
    """Who meets and when."""

    body: DecisionBody  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride] -- must be said
    meets_on: date  # pyright: ignore[reportGeneralTypeIssues, reportIncompatibleVariableOverride] -- must be said


@router.get("/decisions")
def list_decisions(
    caller: Caller,
    text: Text = "",
    owner: Keys = [],
    body: Annotated[list[DecisionBody], Several, Query()] = [],
    county: Codes = [],
    organisation: Keys = [],
    deal: Keys = [],
    result: Annotated[
        list[DecisionResult], Several, Query(description="Without one, those that deals still wait for.")
    ] = [],
    from_on: date | None = None,
    to_on: date | None = None,
    sort: Sort = "meets_on",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[DecisionOut]:
    """List what is decided when, the earliest meeting first; what has been without a result is overdue."""
    wanted = DecisionFilter(
        text=text,
        owner=tuple(owner),
        body=tuple(body),
        county=tuple(county),
        organisation=tuple(organisation),
        deal=tuple(deal),
        result=tuple(result),
        from_on=from_on,
        to_on=to_on,
    )
    with db.reading() as session:
        found = decisions.lists.LIST.find(session, caller, wanted, sort=sort, paging=paging(limit, cursor))
        return Listed[DecisionOut](**answer(found, [_out(decision) for decision in found.items]))


@router.get(OF_DEAL)
def list_decisions_of_deal(caller: Caller, deal_id: Key) -> Listed[DecisionOut]:
    """List the decisions about a deal in the order of their meetings, all in one page."""
    with db.reading() as session:
        return Listed[DecisionOut](**whole([_out(one) for one in decisions.of_deal(session, caller, deal_id)]))


@router.post(OF_DEAL, status_code=201)
def create_decision(
    caller: Caller,
    deal_id: Key,
    body: Annotated[NewDecision, Body(examples=[{"body": "executive_board", "meets_on": "2027-01-12"}])],
    response: Response,
) -> DecisionOut:
    """Let a deal wait for a meeting. The day after, whoever owns the deal is asked what was decided."""
    with db.transaction(caller.user_id) as session:
        made = decisions.create(session, caller, deal_id, body.sent())
    response.headers["Location"] = f"/api/v1/deals/{deal_id}/decisions/{made.key}"
    return _out(made)


@router.get(ONE)
def get_decision(caller: Caller, deal_id: Key, decision_id: Key) -> DecisionOut:
    """Return a decision."""
    with db.reading() as session:
        return _out(decisions.get(session, caller, deal_id, decision_id))


@router.patch(ONE)
def patch_decision(
    caller: Caller,
    deal_id: Key,
    decision_id: Key,
    body: Annotated[DecisionPatch, Body(examples=[{"meets_on": "2027-01-19", "version": 1}])],
) -> DecisionOut:
    """Correct who meets and when; an older version answers 409 with the current values."""
    with showing(get_decision, caller, deal_id, decision_id), db.transaction(caller.user_id) as session:
        changes = body.changes()
        return _out(decisions.update(session, caller, deal_id, decision_id, changes, version=body.version))


@router.post(f"{ONE}/result")
def conclude_decision(
    caller: Caller,
    deal_id: Key,
    decision_id: Key,
    body: Annotated[
        Result,
        Body(examples=[{"result": "decided", "note": "§ 12"}, {"result": "postponed", "postponed_to": "2027-02-09"}]),
    ],
) -> DecisionOut:
    """Write down what a meeting came to. One that postponed the matter is followed by a later one of the same body."""
    values = body.sent()
    version = values.pop("version", None)
    with showing(get_decision, caller, deal_id, decision_id), db.transaction(caller.user_id) as session:
        return _out(decisions.conclude(session, caller, deal_id, decision_id, values, version=version))


@router.delete(f"{ONE}/result")
def reopen_decision(caller: Caller, deal_id: Key, decision_id: Key) -> DecisionOut:
    """Take a result back: the deal waits for the meeting again."""
    with db.transaction(caller.user_id) as session:
        return _out(decisions.reopen(session, caller, deal_id, decision_id))


@router.delete(ONE, status_code=204)
def delete_decision(caller: Caller, deal_id: Key, decision_id: Key, version: Version = None) -> None:
    """Remove a decision that was written by mistake."""
    with showing(get_decision, caller, deal_id, decision_id), db.transaction(caller.user_id) as session:
        decisions.delete(session, caller, deal_id, decision_id, version=version)


def _out(decision: Decision) -> DecisionOut:
    return DecisionOut.model_validate(decision, from_attributes=True)
