"""Imports: a file is read, tried without changing anything, applied row by row by a job, and taken back as a whole.

What becomes of each row stands in its BatchItem, written in one transaction with the record itself: however often a
job begins again, no row is lost and none comes twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm import db
from sambruk_crm.errors import InUseError, InvalidError, Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.integrations.tables.parts import Reading
from sambruk_crm.models import (
    Batch,
    BatchItem,
    BatchKind,
    BatchOutcome,
    BatchState,
    FilePurpose,
    StoredFile,
)
from sambruk_crm.services import batches, files, jobs
from sambruk_crm.services.imports import columns, own, tables
from sambruk_crm.services.imports.columns import usual_match
from sambruk_crm.services.imports.nouns import NOUNS
from sambruk_crm.services.imports.nouns.parts import ImportNoun, Match
from sambruk_crm.services.imports.row_reading import CELL, CHOICES, LINK, ROW
from sambruk_crm.services.imports.tables import Table
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import amounts

TRY, APPLY, UNDO = "import.try", "import.apply", batches.UNDO_JOBS[BatchKind.IMPORT]
SAMPLES = 20
"""Rows of a file that are kept with an import, to show what is understood of them."""
REMEMBERED = 50
"""Imports that are looked back on for one of the same headings."""
ARRANGED = ("columns", "on_unreadable", "match", "decimal", "day_first", "makes_organisations")
KEPT = ("columns", "on_unreadable", "match", "decimal", "day_first")
"""What is taken over from an import of the same headings."""


def read_file(noun: str, content: bytes, reading: Reading | None = None) -> Table:
    """Read a file, outside of any transaction: it takes its time, and nobody else shall wait for it.

    Raises:
        InvalidError: the file cannot be read, or nothing of that noun can be imported.
    """
    if noun not in NOUNS:
        raise InvalidError({"noun": say("Choose one from the list.")})
    return tables.read(content, reading, columns.known_headings(noun))


def begin(session: Session, actor: Actor, noun: str, *, name: str, content: bytes, table: Table | None = None) -> Batch:
    """Keep a file and guess what its columns are; nothing is changed before it is applied.

    Args:
        table: the file as `read_file` read it, where that was done already.

    Raises:
        InvalidError: the file cannot be read, or nothing of that noun can be imported.
    """
    table = table or read_file(noun, content)
    require(actor, NOUNS[noun].permission)
    kept = files.keep(
        session, actor, purpose=FilePurpose.IMPORT, name=name, media_type="application/octet-stream", content=content
    )
    return _draft_of(session, actor, noun, kept, table)


def begin_with(session: Session, actor: Actor, noun: str, token: str, table: Table | None = None) -> Batch:
    """Do the same with a file of the actor's that is kept already."""
    require(actor, Permission.EDIT_RECORDS)
    kept = files.fetch(session, actor, token)
    if noun in NOUNS:
        require(actor, NOUNS[noun].permission)
    return _draft_of(session, actor, noun, kept, table or read_file(noun, kept.content))


def content_of(session: Session, actor: Actor, batch_id: int) -> tuple[str, bytes]:
    """Return the noun and the file of an import that has not been applied."""
    batch = _draft(session, actor, batch_id)
    kept = session.get(StoredFile, batch.file_id) if batch.file_id is not None else None
    if kept is None:
        raise NotFoundError(say("This file is not here any more, or it is not yours."))
    return batch.noun, kept.content


def read_again(session: Session, actor: Actor, batch_id: int, table: Table) -> Batch:
    """Take a file as it was read in another way: another sheet, line of headings, encoding or separator."""
    batch = _draft(session, actor, batch_id)
    session.execute(sa.delete(BatchItem).where(col(BatchItem.batch_id) == batch_id))
    arguments = _arguments(session, batch.noun, table)
    batch.arguments = {"file": batch.arguments["file"], **arguments, "question": None}
    batch.total, batch.done, batch.failed, batch.job_id = len(table.rows), 0, 0, None
    session.flush()
    return batch


def _arguments(session: Session, noun: str, table: Table) -> dict[str, Any]:
    guessed = columns.guess(own.noun_of(session, noun), table.headings)
    return {
        "headings": table.headings,
        "samples": [cells for _, cells in table.rows[:SAMPLES]],
        "columns": guessed,
        "on_unreadable": [ROW] * len(guessed),
        "match": usual_match(noun, guessed).value,
        "decimal": "",
        "day_first": None,
        "makes_organisations": False,
        "is_tried": False,
        "reading": asdict(table.reading),
        "sheets": table.sheets,
        "above": table.above,
        "question": asdict(table.question) if table.question else None,
        "choices": table.choices,
        "remembered": "",
        **_remembered(session, noun, table.headings),
    }


