"""History over REST: what happened with organisations, persons, deals, leads, contracts, services and projects."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Cursor,
    Key,
    Keys,
    Limit,
    Listed,
    One,
    Several,
    Text,
    Versioned,
    answer,
    paging,
    showing,
    whole,
)
from sambruk_crm.models import HistoryEntry, HistoryKind
from sambruk_crm.services import history, todos
from sambruk_crm.services.history import HistoryFilter
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import HappeningChange, HappeningInput

router = noun("history")


class HistoryOut(BaseModel):
    """An entry. `details` is what a system entry tells, as data."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    kind: HistoryKind
    type_id: int | None
    happened_at: datetime
    text: str
    result: str
    next_step: str
    details: dict[str, str] | None
    author_id: int | None
    organisation_id: int | None
    person_id: int | None
    deal_id: int | None
    lead_id: int | None
    contract_id: int | None
    service_id: int | None
    project_id: int | None
    person_ids: list[int]
    """Persons it tells of, beside `person_id`."""
    todo_id: int | None
    edited_at: datetime | None


class RevisionOut(BaseModel):
    """What an entry said before it was edited, who edited it and when."""

    edited_at: datetime
    editor: str
    text: str
    result: str
    next_step: str


class HistoryPatch(HappeningChange, Versioned):
    """Fields to change, and the version that was read. The records an entry belongs to stay."""


@router.get("")
def list_history(
    caller: Caller,
    *,
    organisation: One = None,
    person: One = None,
    deal: One = None,
    lead: One = None,
    contract: One = None,
    service: One = None,
    project: One = None,
    type_id: Keys = [],
    kind: Annotated[list[HistoryKind], Several, Query()] = [],
    text: Text = "",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[HistoryOut]:
    """List what happened, newest first."""
    wanted = HistoryFilter(
        organisation_id=organisation,
        person_id=person,
        deal_id=deal,
        lead_id=lead,
        contract_id=contract,
        service_id=service,
        project_id=project,
        kind=tuple(kind),
        type_id=tuple(type_id),
        text=text,
    )
    with db.reading() as session:
        found = history.find(session, caller, wanted, paging=paging(limit, cursor))
        return Listed[HistoryOut].model_validate(answer(found, _outs(session, caller, found.items)))


@router.post("", status_code=201)
def write_history(caller: Caller, body: HappeningInput, response: Response) -> HistoryOut:
    """Write down what happened with at least one record, and with `todo` what is to be done next."""
    with db.transaction(caller.user_id) as session:
        entry = shown(session, caller, todos.follow_ups.write(session, caller, body))
    response.headers["Location"] = f"/api/v1/history/{entry.id}"
    return entry


@router.get("/{entry_id}")
def get_history(caller: Caller, entry_id: Key) -> HistoryOut:
    """Return an entry."""
    with db.reading() as session:
        return shown(session, caller, history.get(session, caller, entry_id))


@router.patch("/{entry_id}")
def patch_history(caller: Caller, entry_id: Key, body: HistoryPatch) -> HistoryOut:
    """Edit one's own entry, or as a manager a colleague's; the earlier text is kept. `todo` as when it is written."""
    with showing(get_history, caller, entry_id), db.transaction(caller.user_id) as session:
        entry = todos.follow_ups.edit(session, caller, entry_id, body.changes(), version=body.version)
        return shown(session, caller, entry)


@router.get("/{entry_id}/revisions")
def list_revisions(caller: Caller, entry_id: Key) -> Listed[RevisionOut]:
    """List what an entry said before each time it was edited, newest first."""
    with db.reading() as session:
        found = history.revisions(session, caller, entry_id)
    return Listed[RevisionOut].model_validate(
        whole([RevisionOut.model_validate(revision, from_attributes=True) for revision in found])
    )


def shown(session: Session, caller: Actor, entry: HistoryEntry) -> HistoryOut:
    """Answer with an entry and whom it tells of."""
    return _outs(session, caller, [entry])[0]


def _outs(session: Session, caller: Actor, entries: list[HistoryEntry]) -> list[HistoryOut]:
    met = history.met(session, caller, [entry.key for entry in entries])
    return [
        HistoryOut.model_validate({**entry.model_dump(), "person_ids": met.get(entry.key, [])}) for entry in entries
    ]
