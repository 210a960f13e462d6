"""Bulk work over REST: one change to many records, and taking it back."""

from datetime import datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.attached import AttachedOut, told
from sambruk_crm.api.listing import Cursor, Key, Limit, Listed, answer, paging
from sambruk_crm.errors import Message
from sambruk_crm.i18n import translate
from sambruk_crm.models import Batch, BatchKind, BatchOutcome, BatchState
from sambruk_crm.services import attached, batches
from sambruk_crm.services.batches import BatchInput, ItemRow
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.permissions import Actor

router = noun("batches")


class BatchOut(BaseModel):
    """A batch: how far it has come, and how many rows failed."""

    id: int
    version: int
    created_at: datetime
    kind: BatchKind
    noun: str
    action: str
    arguments: dict[str, Any]
    state: BatchState
    total: int
    done: int
    failed: int
    ended_at: datetime | None
    undone_at: datetime | None


class BatchItemOut(BaseModel):
    """What became of one record, and why not more."""

    row_id: int
    name: str
    outcome: BatchOutcome
    reason: str
    is_undone: bool


@router.get("")
def list_batches(caller: Caller, *, limit: Limit = PAGE_SIZE, cursor: Cursor = None) -> Listed[BatchOut]:
    """List batches, newest first."""
    with db.reading() as session:
        found = batches.search(session, caller, paging=paging(limit, cursor))
    return Listed[BatchOut](**answer(found, [_out(batch) for batch in found.items]))


@router.post("", status_code=202)
def start_batch(caller: Caller, body: BatchInput, response: Response) -> BatchOut:
    """Ask for a change to the selected records; it is made in the background."""
    with db.transaction(caller.user_id) as session:
        batch = batches.start(session, caller, body)
    response.headers["Location"] = f"/api/v1/batches/{batch.key}"
    return _out(batch)


@router.post("/attached")
def list_attached_to_selection(caller: Caller, body: Selection) -> Listed[AttachedOut]:
    """List what hangs on the selected records, before they are thrown away; nothing is changed."""
    with db.reading() as session:
        return told(caller, attached.to_selection(session, caller, body))


@router.get("/{batch_id}")
def get_batch(caller: Caller, batch_id: Key) -> BatchOut:
    """Return a batch."""
    with db.reading() as session:
        return _out(batches.get(session, caller, batch_id))


@router.get("/{batch_id}/items")
def list_batch_items(
    caller: Caller,
    batch_id: Key,
    *,
    outcome: BatchOutcome | None = None,
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[BatchItemOut]:
    """List what became of each record, the failed ones first."""
    with db.reading() as session:
        found = batches.items(session, caller, batch_id, outcome=outcome, paging=paging(limit, cursor))
    return Listed[BatchItemOut](**answer(found, [_item(item, caller) for item in found.items]))


@router.post("/{batch_id}/undo", status_code=202)
def undo_batch(caller: Caller, batch_id: Key) -> BatchOut:
    """Take the batch back, in the background; what was changed since stays and is named."""
    with db.transaction(caller.user_id) as session:
        return _out(batches.undo(session, caller, batch_id))


def _out(batch: Batch) -> BatchOut:
    return BatchOut.model_validate(batch.model_dump())


def _item(item: ItemRow, caller: Actor) -> BatchItemOut:
    reason = translate(Message(**item.reason), caller.locale) if item.reason else ""
    return BatchItemOut(
        row_id=item.row_id, name=item.name, outcome=BatchOutcome(item.outcome), reason=reason, is_undone=item.is_undone
    )
