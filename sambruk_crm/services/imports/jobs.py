"""The jobs of an import: trying a file out, writing its rows, taking them back; each goes on where a kill left it."""

from collections.abc import Callable
from dataclasses import asdict, replace
from functools import wraps
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import CrmError, Message, say
from sambruk_crm.integrations.tables.parts import CellProblem, Reading
from sambruk_crm.models import (
    Batch,
    BatchItem,
    BatchOutcome,
    BatchState,
    Organisation,
    Person,
    StoredFile,
    utc_now,
)
from sambruk_crm.services import jobs, organisations, own_values
from sambruk_crm.services.imports import doubts, own, results, rules
from sambruk_crm.services.imports.nouns import NOUNS
from sambruk_crm.services.imports.nouns.known import Named
from sambruk_crm.services.imports.nouns.parts import Match
from sambruk_crm.services.imports.row_reading import LINK, NEW, Given, Layout, Verdict, judge
from sambruk_crm.services.imports.rules import APPLY, TRY, UNDO
from sambruk_crm.services.jobs import FinalError, Work
from sambruk_crm.services.permissions import Actor, require
from sambruk_crm.services.values import folding

TRIED_AT_ONCE, WRITTEN_AT_ONCE = 500, 500
APPLIED = (BatchOutcome.NEW, BatchOutcome.CHANGED)
FAILED = (BatchOutcome.ERROR, BatchOutcome.DUPLICATE)
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
        rules.get(session, work.actor(session), batch_id)
        session.execute(sa.delete(BatchItem).where(col(BatchItem.batch_id) == batch_id))
        content, layout = _content_of(session, batch), _layout(session, batch)
        noun, reading = batch.noun, Reading(**batch.arguments.get("reading", {}))
        told = {name: batch.arguments.get(name) for name in ("decimal", "day_first")}
    table = rules.read_file(noun, content, reading)
    rows = table.rows
    decided = doubts.decide(
        layout.kind.fields,
        layout.columns,
        [cells for _, cells in rows],
        decimal=told["decimal"] or "",
        day_first=told["day_first"],
    )
    layout = replace(layout, decided=decided)
    seen: dict[str, int] = {}
    missing: set[Any] = set()
    for start in range(0, len(rows), TRIED_AT_ONCE):
        part = [
            Given(line, cells, problems=tuple(table.problems.get(line, ())))
            for line, cells in rows[start : start + TRIED_AT_ONCE]
        ]
        with db.reading() as session:
            verdicts = judge(session, layout, part, seen=seen)
        missing |= {folding.tight(named.name) for verdict in verdicts for named in verdict.missing}
        with db.transaction(work.user_id) as session:
            _ours(session, work, BatchState.DRAFT)
            work.hold(session, {"done": start + len(part), "total": len(rows)})
            values = [_item(batch_id, row, verdict) for row, verdict in zip(part, verdicts, strict=True)]
            session.execute(sa.insert(BatchItem), values)
    with db.transaction(work.user_id) as session:
        work.hold(session)
        batch = _ours(session, work, BatchState.DRAFT)
        batch.arguments = {**batch.arguments, "is_tried": True, "decided": dict(decided), "missing": len(missing)}
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
        return {"batch_id": batch_id, **results.counts(session, batch_id)}


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
        _take_organisations_back(session, work.actor(session), batch)
        batch.state = BatchState.UNDONE
        batch.undone_at = utc_now()
        return {"batch_id": batch_id}