def _remembered(session: Session, noun: str, headings: list[str]) -> dict[str, Any]:
    """Return how the last file with these headings was laid out that was imported, and what it was called."""
    query = select(Batch).where(Batch.kind == BatchKind.IMPORT, Batch.noun == noun, Batch.state == BatchState.DONE)
    known = own.noun_of(session, noun).fields.keys() | {""}
    for batch in session.exec(query.order_by(col(Batch.id).desc()).limit(REMEMBERED)):
        given = batch.arguments
        if given["headings"] == headings and known.issuperset(given["columns"]):
            return {name: given[name] for name in KEPT if name in given} | {"remembered": given["file"]}
    return {}


def _draft_of(session: Session, actor: Actor, noun: str, kept: StoredFile, table: Table) -> Batch:
    arguments = {"file": kept.name, **_arguments(session, noun, table)}
    batch = Batch(
        kind=BatchKind.IMPORT,
        noun=noun,
        action="import",
        arguments=arguments,
        user_id=actor.user_id,
        file_id=kept.key,
        total=len(table.rows),
    )
    session.add(batch)
    session.flush()
    return batch


def get(session: Session, actor: Actor, batch_id: int, *, for_update: bool = False) -> Batch:
    """Return an import: one's own, or anybody's to whoever may delete records."""
    require(actor, Permission.EDIT_RECORDS)
    found = session.get(Batch, batch_id, with_for_update=db.HELD if for_update else None)
    if found is None or found.kind is not BatchKind.IMPORT:
        raise NotFoundError(say("This import does not exist."))
    if found.user_id != actor.user_id and not actor.may(Permission.DELETE_RECORDS):
        raise NotFoundError(say("This import does not exist."))
    return found


def latest(session: Session, actor: Actor, limit: int = 20) -> list[Batch]:
    """List the latest imports that the actor may see, newest first."""
    require(actor, Permission.EDIT_RECORDS)
    query = select(Batch).where(Batch.kind == BatchKind.IMPORT)
    if not actor.may(Permission.DELETE_RECORDS):
        query = query.where(Batch.user_id == actor.user_id)
    return list(session.exec(query.order_by(col(Batch.id).desc()).limit(limit)))


def prepare(session: Session, actor: Actor, batch_id: int, chosen: Mapping[str, Any]) -> Batch:
    """Keep what was chosen so far, to be gone on with later; what was tried before does not hold any more.

    Args:
        chosen: any of `columns`, `match`, `on_unreadable`, `decimal`, `day_first`, `makes_organisations`.
    """
    batch = _draft(session, actor, batch_id)
    wanted = {name: batch.arguments.get(name) for name in ARRANGED} | dict(chosen)
    _check_choices(own.noun_of(session, batch.noun), batch, wanted)
    batch.arguments = {**batch.arguments, **wanted, "is_tried": False, "missing": 0}
    session.execute(sa.delete(BatchItem).where(col(BatchItem.batch_id) == batch_id))
    batch.done = batch.failed = 0
    batch.job_id = None
    session.flush()
    return batch


def remember_step(session: Session, actor: Actor, batch_id: int, step: str) -> None:
    """Note how far somebody has come, to be gone on from there."""
    batch = _draft(session, actor, batch_id)
    batch.arguments = {**batch.arguments, "step": step}
    session.flush()


