"""Taking records out as Excel or CSV: the chosen columns of a selection, made by a job, told in the audit log."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import AuditAction, AuditEntry, FilePurpose, Job, Role, utc_now
from sambruk_crm.services import catalogue, clock, files, jobs, own_fields
from sambruk_crm.services.catalogue import Noun
from sambruk_crm.services.exports import filters
from sambruk_crm.services.jobs import Work
from sambruk_crm.services.lists import cells, selections
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.sheets import CSV, XLSX, Cell, Heading, Sheet, write_csv, write_xlsx
from sambruk_crm.services.values.validation import Input, parse

KIND = "export"
CHUNK = 500
Progress = Callable[[int, int], None]


class ExportInput(Input):
    """What is taken out: which records, which of their columns in which order (none: the usual ones), and as what."""

    selection: Selection
    columns: list[str] = []
    format: Literal["xlsx", "csv"] = "xlsx"


def columns(session: Session, actor: Actor, noun: str) -> list[tuple[str, str, bool]]:
    """List what a noun can be taken out with: name, title in the reader's language, and whether it is usual."""
    require(actor, Permission.EXPORT)
    found = own_fields.columns_of(session, actor, noun_of(noun))
    return [(key, translate(column.title, actor.locale), column.is_usual) for key, column in found.items()]


def begin(session: Session, actor: Actor, values: dict[str, Any] | ExportInput) -> Job:
    """Have a file made; it is the actor's own and is fetched when the job is done.

    Raises:
        InvalidError: there is no such column, or a filter cannot be read.
    """
    require(actor, Permission.EXPORT)
    wanted = parse(ExportInput, values)
    _chosen(session, actor, wanted)
    total = selections.count(session, actor, wanted.selection)
    arguments = {**wanted.model_dump(mode="json"), "locale": actor.locale.value}
    job = jobs.enqueue(session, KIND, arguments, user_id=actor.user_id)
    job.total = total
    session.flush()
    return job


def get(session: Session, actor: Actor, job_id: int) -> Job:
    """Return an export of one's own, or anyone's to an administrator, as the job that makes it."""
    require(actor, Permission.EXPORT)
    job = session.get(Job, job_id)
    if job is None or job.kind != KIND or (job.user_id != actor.user_id and actor.role is not Role.ADMINISTRATOR):
        raise NotFoundError(say("This export does not exist."))
    return job


@jobs.handles(KIND)
def make(work: Work) -> dict[str, Any]:
    """Make the file of a job; made twice, there are two files, and the job names the last one."""
    wanted = parse(ExportInput, {name: value for name, value in work.arguments.items() if name != "locale"})
    with tempfile.TemporaryDirectory(prefix="sambruk-export-") as folder:
        path = Path(folder) / "export"
        with db.reading() as session:
            actor = work.actor(session)
            count = write(session, actor, wanted, path, progress=work.progress)
            name = file_name(session, actor, wanted)
        with db.transaction(work.user_id) as session:
            kept = files.keep(
                session,
                actor,
                purpose=FilePurpose.EXPORT,
                name=name,
                media_type=XLSX if wanted.format == "xlsx" else CSV,
                content=path.read_bytes(),
            )
            _note(session, actor, wanted, kept.key, count)
            return {"file": kept.token, "name": kept.name, "size": kept.size, "rows": count}


def write(session: Session, actor: Actor, wanted: ExportInput, path: Path, *, progress: Progress | None = None) -> int:
    """Write what is wanted to a file; returns the number of rows."""
    require(actor, Permission.EXPORT)
    noun, chosen = noun_of(wanted.selection.noun), _chosen(session, actor, wanted)
    known = own_fields.columns_of(session, actor, noun)
    keys = selections.keys(session, actor, wanted.selection)
    headings = [Heading(translate(known[key].title, actor.locale), known[key].kind) for key in chosen]
    title = translate(noun.title, actor.locale)
    sheet = Sheet(
        name=title,
        headings=headings,
        rows=_rows(session, actor, noun, chosen, keys, progress or _no_progress),
        about_name=translate(say("About this list"), actor.locale),
        about=_about(session, actor, wanted, len(keys)),
        zone=actor.time_zone,
    )
    if wanted.format == "xlsx":
        write_xlsx(path, sheet)
    else:
        write_csv(path, sheet, locale=actor.locale)
    return len(keys)


def file_name(session: Session, actor: Actor, wanted: ExportInput) -> str:
    """Return the file's name: the noun and the day, in the reader's language."""
    noun = translate(noun_of(wanted.selection.noun).title, actor.locale)
    return f"{noun} {clock.today(session).isoformat()}.{wanted.format}"


def noun_of(name: str) -> Noun[Any]:
    """Return what can be taken out of a noun's records.

    Raises:
        InvalidError: nothing can be.
    """
    found = catalogue.in_lists().get(name)
    if found is None or not found.columns:
        raise InvalidError({"noun": say("Choose one from the list.")})
    return found


def _chosen(session: Session, actor: Actor, wanted: ExportInput) -> list[str]:
    known = own_fields.columns_of(session, actor, noun_of(wanted.selection.noun))
    if unknown := [name for name in wanted.columns if name not in known]:
        raise InvalidError({"columns": say("There is no column {name}.", name=unknown[0])})
    usual = [name for name, column in known.items() if column.is_usual]
    return list(dict.fromkeys(wanted.columns)) or usual


def _rows(
    session: Session, actor: Actor, noun: Noun[Any], chosen: list[str], keys: list[int], progress: Progress
) -> Iterator[list[Cell]]:
    for start in range(0, len(keys), CHUNK):
        for _, row in cells.cells(session, actor, noun, chosen, keys[start : start + CHUNK]):
            yield row
        session.expunge_all()
        progress(min(start + CHUNK, len(keys)), len(keys))


def _about(session: Session, actor: Actor, wanted: ExportInput, count: int) -> list[tuple[str, Cell]]:
    """Say on the second sheet what the list holds, who had it made and when."""
    selection = wanted.selection
    lines: list[tuple[Message, Cell | Message]] = [
        (say("List"), noun_of(selection.noun).title),
        (say("Rows"), count),
        (say("Made"), utc_now()),
        (say("Made by"), actor.name or actor.email),
    ]
    if selection.ids is None:
        lines += filters.described(session, actor, selection) or [(say("Filter"), say("All of them"))]
    else:
        lines.append((say("Filter"), say("Rows chosen by hand")))
    return [
        (translate(what, actor.locale), translate(value, actor.locale) if isinstance(value, Message) else value)
        for what, value in lines
    ]


def _note(session: Session, actor: Actor, wanted: ExportInput, file_id: int, count: int) -> None:
    selection = wanted.selection
    after = {
        "noun": selection.noun,
        "rows": count,
        "format": wanted.format,
        "columns": _chosen(session, actor, wanted),
        "filters": None if selection.ids is not None else selection.filters,
        "ids": list(selection.ids) if selection.ids is not None else None,
    }
    entry = AuditEntry(
        user_id=actor.user_id, action=AuditAction.CREATE, noun=KIND, row_id=file_id, before=None, after=after
    )
    session.add(entry)
    session.flush()


def _no_progress(_done: int, _total: int) -> None:
    """Tell nobody."""
