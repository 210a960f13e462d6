"""Exports over REST: asked for, looked after, fetched."""

from datetime import datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.description import binary
from sambruk_crm.api.files import sent
from sambruk_crm.api.listing import Key, Listed, whole
from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Job, JobState
from sambruk_crm.services import exports, files
from sambruk_crm.services.exports import ExportInput
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.permissions import Actor

router = noun("exports")


class ExportOut(BaseModel):
    """An export. `done` of `total` rows are written; the file is at `/exports/{id}/file` when `state` is done."""

    id: int
    state: JobState
    created_at: datetime
    done: int
    total: int | None
    name: str
    size: int | None
    reason: str


class ColumnOut(BaseModel):
    """A column that can be taken out; the usual ones are taken when none are named."""

    name: str
    title: str
    is_usual: bool


@router.post("", status_code=202)
def make_export(caller: Caller, body: ExportInput, response: Response) -> ExportOut:
    """Have the records of a selection written to a file: `ids`, or all that match `filters` but `excluded`."""
    with db.transaction(caller.user_id) as session:
        job = exports.begin(session, caller, body)
    response.headers["Location"] = f"/api/v1/exports/{job.key}"
    return _out(job, caller)


@router.get("/columns/{noun}")
def list_export_columns(caller: Caller, noun: SelectionNoun) -> Listed[ColumnOut]:
    """List the columns of organisations, persons, deals or to-dos."""
    with db.reading() as session:
        columns = exports.columns(session, caller, noun)
    found = [{"name": name, "title": title, "is_usual": usual} for name, title, usual in columns]
    return Listed[ColumnOut].model_validate(whole(found))


@router.get("/{export_id}")
def get_export(caller: Caller, export_id: Key) -> ExportOut:
    """Return how far an export has come."""
    with db.reading() as session:
        return _out(exports.get(session, caller, export_id), caller)


@router.get("/{export_id}/file", response_class=Response, responses=binary())
def get_export_file(caller: Caller, export_id: Key) -> Response:
    """Return the file of an export that is done; it is there for a week."""
    with db.reading() as session:
        job = exports.get(session, caller, export_id)
        if job.result is None:
            raise NotFoundError(say("This export is not done yet."))
        return sent(files.fetch(session, caller, job.result["file"]))


def _out(job: Job, caller: Actor) -> ExportOut:
    result: dict[str, Any] = job.result or {}
    return ExportOut(
        id=job.key,
        state=job.state,
        created_at=job.created_at,
        done=job.done,
        total=job.total,
        name=result.get("name", ""),
        size=result.get("size"),
        reason=translate(Message(**job.reason), caller.locale) if job.reason else "",
    )