def guess_anew(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Lay a file out by its headings alone, and not as one like it was before."""
    batch = _draft(session, actor, batch_id)
    guessed = columns.guess(own.noun_of(session, batch.noun), batch.arguments["headings"])
    chosen = {
        "columns": guessed,
        "on_unreadable": [ROW] * len(guessed),
        "match": usual_match(batch.noun, guessed).value,
    }
    prepare(session, actor, batch_id, chosen)
    batch.arguments = {**batch.arguments, "remembered": ""}
    session.flush()
    return batch


def arrange(
    session: Session,
    actor: Actor,
    batch_id: int,
    *,
    columns: Sequence[str],
    match: str,
    on_unreadable: Sequence[str] | None = None,
    decimal: str | None = None,
    day_first: bool | None = None,
    makes_organisations: bool = False,
) -> Batch:
    """Return what each column is (empty: not imported) and what records are told by, and try it.

    Args:
        on_unreadable: for each column, whether an unreadable cell costs its row (`row`) or is left empty (`cell`).
        decimal: the sign before decimals in the whole file, where its columns do not tell; `day_first` likewise.
        makes_organisations: whether organisations that rows name and that are not here are made.

    Raises:
        InvalidError: a column is named twice, is none of the noun's, or holds nothing to tell records by; or the
            encoding is not certain and has not been chosen.
        InUseError: it has been applied.
    """
    batch = _draft(session, actor, batch_id)
    if batch.arguments.get("question"):
        raise InvalidError({"encoding": _question(batch)})
    _check_columns(own.noun_of(session, batch.noun), batch, list(columns), match)
    chosen: dict[str, Any] = {"columns": list(columns), "match": match, "day_first": day_first}
    chosen |= {"decimal": decimal or "", "makes_organisations": makes_organisations}
    if on_unreadable is not None:
        chosen["on_unreadable"] = list(on_unreadable)
    prepare(session, actor, batch_id, chosen)
    batch.job_id = jobs.enqueue(session, TRY, {"batch_id": batch_id}, user_id=actor.user_id).key
    session.flush()
    return batch


def _check_choices(noun: ImportNoun, batch: Batch, wanted: dict[str, Any]) -> None:
    columns, unreadable = wanted["columns"], wanted["on_unreadable"]
    wrong = say("Choose one from the list.")
    if len(columns) != len(batch.arguments["headings"]) or set(columns) - noun.fields.keys() - {""}:
        raise InvalidError({"columns": wrong})
    if unreadable is None or len(unreadable) != len(columns) or set(unreadable) - {ROW, CELL}:
        raise InvalidError({"on_unreadable": wrong})
    if wanted["decimal"] not in {None, "", *amounts.DECIMAL_SIGNS}:
        raise InvalidError({"decimal": wrong})
    if wanted["match"] not in noun.matches:
        raise InvalidError({"match": wrong})


def choose(
    session: Session, actor: Actor, batch_id: int, choice: str, *, line: int | None = None, link_id: int | None = None
) -> int:
    """Choose for a likely duplicate, or for all of them: link it, make it new, or skip it; return how many.

    Linked without saying with which, a row goes to the first of the likely ones.
    """
    batch = _draft(session, actor, batch_id)
    if choice not in CHOICES:
        raise InvalidError({"choice": say("Choose one from the list.")})
    which = [col(BatchItem.batch_id) == batch.key, col(BatchItem.outcome) == BatchOutcome.DUPLICATE]
    if line is not None:
        which.append(col(BatchItem.position) == line)
    found = session.exec(select(BatchItem).where(*which)).all()
    for item in found:
        given = item.given or {}
        likely = given.get("likely", [])
        to = link_id if link_id in likely else next(iter(likely), None)
        item.given = {**given, "choice": choice, "link_id": to if choice == LINK else None}
    session.flush()
    return len(found)


def apply(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Have a job write the rows that were tried, in their order; asked for twice it is done once."""
    batch = get(session, actor, batch_id, for_update=True)
    if batch.state in (BatchState.WAITING, BatchState.RUNNING, BatchState.DONE):
        return batch
    if batch.state is not BatchState.DRAFT or not batch.arguments["is_tried"]:
        raise InUseError(say("This import has not been tried, or it has been undone."))
    batch.state, batch.done, batch.failed = BatchState.WAITING, 0, 0
    batch.job_id = jobs.enqueue(session, APPLY, {"batch_id": batch_id}, user_id=actor.user_id).key
    session.flush()
    return batch


def undo(session: Session, actor: Actor, batch_id: int) -> Batch:
    """Have a job take back every row whose record still is as the import left it; the others say why not."""
    batch = get(session, actor, batch_id, for_update=True)
    if batch.state in (BatchState.UNDOING, BatchState.UNDONE):
        return batch
    return batches.undo(session, actor, batch_id)


def _draft(session: Session, actor: Actor, batch_id: int) -> Batch:
    batch = get(session, actor, batch_id, for_update=True)
    if batch.state is not BatchState.DRAFT:
        raise InUseError(say("This import has been applied already."))
    return batch


def question_of(batch: Batch, locale: str) -> str:
    """Ask in the reader's language what is to be chosen before anything is tried; nothing where nothing is."""
    return translate(_question(batch), locale) if batch.arguments.get("question") else ""


def _question(batch: Batch) -> Message:
    """Ask which encoding gives the right words, showing those of each."""
    shown = "; ".join(f"{name}: {words}" for name, words in batch.arguments["choices"].items())
    return say("Choose the encoding in which the words are right. {choices}", choices=shown)


def _check_columns(noun: ImportNoun, batch: Batch, columns: list[str], match: str) -> None:
    chosen = [name for name in columns if name]
    if len(columns) != len(batch.arguments["headings"]) or set(chosen) - noun.fields.keys():
        raise InvalidError({"columns": say("Choose one from the list.")})
    once = [name for name in chosen if not noun.fields[name].is_several]
    if len(set(once)) != len(once):
        raise InvalidError({"columns": say("Two columns cannot be the same.")})
    if match not in noun.matches:
        raise InvalidError({"match": say("Choose one from the list.")})
    if not noun.matches[Match(match)] & set(chosen):
        raise InvalidError({"match": say("No column holds what the records are to be found by.")})
