"""Deals over REST. Moving one runs the same rule as the board."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api import history
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.amounts import Money
from sambruk_crm.api.history import HistoryOut
from sambruk_crm.api.listing import (
    Asked,
    Key,
    LikelyOut,
    Listed,
    One,
    Version,
    Versioned,
    answer,
    asked,
    columns_of,
    sent,
    showing,
)
from sambruk_crm.models import Deal, DealType, Outcome, ShareKind
from sambruk_crm.services import deals, duplicates, own_values
from sambruk_crm.services.deals import BoardColumn, BoardGroup, DealFilter, DealInput, MoveInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Id, Input, Line, OwnFields
from sambruk_crm.services.values.validation import Key as SomeKey

router = noun("deals")


class ParticipantOut(BaseModel):
    """An organisation's part in a split deal."""

    organisation_id: int
    amount: Money


class DealOut(BaseModel):
    """A deal. Only a one-time one has `delivers_on`. `rank` orders the cards of a phase, compared byte by byte."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    title: str
    organisation_id: int | None
    person_id: int | None
    service_id: int | None
    owner_id: int | None
    phase_id: int
    rank: str
    deal_type: DealType
    share_kind: ShareKind
    value: Money
    currency: str
    probability: int | None
    expected_close_on: date | None
    delivers_on: date | None
    waits_until: date | None
    note: str
    outcome: Outcome | None
    lost_reason_id: int | None
    lost_reason_text: str
    closed_at: datetime | None
    phase_since: datetime
    participants: list[ParticipantOut]
    fields: OwnFields


class ParticipantChanges(Input):
    """Keys of organisations that would join, and that would leave."""

    join: list[Id] = []
    leave: list[Id] = []


class PreviewOut(BaseModel):
    """The shares as they are, and as they would be."""

    before: list[ParticipantOut]
    after: list[ParticipantOut]


class ForecastLine(BaseModel):
    """The open deals of a month, such as `2027-03`, in one currency; an empty month is of those without a day."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"month": "2027-03", "currency": "SEK", "count": 4, "total": 400000, "weighted": 155000}]
        }
    )

    month: str
    currency: str
    count: int
    total: float
    weighted: float


class ForecastOut(BaseModel):
    """What is likely to come in, the earliest month first."""

    items: list[ForecastLine]


class NewDeal(DealInput):
    """A deal, and the open phase it starts in; without one the first."""

    phase_id: SomeKey = None


class DealPatch(DealInput, Versioned):
    """Fields to change, and the version that was read. The phase is changed by moving."""


class Move(MoveInput):
    """Where the deal goes; with `version` only if nobody changed it since."""

    version: int | None = None


class Close(Input):
    """How the deal ended, and when lost, why; with `version` only if nobody changed it since."""

    outcome: Outcome
    lost_reason: Line = ""
    lost_reason_id: SomeKey = None
    version: int | None = None


@router.get("", response_model=Listed[DealOut])
def list_deals(caller: Caller, question: Annotated[Asked[DealFilter], asked("deal", DealFilter)]) -> Response:
    """List the deals that fit every filter."""
    names = columns_of(Deal, DealOut)
    with db.reading() as session:
        found = deals.lists.LIST.read(
            session, caller, question.wanted, names, sort=question.sort, paging=question.paging
        )
        keys = [row["id"] for row in found.items]
        parts = deals.participants_of(session, caller, keys)
        fields = own_values.told_of_records(session, "deal", keys)
    for row in found.items:
        row["participants"] = [part.model_dump() for part in parts.get(row["id"], [])]
        row["fields"] = fields[row["id"]]
    return sent(Listed[DealOut], Listed[DealOut].model_validate(answer(found, found.items)))


@router.get("/board", response_model=list[BoardColumn])
def get_board(
    caller: Caller,
    question: Annotated[Asked[DealFilter], asked("deal", DealFilter)],
    group: BoardGroup = BoardGroup.PHASE,
) -> Response:
    """Return the columns of the board as its page shows them: phases with their first cards, counts and sums.

    With `group` they are owners, services or counties, of the open deals. `limit` is how many cards of each column are
    wanted; there is no order but theirs.
    """
    with db.reading() as session:
        limit = question.paging.limit
        shown = deals.boards.board(session, caller, question.wanted, group, size=limit)
    return sent(list[BoardColumn], shown)


