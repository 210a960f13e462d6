"""Imports over REST: a file or rows are brought and tried, looked at, applied, and taken back."""

import csv
import io
import json
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from sambruk_crm import db
from sambruk_crm.api.access import Caller, FileEndpoint, noun
from sambruk_crm.api.description import binary
from sambruk_crm.api.files import sent
from sambruk_crm.api.listing import Key, Listed
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.integrations.tables.parts import Reading
from sambruk_crm.models import Batch, BatchItem, BatchOutcome, BatchState, FilePurpose
from sambruk_crm.services import imports
from sambruk_crm.services.files import refuse_too_large
from sambruk_crm.services.imports import NOUNS, Match
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Id, Input, parse

ImportedNoun = Literal["organisation", "person", "lead", "deal", "contract", "service", "project", "history"]
router = noun("imports", FileEndpoint)
MOST_LISTED = 1000


class ReadingInput(Input):
    """How a file is to be read; what is left out is found out."""

    sheet: str = ""
    heading_row: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    encoding: str = ""
    separator: str = ""

    def reading(self) -> Reading:
        """Return it as the services take it."""
        return Reading(self.sheet, self.heading_row, self.encoding, self.separator)


class ImportArrangement(ReadingInput):
    """What the columns are: `columns` says which field a heading is (empty: not imported), else it is guessed.

    `on_unreadable` says of a heading whether a cell that cannot be read costs its row, or is left empty and told.
    """

    columns: dict[str, str] = {}
    on_unreadable: dict[str, Literal["row", "cell"]] = {}
    decimal: Annotated[Literal[",", "."] | None, Field(description="Where a column does not tell by itself.")] = None
    day_first: Annotated[bool | None, Field(description="Whether 03/04/2026 is in April, likewise.")] = None
    match: Match | None = None
    makes_organisations: Annotated[bool, Field(description="Make those that rows name and that are not here.")] = False


class ImportInput(ImportArrangement):
    """Rows by their headings, and what their columns are."""

    noun: ImportedNoun
    rows: list[dict[str, str | int | float | bool | None]] = []


class ImportChoice(Input):
    """What to do with a likely duplicate on a line, or with all of them."""

    choice: Literal["link", "new", "skip"]
    line: int | None = None
    link_id: Id | None = None


class ImportOut(BaseModel):
    """An import. `is_tried` once `counts` tells what would become of the rows; `done` of `total` are applied."""

    id: int
    version: int
    created_at: datetime
    noun: str
    file: str
    state: BatchState
    is_tried: bool
    headings: list[str]
    columns: list[str]
    on_unreadable: list[str]
    match: Match
    sheets: list[str]
    reading: Annotated[dict[str, Any], Field(description="Sheet, line of headings, encoding and separator.")]
    lines: Annotated[list[tuple[int, list[str]]], Field(description="The first lines of the file, by their numbers.")]
    question: Annotated[str, Field(description="What is to be chosen before anything is tried.")]
    remembered: Annotated[str, Field(description="The file with the same headings whose columns were taken over.")]
    missing: Annotated[int, Field(description="How many organisations rows name that are not here.")]
    total: int
    done: int
    counts: dict[BatchOutcome, int]
    reason: Annotated[str, Field(description="Why the job that tries or applies it has failed.")]


class ImportRowOut(BaseModel):
    """What becomes of a row: the facts that change, before and after, or the reason why it is not taken."""

    line: int
    outcome: BatchOutcome
    record_id: int | None
    cells: list[str]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    likely: list[int]
    choice: str
    reason: str
    notes: Annotated[str, Field(description="Which cells were left empty, and why.")]
    is_undone: bool


