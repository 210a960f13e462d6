"""Batches: one change to many records, done by a job, told row by row, and taken back as a whole."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, ForbiddenError, InUseError, InvalidError, NotFoundError, say
from sambruk_crm.models import Batch, BatchItem, BatchKind, BatchOutcome, BatchState, utc_now
from sambruk_crm.services import actions, catalogue, jobs
from sambruk_crm.services.batches import facts
from sambruk_crm.services.lists import selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.paging import Order, Page, Paging, fetch, key_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Input, parse

LONGEST = 1_000_000_000
"""More than any batch has rows."""
UNDOABLE = (BatchState.DONE, BatchState.FAILED)
AT_ONCE = 50
"""Rows in one transaction: a kill loses no more than these, and they are done again."""
DO, UNDO = "batch", "batch.undo"
UNDO_JOBS: dict[BatchKind, str] = {BatchKind.BULK: UNDO, BatchKind.IMPORT: "import.undo"}
"""Which job takes a batch of a kind back: each kind wrote its rows in its own way."""


class BatchInput(Input):
    """What is to be done to which records."""

    selection: Selection
    action: str
    arguments: dict[str, Any] = {}


@dataclass(frozen=True)
class ItemRow:
    """What became of one record of a batch."""

    id: int
    row_id: int
    name: str
    outcome: str
    reason: dict[str, Any] | None
    is_undone: bool


def start(session: Session, actor: Actor, values: dict[str, Any] | BatchInput) -> Batch:
    """Ask for a change to many records; a job makes it, with the rights of the actor.

    Raises:
        InvalidError: nothing is selected, or the action does not fit the records or its arguments.
    """
    wanted = parse(BatchInput, values)
    arguments = actions.check(session, actor, wanted.selection.noun, wanted.action, wanted.arguments)
    found = selections.keys(session, actor, wanted.selection)
    if not found:
        raise InvalidError({"selection": say("Choose at least one row.")})
    batch = Batch(
        kind=BatchKind.BULK,
        noun=wanted.selection.noun,
        action=wanted.action,
        arguments=arguments,
        state=BatchState.WAITING,
        user_id=actor.user_id,
        total=len(found),
    )
    session.add(batch)
    session.flush()
    now = utc_now()
    items = [
        {
            "batch_id": batch.key,
            "position": place,
            "row_id": key,
            "outcome": BatchOutcome.WAITING,
            "created_at": now,
        }
        for place, key in enumerate(found, 1)
    ]
    session.execute(sa.insert(BatchItem), items)
    batch.job_id = jobs.enqueue(session, DO, {"batch_id": batch.key}, user_id=actor.user_id).key
    session.flush()
    return batch


def undo(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Take a batch back: every record that still is as the batch left it.

    Raises:
        InUseError: it is not done yet, or is undone already.
    """
    require(actor, Permission.EDIT_RECORDS)
    batch = get(session, actor, batch_id)
    if batch.state not in UNDOABLE or batch.kind not in UNDO_JOBS:
        raise InUseError(say("This cannot be undone now."))
    batch.state, batch.undone_by_id = BatchState.UNDOING, actor.user_id
    job = jobs.enqueue(session, UNDO_JOBS[batch.kind], {"batch_id": batch_id}, user_id=actor.user_id)
    batch.job_id = job.key
    session.flush()
    return batch


