"""What became of the rows of an import: listed, counted, and the bad ones as a file."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Batch,
    BatchItem,
    BatchOutcome,
    FilePurpose,
    Job,
    JobState,
    StoredFile,
)
from sambruk_crm.services import files
from sambruk_crm.services.imports.rules import get
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CSV, XLSX, Heading, Sheet, write_csv, write_xlsx


def counts(session: Session, batch_id: int) -> dict[str, int]:
    """Count the rows of an import by what becomes of them; the caller has asked for the right."""
    query = sa.select(BatchItem.outcome, sa.func.count()).where(col(BatchItem.batch_id) == batch_id)
    return {outcome.value: count for outcome, count in session.execute(query.group_by(BatchItem.outcome))}


def rows(
    session: Session,
    actor: Actor,
    batch_id: int,
    *,
    outcome: BatchOutcome | None = None,
    after: int = 0,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[BatchItem], int]:
    """List what becomes of the rows after a line, in the file's order; with how many there are in all."""
    get(session, actor, batch_id)
    which = [col(BatchItem.batch_id) == batch_id]
    if outcome is not None:
        which.append(col(BatchItem.outcome) == outcome)
    total = session.scalar(sa.select(sa.func.count()).select_from(BatchItem).where(*which)) or 0
    query = select(BatchItem).where(*which, col(BatchItem.position) > after)
    return list(session.exec(query.order_by(col(BatchItem.position)).offset(offset).limit(limit))), total


def jobs_of(session: Session, found: Sequence[Batch]) -> dict[int, Job]:
    """Return the job at each import, by the import's key; the caller has asked for the right."""
    keys = {batch.job_id: batch.key for batch in found if batch.job_id is not None}
    return {keys[job.key]: job for job in session.exec(select(Job).where(col(Job.id).in_(keys)))}


def failure_of(job: Job | None, locale: str) -> str:
    """Return in the reader's language why an import's job has failed; nothing when it has not."""
    if job is None or job.state is not JobState.FAILED or not job.reason:
        return ""
    return translate(Message(**job.reason), locale)


def bad_rows(session: Session, actor: Actor, batch_id: int) -> StoredFile:
    """Make a file of the rows that were not taken, in their own layout, with the reason in a column of its own.

    Raises:
        NotFoundError: there are none.
    """
    batch = get(session, actor, batch_id)
    bad = (BatchOutcome.ERROR, BatchOutcome.DUPLICATE)
    query = select(BatchItem).where(BatchItem.batch_id == batch_id, col(BatchItem.outcome).in_(bad))
    items = list(session.exec(query.order_by(col(BatchItem.position))))
    if not items:
        raise NotFoundError(say("There are no bad rows."))
    name = str(batch.arguments["file"])
    is_csv = not name.lower().endswith(".xlsx")
    headings = [*batch.arguments["headings"], translate(say("Reason"), actor.locale)]
    rows = [[*(item.given or {})["cells"], reason_of(batch, item, actor.locale)] for item in items]
    sheet = Sheet(translate(say("Bad rows"), actor.locale), [Heading(text) for text in headings], rows)
    with tempfile.TemporaryDirectory(prefix="sambruk-import-") as folder:
        path = Path(folder) / "bad"
        if is_csv:
            write_csv(path, sheet, locale=actor.locale)
        else:
            write_xlsx(path, sheet)
        stem = name.rpartition(".")[0] or name
        return files.keep(
            session,
            actor,
            purpose=FilePurpose.REPORT,
            name=f"{stem} - {translate(say('bad rows'), actor.locale)}.{'csv' if is_csv else 'xlsx'}",
            media_type=CSV if is_csv else XLSX,
            content=path.read_bytes(),
        )


def reason_of(batch: Batch, item: BatchItem, locale: str) -> str:
    """Return in the reader's language why a row was not taken, and in which column."""
    if item.reason is None:
        is_duplicate = item.outcome is BatchOutcome.DUPLICATE
        return translate(say("Likely a duplicate of a record that is here."), locale) if is_duplicate else ""
    faults = (item.given or {}).get("faults") or [{"column": None, "message": item.reason}]
    return " ".join(_fault(batch, fault, locale) for fault in faults)


def notes_of(batch: Batch, item: BatchItem, locale: str) -> str:
    """Return in the reader's language which cells of a row were left empty, and why."""
    return " ".join(_fault(batch, note, locale) for note in (item.given or {}).get("notes") or [])


def _fault(batch: Batch, fault: dict[str, Any], locale: str) -> str:
    message = translate(Message(**fault["message"]), locale)
    column, headings = fault.get("column"), batch.arguments["headings"]
    return message if column is None or column >= len(headings) else f"{headings[column]}: {message}"