_LANGUAGE = "In which to be refused without a valid key; with one it is the language of its user."
_BODY = {
    "parameters": [{"name": "Accept-Language", "in": "header", "schema": {"type": "string"}, "description": _LANGUAGE}],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ImportInput.model_json_schema(ref_template="#/components/schemas/{model}")},
            "multipart/form-data": {
                "schema": {
                    "title": "ImportFile",
                    "type": "object",
                    "required": ["file", "noun"],
                    "additionalProperties": False,
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "noun": {"type": "string", "enum": list(NOUNS)},
                        "match": {"type": "string", "enum": [match.value for match in Match]},
                        "columns": {"type": "string", "description": "JSON: the field of each heading."},
                        "on_unreadable": {"type": "string", "description": "JSON: row or cell, for a heading."},
                        "sheet": {"type": "string"},
                        "heading_row": {"type": "integer"},
                        "encoding": {"type": "string"},
                        "separator": {"type": "string"},
                        "decimal": {"type": "string", "enum": [",", "."]},
                        "day_first": {"type": "boolean"},
                        "makes_organisations": {"type": "boolean"},
                    },
                }
            },
        },
    },
}


@router.post("", status_code=201, openapi_extra=_BODY)
async def make_import(caller: Caller, request: Request, response: Response) -> ImportOut:
    """Bring rows as JSON, or a file (xlsx or CSV) as a form; they are tried at once, and nothing is changed."""
    wanted, name, content = await _brought(request)
    made = await run_in_threadpool(_begin, caller, wanted, name, content)
    response.headers["Location"] = f"/api/v1/imports/{made.id}"
    return made


@router.get("/{import_id}")
def get_import(caller: Caller, import_id: Key) -> ImportOut:
    """Return how far an import has come, and what becomes of its rows."""
    with db.reading() as session:
        return _out(session, caller, imports.get(session, caller, import_id))


