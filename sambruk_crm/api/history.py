"""History over REST: what happened with organisations, persons and deals."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller
from sambruk_crm.api.listing import Cursor, Limit, Listed, Several, Text, answer, paging
from sambruk_crm.models import HistoryEntry, HistoryKind
from sambruk_crm.services import history
from sambruk_crm.services.history import HistoryFilter, HistoryInput
from sambruk_crm.services.paging import PAGE_SIZE

router = APIRouter(prefix="/history", tags=["history"])


class HistoryOut(BaseModel):
    """An entry. `details` is what a system entry tells, as data."""

    id: int
    version: int
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
    todo_id: int | None
    edited_at: datetime | None


class HistoryPatch(HistoryInput):
    """Fields to change, and the version that was read. The records an entry belongs to stay."""

    version: int


@router.get("")
def list_history(
    caller: Caller,
    organisation: int | None = None,
    person: int | None = None,
    deal: int | None = None,
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
def get_history(caller: Caller, entry_id: int) -> HistoryOut:
    """Give an entry."""
    with db.reading() as session:
        return _out(history.get(session, caller, entry_id))


@router.patch("/{entry_id}")
def patch_history(caller: Caller, entry_id: int, body: HistoryPatch) -> HistoryOut:
    """Edit one's own entry, or as a manager a colleague's; the earlier text is kept."""
    values = body.sent()
    version = values.pop("version")
    with db.transaction(caller.user_id) as session:
        return _out(history.update(session, caller, entry_id, values, version=version))


def _out(entry: HistoryEntry) -> HistoryOut:
    return HistoryOut.model_validate(entry, from_attributes=True)