def get(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Return a batch: one's own, or anybody's to whoever may delete records."""
    require(actor, Permission.VIEW)
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise NotFoundError
    if batch.user_id != actor.user_id and not actor.may(Permission.DELETE_RECORDS):
        raise ForbiddenError
    return batch


def search(session: Session, actor: Actor, *, paging: Paging | None = None) -> Page[Batch]:
    """List batches, newest first: one's own, or everybody's to whoever may delete records."""
    require(actor, Permission.VIEW)
    seen = sa.true() if actor.may(Permission.DELETE_RECORDS) else col(Batch.user_id) == actor.user_id
    return fetch(session, Batch, seen, Order(key_of(Batch), descending=True), paging or Paging())


def items(
    session: Session,
    actor: Actor,
    batch_id: int,
    *,
    outcome: BatchOutcome | None = None,
    paging: Paging | None = None,
) -> Page[ItemRow]:
    """List what became of each record; those that failed or could not be taken back come first."""
    batch = get(session, actor, batch_id)
    where = [col(BatchItem.batch_id) == batch_id]
    if outcome is not None:
        where.append(col(BatchItem.outcome) == outcome)
    is_fine = sa.case((col(BatchItem.reason).is_not(None), 0), else_=LONGEST)
    found = fetch(session, BatchItem, sa.and_(*where), Order(is_fine + BatchItem.position), paging or Paging())
    names = facts.labels(session, batch.noun, [item.row_id or 0 for item in found.items])
    return Page(
        [
            ItemRow(
                item.key,
                item.row_id or 0,
                names.get(item.row_id or 0, ""),
                item.outcome,
                item.reason,
                item.undone_at is not None,
            )
            for item in found.items
        ],
        found.total,
        found.next_cursor,
    )


@jobs.handles(DO)
def do(work: jobs.Work) -> dict[str, Any]:
    """Make the change, some rows at a time; begun again it goes on where it was."""
    return _go_through(
        work, col(BatchItem.outcome) == BatchOutcome.WAITING, _change, BatchState.RUNNING, BatchState.DONE
    )


@jobs.handles(UNDO)
def take_back(work: jobs.Work) -> dict[str, Any]:
    """Put every record back that still is as the batch left it; the others say why not."""
    changed = sa.and_(
        col(BatchItem.outcome).in_((BatchOutcome.CHANGED, BatchOutcome.NEW)),
        col(BatchItem.undone_at).is_(None),
        col(BatchItem.reason).is_(None),
    )
    return _go_through(work, changed, _put_back, BatchState.UNDOING, BatchState.UNDONE)


Deed = Callable[[CrmSession, Actor, Batch, BatchItem], None]


def _go_through(work: jobs.Work, which: Any, deed: Deed, during: BatchState, after: BatchState) -> dict[str, Any]:
    try:
        while _do_some(work, which, deed, during):
            pass
    except jobs.FinalError:
        with db.transaction(work.user_id) as session:
            session.get_one(Batch, work.arguments["batch_id"]).state = BatchState.FAILED
        raise
    with db.transaction(work.user_id) as session:
        work.hold(session)
        batch = session.get_one(Batch, work.arguments["batch_id"])
        batch.state, batch.ended_at = after, utc_now()
        if after is BatchState.UNDONE:
            batch.undone_at = batch.ended_at
        return {"batch_id": batch.key, "done": batch.done, "failed": batch.failed}


def _do_some(work: jobs.Work, which: Any, deed: Deed, during: BatchState) -> bool:
    with db.transaction(work.user_id) as session:
        batch = session.get_one(Batch, work.arguments["batch_id"])
        actor = work.actor(session)
        query = select(BatchItem).where(BatchItem.batch_id == batch.key, which)
        found = list(session.exec(query.order_by(col(BatchItem.position)).limit(AT_ONCE)))
        for item in found:
            _one(session, actor, batch, item, deed)
        batch.state, batch.started_at = during, batch.started_at or utc_now()
        batch.done, batch.failed = _figures(session, batch.key)
        work.hold(session, {"done": batch.done, "total": batch.total})
        return bool(found)


def _one(session: CrmSession, actor: Actor, batch: Batch, item: BatchItem, deed: Deed) -> None:
    try:
        with session.begin_nested():
            deed(session, actor, batch, item)
            session.flush()
    except CrmError as error:
        item.reason = asdict(error.message)
        if item.outcome is BatchOutcome.WAITING:
            item.outcome = BatchOutcome.ERROR
    session.flush()


def _change(session: CrmSession, actor: Actor, batch: Batch, item: BatchItem) -> None:
    noun, row_id = batch.noun, item.row_id or 0
    action = actions.action_of(noun, batch.action)
    name, value = action.wanted(session, actor, catalogue.get(noun), row_id, batch.arguments.get("value"))
    before = facts.read(session, actor, noun, row_id, name)
    if before == value:
        item.outcome = BatchOutcome.SAME
        return
    facts.write(session, actor, noun, row_id, name, value)
    item.before, item.after, item.outcome = {name: before}, {name: value}, BatchOutcome.CHANGED


def _put_back(session: CrmSession, actor: Actor, batch: Batch, item: BatchItem) -> None:
    noun, row_id = batch.noun, item.row_id or 0
    for name, value in (item.after or {}).items():
        if facts.read(session, actor, noun, row_id, name) != value:
            raise InUseError(say("Someone has changed this since. It was left as it is."))
    for name, value in (item.before or {}).items():
        facts.write(session, actor, noun, row_id, name, value)
    item.undone_at = utc_now()


def _figures(session: Session, batch_id: int) -> tuple[int, int]:
    waiting = sa.func.count(sa.case((col(BatchItem.outcome) != BatchOutcome.WAITING, 1)))
    failed = sa.func.count(sa.case((col(BatchItem.reason).is_not(None), 1)))
    row = session.execute(sa.select(waiting, failed).where(col(BatchItem.batch_id) == batch_id)).one()
    return row[0], row[1]