@router.get("/{import_id}/rows")
def list_import_rows(
    caller: Caller,
    import_id: Key,
    outcome: BatchOutcome | None = None,
    after: Annotated[int, Query(ge=0, description="The last line of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
) -> Listed[ImportRowOut]:
    """List the rows of an import by their lines."""
    with db.reading() as session:
        batch = imports.get(session, caller, import_id)
        found, total = imports.rows(session, caller, import_id, outcome=outcome, after=after, limit=limit)
        return Listed[ImportRowOut](items=[_row(batch, item, caller) for item in found], total=total)


@router.post("/{import_id}/arrange")
def arrange_import(caller: Caller, import_id: Key, body: ImportArrangement) -> ImportOut:
    """Read the file in another way, or say anew what its columns are; it is tried again, and nothing is changed."""
    reading = body.reading()
    with db.reading() as session:
        found, content = imports.content_of(session, caller, import_id)
    table = imports.read_file(found, content, reading) if reading != Reading() else None
    with db.transaction(caller.user_id) as session:
        batch = imports.get(session, caller, import_id)
        if table is not None:
            batch = imports.read_again(session, caller, import_id, table)
        _arrange(session, caller, batch, body)
        return _out(session, caller, batch)


@router.post("/{import_id}/choices")
def choose_import_rows(caller: Caller, import_id: Key, body: ImportChoice) -> dict[str, int]:
    """Return what to do with likely duplicates; answers how many rows that is."""
    with db.transaction(caller.user_id) as session:
        chosen = imports.choose(session, caller, import_id, body.choice, line=body.line, link_id=body.link_id)
    return {"chosen": chosen}


@router.post("/{import_id}/apply", status_code=202)
def apply_import(caller: Caller, import_id: Key) -> ImportOut:
    """Write the rows; asked for twice it is done once."""
    with db.transaction(caller.user_id) as session:
        return _out(session, caller, imports.apply(session, caller, import_id))


@router.post("/{import_id}/undo", status_code=202)
def undo_import(caller: Caller, import_id: Key) -> ImportOut:
    """Take the whole import back; records that somebody changed since stay, and their rows say so."""
    with db.transaction(caller.user_id) as session:
        return _out(session, caller, imports.undo(session, caller, import_id))


@router.get("/{import_id}/bad-rows", response_class=Response, responses=binary())
def get_bad_rows(caller: Caller, import_id: Key) -> Response:
    """Return the rows that were not taken as a file in its own layout, with a column that says why."""
    with db.transaction(caller.user_id) as session:
        return sent(imports.bad_rows(session, caller, import_id))


async def _brought(request: Request) -> tuple[ImportInput, str, bytes]:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        wanted = parse(ImportInput, _json(await request.body()))
        return wanted, "rows.csv", _as_csv(wanted.rows)
    async with request.form(max_files=1, max_fields=12) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise InvalidError({"file": say("This cannot be left out.")})
        refuse_too_large(FilePurpose.IMPORT, file.size or 0)
        values: dict[str, Any] = {name: value for name, value in form.items() if name != "file" and value != ""}
        for name in {"columns", "on_unreadable"} & values.keys():
            values[name] = _json(str(values[name]).encode())
        return parse(ImportInput, values), file.filename or "file", await file.read()


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidError({"": say("This is not JSON.")})
    return found


def _as_csv(rows: list[dict[str, Any]]) -> bytes:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([["" if row.get(name) is None else row[name] for name in headings] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _begin(caller: Actor, wanted: ImportInput, name: str, content: bytes) -> ImportOut:
    require(caller, Permission.EDIT_RECORDS)
    table = imports.read_file(wanted.noun, content, wanted.reading())
    with db.transaction(caller.user_id) as session:
        batch = imports.begin(session, caller, wanted.noun, name=name, content=content, table=table)
        _arrange(session, caller, batch, wanted)
        return _out(session, caller, batch)


def _arrange(session: CrmSession, caller: Actor, batch: Batch, wanted: ImportArrangement) -> None:
    guessed = dict(zip(batch.arguments["headings"], batch.arguments["columns"], strict=True))
    if unknown := (wanted.columns.keys() | wanted.on_unreadable.keys()) - guessed.keys():
        raise InvalidError({"columns": say("There is no column {name}.", name=min(unknown))})
    columns = list((dict.fromkeys(guessed, "") | wanted.columns if wanted.columns else guessed).values())
    imports.arrange(
        session,
        caller,
        batch.key,
        columns=columns,
        match=wanted.match or imports.usual_match(batch.noun, columns),
        on_unreadable=[wanted.on_unreadable.get(heading, "row") for heading in guessed],
        decimal=wanted.decimal,
        day_first=wanted.day_first,
        makes_organisations=wanted.makes_organisations,
    )


def _out(session: Any, caller: Actor, batch: Batch) -> ImportOut:
    job = imports.jobs_of(session, [batch]).get(batch.key)
    return ImportOut(
        id=batch.key,
        version=batch.version,
        created_at=batch.created_at,
        noun=batch.noun,
        state=batch.state,
        total=batch.total,
        done=batch.done,
        counts={BatchOutcome(name): count for name, count in imports.counts(session, batch.key).items()},
        reason=imports.failure_of(job, caller.locale),
        on_unreadable=batch.arguments.get("on_unreadable", []),
        sheets=batch.arguments.get("sheets", []),
        reading=batch.arguments.get("reading", {}),
        lines=batch.arguments.get("above", []),
        question=imports.question_of(batch, caller.locale),
        remembered=batch.arguments.get("remembered", ""),
        missing=batch.arguments.get("missing", 0),
        **{name: batch.arguments[name] for name in ("file", "is_tried", "headings", "columns", "match")},
    )


def _row(batch: Batch, item: BatchItem, caller: Actor) -> ImportRowOut:
    given = item.given or {}
    return ImportRowOut(
        line=item.position,
        outcome=item.outcome,
        record_id=item.row_id,
        cells=given.get("cells", []),
        before=item.before,
        after=item.after,
        likely=given.get("likely", []),
        choice=given.get("choice", ""),
        reason=imports.reason_of(batch, item, caller.locale),
        notes=imports.notes_of(batch, item, caller.locale),
        is_undone=item.undone_at is not None,
    )