def _layout(session: Session, batch: Batch) -> Layout:
    arguments, fields = batch.arguments, own.columns_of(session, batch.noun)
    if set(filter(own_values.is_own, arguments["columns"])) - fields.fields.keys():
        raise FinalError(
            say("A field that this file has a column for is not here any more. Say anew what its columns are.")
        )
    unreadable = list(arguments.get("on_unreadable", []))
    return Layout(
        batch.noun,
        list(arguments["columns"]),
        Match(arguments["match"]),
        unreadable,
        arguments.get("decided", {}),
        makes_organisations=bool(arguments.get("makes_organisations")),
        own=fields,
    )


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
        require(actor, NOUNS[batch.noun].permission)
        last = int(batch.arguments.get("last_line", 0))
        query = sa.select(BatchItem.id, BatchItem.position, BatchItem.outcome, BatchItem.given)
        query = query.where(col(BatchItem.batch_id) == batch_id, col(BatchItem.position) > last)
        items = session.execute(query.order_by(col(BatchItem.position)).limit(WRITTEN_AT_ONCE)).all()
        if items:
            due = [item for item in items if _is_due(item)]
            noted = _write(session, actor, batch, due)
            left = [item.outcome for item in items if not _is_due(item)]
            if noted:
                session.execute(sa.update(BatchItem), noted)
            batch.failed += sum(outcome in FAILED for outcome in (*left, *(note["outcome"] for note in noted)))
            batch.arguments = {**batch.arguments, "last_line": items[-1].position}
            batch.done += len(items)
        batch.state, batch.started_at = BatchState.RUNNING, batch.started_at or utc_now()
        session.flush()
        work.hold(session, {"done": batch.done, "total": batch.total})
        return bool(items)


def _is_due(item: Any) -> bool:
    chosen = (item.given or {}).get("choice") in (LINK, NEW)
    return item.outcome in APPLIED or (item.outcome is BatchOutcome.DUPLICATE and chosen)


def _write(session: CrmSession, actor: Actor, batch: Batch, items: list[Any]) -> list[dict[str, Any]]:
    """Write rows at once, and return what is to be noted of each.

    Where one of them cannot be written after all, each is written by itself, to find out which.
    """
    if not items:
        return []
    try:
        with session.begin_nested():
            written = _write_together(session, actor, batch, items)
            session.flush()
            return written
    except (CrmError, IntegrityError) as error:
        if len(items) > 1:
            return [note for item in items for note in _write(session, actor, batch, [item])]
        if not isinstance(error, CrmError):
            raise
        (item,), reason = items, asdict(error.message)
        nothing = {"row_id": None, "before": None, "after": None}
        told = {"outcome": BatchOutcome.ERROR, "reason": reason, "given": {**(item.given or {}), "faults": []}}
        return [{"id": item.id, **nothing, **told}]


def _write_together(session: CrmSession, actor: Actor, batch: Batch, items: list[Any]) -> list[dict[str, Any]]:
    layout, rows = _layout(session, batch), [_given(item) for item in items]
    noun = layout.kind
    verdicts = judge(session, layout, rows, seen={}, made_by=batch.key)
    if _make_organisations(session, actor, batch, verdicts):
        verdicts = judge(session, layout, rows, seen={}, made_by=batch.key)
    new = [verdict for verdict in verdicts if verdict.outcome is BatchOutcome.NEW]
    changed = [verdict for verdict in verdicts if verdict.outcome is BatchOutcome.CHANGED]
    for verdict, key in zip(new, noun.create(session, actor, [each.facts for each in new]), strict=True):
        verdict.row_id = key
    if changed:
        noun.write(session, actor, {each.row_id or 0: each.after or {} for each in changed})
    session.flush()
    now = noun.facts(session, [each.row_id or 0 for each in (*new, *changed)])
    return [_noted(item, verdict, now) for item, verdict in zip(items, verdicts, strict=True)]


def _noted(item: Any, verdict: Verdict, now: dict[int, Any]) -> dict[str, Any]:
    """Return what is noted of a row: with what the record is now, to take it back only as long as it is so."""
    after = None
    if verdict.outcome in APPLIED:
        facts = now[verdict.row_id or 0]
        after = facts if verdict.outcome is BatchOutcome.NEW else {name: facts[name] for name in verdict.after or {}}
    return {
        "id": item.id,
        "outcome": verdict.outcome,
        "row_id": verdict.row_id,
        "before": verdict.before,
        "after": after,
        "reason": asdict(verdict.reason) if verdict.reason else None,
        "given": {**(item.given or {}), **_told(verdict)},
    }


