"""The jobs of an import: trying a file out, writing its rows, taking them back; each goes on where a kill left it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import wraps
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import CrmError, Message, say
from sambruk_crm.integrations.tables.parts import CellProblem, Reading
from sambruk_crm.models import Batch, BatchItem, BatchOutcome, BatchState, Organisation, StoredFile, utc_now
from sambruk_crm.services import import_doubts, import_facts, imports, jobs
from sambruk_crm.services.import_columns import Match
from sambruk_crm.services.import_rows import LINK, NEW, Given, Layout, Verdict, judge
from sambruk_crm.services.imports import APPLY, TRY, UNDO
from sambruk_crm.services.jobs import FinalError, Work
from sambruk_crm.services.permissions import Actor, Permission, require

TRIED_AT_ONCE, WRITTEN_AT_ONCE = 500, 50
APPLIED = (BatchOutcome.NEW, BatchOutcome.CHANGED)
UNDER_WAY = (BatchState.WAITING, BatchState.RUNNING, BatchState.FAILED)
"""What an import is while its rows are written, or are to be tried again."""


class SupersededError(Exception):
    """The import has gone on without this job, which was killed after its work was done and before it could say so."""


def once(handler: Callable[[Work], dict[str, Any]]) -> Callable[[Work], dict[str, Any]]:
    """Let a job end quietly whose import has gone on without it."""

    @wraps(handler)
    def done(work: Work) -> dict[str, Any]:
        try:
            return handler(work)
        except SupersededError:
            return {"batch_id": work.arguments["batch_id"]}

    return done


def _ours(session: CrmSession, work: Work, *states: BatchState) -> Batch:
    """Return the import of a job, if it is still the one that the import waits for, and hold it.

    Raises:
        SupersededError: another job has taken it up since: what this one would write is not wanted any more.
    """
    batch = session.get_one(Batch, work.arguments["batch_id"], with_for_update=HELD)
    if batch.job_id != work.job_id or batch.state not in states:
        raise SupersededError
    return batch


@jobs.handles(TRY)
@once
def try_out(work: Work) -> dict[str, Any]:
    """Say of every row what would become of it; begun again it begins anew."""
    batch_id = work.arguments["batch_id"]
    with db.transaction(work.user_id) as session:
        batch = _ours(session, work, BatchState.DRAFT)
        imports.get(session, work.actor(session), batch_id)
        session.execute(sa.delete(BatchItem).where(col(BatchItem.batch_id) == batch_id))
        content, layout = _content_of(session, batch), _layout(batch)
        noun, reading = batch.noun, Reading(**batch.arguments.get("reading", {}))
        told = {name: batch.arguments.get(name) for name in ("decimal", "day_first")}
    table = imports.read_file(noun, content, reading)
    rows = table.rows
    decided = import_doubts.decide(
        layout.columns, [cells for _, cells in rows], decimal=told["decimal"] or "", day_first=told["day_first"]
    )
    layout = replace(layout, decided=decided)
    seen: dict[str, int] = {}
    for start in range(0, len(rows), TRIED_AT_ONCE):
        part = [
            Given(line, cells, problems=tuple(table.problems.get(line, ())))
            for line, cells in rows[start : start + TRIED_AT_ONCE]
        ]
        with db.reading() as session:
            verdicts = judge(session, layout, part, seen=seen)
        with db.transaction(work.user_id) as session:
            _ours(session, work, BatchState.DRAFT)
            work.hold(session, {"done": start + len(part), "total": len(rows)})
            values = [_item(batch_id, row, verdict) for row, verdict in zip(part, verdicts, strict=True)]
            session.execute(sa.insert(BatchItem), values)
    with db.transaction(work.user_id) as session:
        work.hold(session)
        batch = _ours(session, work, BatchState.DRAFT)
        batch.arguments = {**batch.arguments, "is_tried": True, "decided": dict(decided)}
        return {"batch_id": batch_id, "rows": len(rows)}


@jobs.handles(APPLY)
@once
def write_rows(work: Work) -> dict[str, Any]:
    """Write what was tried, some rows at a time; begun again it goes on where it was."""
    batch_id = work.arguments["batch_id"]
    try:
        while _write_some(work, batch_id):
            pass
    except FinalError:
        with db.transaction(work.user_id) as session:
            session.get_one(Batch, batch_id).state = BatchState.FAILED
        raise
    with db.transaction(work.user_id) as session:
        work.hold(session)
        batch = _ours(session, work, *UNDER_WAY)
        batch.state, batch.ended_at = BatchState.DONE, utc_now()
        return {"batch_id": batch_id, **imports.counts(session, batch_id)}


@jobs.handles(UNDO)
@once
def take_back(work: Work) -> dict[str, Any]:
    """Put records back, the last first, some at a time; begun again it goes on where it was."""
    batch_id = work.arguments["batch_id"]
    while _take_some_back(work, batch_id):
        pass
    with db.transaction(work.user_id) as session:
        work.hold(session)
        batch = _ours(session, work, BatchState.UNDOING)
        batch.state = BatchState.UNDONE
        batch.undone_at = utc_now()
        return {"batch_id": batch_id}


def _layout(batch: Batch) -> Layout:
    arguments = batch.arguments
    unreadable = list(arguments.get("on_unreadable", []))
    decided = arguments.get("decided", {})
    return Layout(batch.noun, list(arguments["columns"]), Match(arguments["match"]), unreadable, decided)


def _content_of(session: Session, batch: Batch) -> bytes:
    kept = session.get(StoredFile, batch.file_id) if batch.file_id is not None else None
    if kept is None:
        raise FinalError(say("This file is not here any more, or it is not yours."))
    return kept.content


def _item(batch_id: int, row: Given, verdict: Verdict) -> dict[str, Any]:
    return {
        "batch_id": batch_id,
        "position": row.line,
        "created_at": utc_now(),
        "row_id": verdict.row_id,
        "outcome": verdict.outcome,
        "given": {"cells": row.cells, **_told(verdict), "problems": [asdict(each) for each in row.problems]},
        "before": verdict.before,
        "after": verdict.after,
        "reason": asdict(verdict.reason) if verdict.reason else None,
    }


def _told(verdict: Verdict) -> dict[str, Any]:
    """Return what is kept of a verdict beside the cells."""
    return {
        "likely": verdict.likely,
        "faults": [asdict(each) for each in verdict.faults],
        "notes": [asdict(each) for each in verdict.notes],
    }


def _write_some(work: Work, batch_id: int) -> bool:
    with db.transaction(work.user_id) as session:
        batch = _ours(session, work, *UNDER_WAY)
        actor = work.actor(session)
        require(actor, Permission.EDIT_RECORDS)
        last = int(batch.arguments.get("last_line", 0))
        query = select(BatchItem).where(BatchItem.batch_id == batch_id, col(BatchItem.position) > last)
        items = list(session.exec(query.order_by(col(BatchItem.position)).limit(WRITTEN_AT_ONCE)))
        if items:
            _write(session, actor, batch, [item for item in items if _is_due(item)])
            batch.arguments = {**batch.arguments, "last_line": items[-1].position}
            batch.done += len(items)
            batch.failed += sum(item.outcome in (BatchOutcome.ERROR, BatchOutcome.DUPLICATE) for item in items)
        batch.state, batch.started_at = BatchState.RUNNING, batch.started_at or utc_now()
        session.flush()
        work.hold(session, {"done": batch.done, "total": batch.total})
        return bool(items)


def _is_due(item: BatchItem) -> bool:
    chosen = (item.given or {}).get("choice") in (LINK, NEW)
    return item.outcome in APPLIED or (item.outcome is BatchOutcome.DUPLICATE and chosen)


def _write(session: CrmSession, actor: Actor, batch: Batch, items: list[BatchItem]) -> None:
    rows = [_given(item) for item in items]
    verdicts = judge(session, _layout(batch), rows, seen={}, made_by=batch.key)
    for item, verdict in zip(items, verdicts, strict=True):
        item.outcome, item.row_id, item.before, item.after = verdict.outcome, verdict.row_id, verdict.before, None
        item.reason = asdict(verdict.reason) if verdict.reason else None
        item.given = {**(item.given or {}), **_told(verdict)}
        try:
            with session.begin_nested():
                item.row_id = _write_one(session, actor, batch.noun, verdict)
                session.flush()
        except CrmError as error:
            session.refresh(item)
            item.outcome, item.before, item.after = BatchOutcome.ERROR, None, None
            item.reason = asdict(error.message)
            item.given = {**(item.given or {}), "faults": []}
    _remember(session, batch.noun, [pair for pair in zip(items, verdicts, strict=True) if pair[0].outcome in APPLIED])


def _write_one(session: CrmSession, actor: Actor, noun: str, verdict: Verdict) -> int | None:
    if verdict.outcome is BatchOutcome.NEW:
        return import_facts.create(session, actor, noun, verdict.facts)
    if verdict.outcome is BatchOutcome.CHANGED and verdict.row_id is not None:
        import_facts.write(session, actor, noun, verdict.row_id, verdict.after or {})
    return verdict.row_id


def _remember(session: CrmSession, noun: str, written: list[tuple[BatchItem, Verdict]]) -> None:
    """Note what the records are now, for taking them back only as long as they are so."""
    now = import_facts.read(session, noun, [item.row_id for item, _ in written if item.row_id is not None])
    for item, verdict in written:
        facts = now[item.row_id or 0]
        is_new = item.outcome is BatchOutcome.NEW
        item.after = facts if is_new else {name: facts[name] for name in verdict.after or {}}


def _given(item: BatchItem) -> Given:
    given = item.given or {}
    problems = tuple(CellProblem(p["column"], Message(**p["message"])) for p in given.get("problems", []))
    return Given(item.position, given["cells"], given.get("choice", ""), given.get("link_id"), problems)


def _take_some_back(work: Work, batch_id: int) -> bool:
    with db.transaction(work.user_id) as session:
        batch, actor = _ours(session, work, BatchState.UNDOING), work.actor(session)
        query = select(BatchItem).where(
            BatchItem.batch_id == batch_id,
            col(BatchItem.outcome).in_(APPLIED),
            col(BatchItem.after).is_not(None),
            col(BatchItem.undone_at).is_(None),
            col(BatchItem.reason).is_(None),
        )
        items = list(session.exec(query.order_by(col(BatchItem.position).desc()).limit(WRITTEN_AT_ONCE)))
        present = import_facts.read(session, batch.noun, [item.row_id or 0 for item in items])
        for item in items:
            _take_one_back(session, actor, batch.noun, item, present.get(item.row_id or 0))
        work.hold(session)
        return bool(items)


def _take_one_back(
    session: CrmSession, actor: Actor, noun: str, item: BatchItem, present: dict[str, Any] | None
) -> None:
    if present is None or any(present[name] != value for name, value in (item.after or {}).items()):
        item.reason = asdict(say("Someone has changed this since. It was left as it is."))
        return
    try:
        with session.begin_nested():
            if item.outcome is BatchOutcome.NEW:
                _archive(session, noun, item.row_id or 0)
            else:
                import_facts.write(session, actor, noun, item.row_id or 0, item.before or {})
            session.flush()
    except CrmError as error:
        item.reason = asdict(error.message)
        return
    item.undone_at = utc_now()


def _archive(session: CrmSession, noun: str, row_id: int) -> None:
    """Put a record that the import made in the trash; its number is free for the next attempt."""
    row = session.get_one(import_facts.TABLES[noun], row_id)
    row.deleted_at = utc_now()
    if isinstance(row, Organisation):
        row.organisation_number = None
