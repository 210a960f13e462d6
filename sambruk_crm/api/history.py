"""History over REST: what happened with organisations, persons and deals."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Cursor, Key, Limit, Listed, One, Several, Text, Versioned, answer, paging, showing
from sambruk_crm.models import HistoryEntry, HistoryKind
from sambruk_crm.services import history
from sambruk_crm.services.history import HistoryFilter, HistoryInput
from sambruk_crm.services.paging import PAGE_SIZE

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
    todo_id: int | None
    edited_at: datetime | None


class HistoryPatch(HistoryInput, Versioned):
    """Fields to change, and the version that was read. The records an entry belongs to stay."""


@router.get("")
def list_history(
    caller: Caller,
    *,
    organisation: One = None,
    person: One = None,
    deal: One = None,
    kind: Annotated[list[HistoryKind], Several, Query()] = [],
    text: Text = "",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[HistoryOut]:
    """List what happened, newest first."""
    wanted = HistoryFilter(organisation_id=organisation, person_id=person, deal_id=deal, kind=tuple(kind), text=text)
    with db.reading() as session:
        found = history.find(session, caller, wanted, paging=paging(limit, cursor))
    return Listed[HistoryOut].model_validate(answer(found, [_out(entry) for entry in found.items]))


@router.post("", status_code=201)
def write_history(caller: Caller, body: HistoryInput, response: Response) -> HistoryOut:
    """Write down what happened with at least one record."""
    with db.transaction(caller.user_id) as session:
        entry = history.write(session, caller, body)
    response.headers["Location"] = f"/api/v1/history/{entry.key}"
    return _out(entry)


@router.get("/{entry_id}")
def get_history(caller: Caller, entry_id: Key) -> HistoryOut:
    """Give an entry."""
    with db.reading() as session:
        return _out(history.get(session, caller, entry_id))


@router.patch("/{entry_id}")
def patch_history(caller: Caller, entry_id: Key, body: HistoryPatch) -> HistoryOut:
    """Edit one's own entry, or as a manager a colleague's; the earlier text is kept."""
    with showing(get_history, caller, entry_id), db.transaction(caller.user_id) as session:
        return _out(history.update(session, caller, entry_id, body.changes(), version=body.version))


def _out(entry: HistoryEntry) -> HistoryOut:
    return HistoryOut.model_validate(entry, from_attributes=True)