def _make_organisations(session: CrmSession, actor: Actor, batch: Batch, verdicts: list[Verdict]) -> bool:
    """Make the organisations that rows name and that are not here, if that was chosen; each once."""
    wanted: dict[str, Named] = {}
    for verdict in verdicts:
        for each in verdict.missing if verdict.outcome is not BatchOutcome.ERROR else ():
            known = wanted.setdefault(folding.tight(each.name), each)
            if each.number and not known.number:
                wanted[folding.tight(each.name)] = each
    if not wanted:
        return False
    values = [{"name": each.name, "organisation_number": each.number or None} for each in wanted.values()]
    keys = organisations.create_many(session, actor, values)
    batch.arguments = {**batch.arguments, "made_organisations": [*batch.arguments.get("made_organisations", []), *keys]}
    return True


def _given(item: Any) -> Given:
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
        present = own.noun_of(session, batch.noun).facts(session, [item.row_id or 0 for item in items])
        _take_back(session, actor, batch.noun, _as_left(items, present))
        work.hold(session)
        return bool(items)


def _as_left(items: list[BatchItem], present: dict[int, Any]) -> list[BatchItem]:
    """Return the rows whose records still are as the import left them; note of the others why they stay."""
    left: list[BatchItem] = []
    for item in items:
        held = present.get(item.row_id or 0)
        if held is None or any(held[name] != value for name, value in (item.after or {}).items() if name in held):
            item.reason = asdict(say("Someone has changed this since. It was left as it is."))
        else:
            left.append(item)
    return left


def _take_back(session: CrmSession, actor: Actor, noun: str, items: list[BatchItem]) -> None:
    """Take rows back at once; where one of them cannot be, each by itself, to find out which."""
    if not items:
        return
    new = [item.row_id or 0 for item in items if item.outcome is BatchOutcome.NEW]
    changed = {item.row_id or 0: item.before or {} for item in items if item.outcome is BatchOutcome.CHANGED}
    try:
        with session.begin_nested():
            NOUNS[noun].take_back(session, actor, new)
            if changed:
                NOUNS[noun].write(session, actor, changed)
            session.flush()
    except CrmError as error:
        if len(items) > 1:
            for item in items:
                _take_back(session, actor, noun, [item])
            return
        items[0].reason = asdict(error.message)
        return
    for item in items:
        item.undone_at = utc_now()


def _take_organisations_back(session: CrmSession, actor: Actor, batch: Batch) -> None:
    """Put the organisations that the import made beside its rows in the trash, if nobody has touched them since."""
    made = set(batch.arguments.get("made_organisations", []))
    query = sa.select(Organisation.id).where(
        col(Organisation.id).in_(made), col(Organisation.version) == 1, col(Organisation.deleted_at).is_(None)
    )
    untouched = set(session.scalars(query)) - _used(session, made)
    NOUNS["organisation"].take_back(session, actor, list(untouched))


def _used(session: CrmSession, ids: set[int]) -> set[int]:
    """Return the organisations that anything refers to which is not in the trash."""
    used: set[int] = set()
    for table in (each for each in Organisation.metadata.tables.values() if each.name != "post"):
        for column in (
            each for each in table.columns if each.references(Organisation.metadata.tables["organisation"].c.id)
        ):
            query = sa.select(column).where(column.in_(ids))
            if table.name == "affiliation":
                query = query.join(Person, col(Person.id) == table.c.person_id).where(col(Person.deleted_at).is_(None))
            elif "deleted_at" in table.columns:
                query = query.where(table.c.deleted_at.is_(None))
            used |= set(session.scalars(query))
    return used