@router.get("/forecast")
def get_forecast(caller: Caller, question: Annotated[Asked[DealFilter], asked("deal", DealFilter)]) -> ForecastOut:
    """Return what the open deals that fit are worth by the month of their expected close, weighted by how likely.

    One line for each month and currency, all at once; `limit` and `sort` are of no account.
    """
    with db.reading() as session:
        found = deals.forecast.by_month(session, caller, question.wanted)
    return ForecastOut(items=[ForecastLine.model_validate(line, from_attributes=True) for line in found])


@router.post("", status_code=201)
def create_deal(caller: Caller, body: NewDeal, response: Response) -> DealOut:
    """Add a deal, last in its phase. A title or an organisation is enough."""
    values = body.sent()
    phase_id = values.pop("phase_id", None)
    with db.transaction(caller.user_id) as session:
        deal = deals.create(session, caller, values, phase_id=phase_id)
        response.headers["Location"] = f"/api/v1/deals/{deal.key}"
        return _out(session, caller, deal)


@router.get("/duplicates")
def list_duplicates_of_deal(caller: Caller, organisation_id: One = None, service_id: One = None) -> Listed[LikelyOut]:
    """List the open deals of an organisation about a service, its own and those it shares."""
    with db.reading() as session:
        found = duplicates.of_deal(session, caller, organisation_id=organisation_id, service_id=service_id)
    return Listed[LikelyOut](items=[LikelyOut(id=key, name=title) for key, title in found], total=len(found))


@router.get("/{deal_id}")
def get_deal(caller: Caller, deal_id: Key) -> DealOut:
    """Return a deal."""
    with db.reading() as session:
        return _out(session, caller, deals.get(session, caller, deal_id))


@router.patch("/{deal_id}")
def patch_deal(caller: Caller, deal_id: Key, body: DealPatch) -> DealOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_deal, caller, deal_id), db.transaction(caller.user_id) as session:
        return _out(session, caller, deals.update(session, caller, deal_id, body.changes(), version=body.version))


@router.delete("/{deal_id}", status_code=204)
def delete_deal(caller: Caller, deal_id: Key, version: Version = None) -> None:
    """Put a deal in the trash."""
    with showing(get_deal, caller, deal_id), db.transaction(caller.user_id) as session:
        deals.delete(session, caller, deal_id, version=version)


@router.post("/{deal_id}/move")
def move_deal(caller: Caller, deal_id: Key, body: Move) -> DealOut:
    """Move a deal above another card or last; into the closed phase with an outcome, and a reason when lost."""
    values = body.sent()
    version = values.pop("version", None)
    with showing(get_deal, caller, deal_id), db.transaction(caller.user_id) as session:
        return _out(session, caller, deals.move(session, caller, deal_id, values, version=version).deal)


@router.post("/{deal_id}/close")
def close_deal(caller: Caller, deal_id: Key, body: Close) -> DealOut:
    """Move a deal from whatever phase straight to the closed one."""
    with showing(get_deal, caller, deal_id), db.transaction(caller.user_id) as session:
        return _out(session, caller, deals.close(session, caller, deal_id, **body.model_dump()))


@router.post("/{deal_id}/participants/preview")
def preview_participants(caller: Caller, deal_id: Key, body: ParticipantChanges) -> PreviewOut:
    """Return how the value would be divided if some joined and others left; nothing is changed."""
    with db.reading() as session:
        found = deals.preview(session, caller, deal_id, join=body.join, leave=body.leave)
    return PreviewOut(before=_parts(found.before), after=_parts(found.after))


@router.post("/{deal_id}/participants/note", status_code=201)
def note_participants(caller: Caller, deal_id: Key, body: ParticipantChanges) -> HistoryOut:
    """Keep that preview as a note in the deal's history; the deal is not changed."""
    with db.transaction(caller.user_id) as session:
        made = deals.previews.note(session, caller, deal_id, join=body.join, leave=body.leave)
        return history.shown(session, caller, made)


def _parts(amounts: dict[int, Decimal]) -> list[ParticipantOut]:
    return [ParticipantOut(organisation_id=key, amount=amount) for key, amount in amounts.items()]


def _out(session: Session, caller: Actor, deal: Deal) -> DealOut:
    return DealOut.model_validate(_shown(session, caller, [deal])[0])


def _shown(session: Session, caller: Actor, found: list[Deal]) -> list[dict[str, Any]]:
    keys = [deal.key for deal in found]
    parts = deals.participants_of(session, caller, keys)
    fields = own_values.told_of_records(session, "deal", keys)
    return [
        {
            **deal.model_dump(),
            "participants": [part.model_dump() for part in parts.get(deal.key, [])],
            "fields": fields[deal.key],
        }
        for deal in found
    ]
