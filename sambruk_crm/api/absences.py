"""Absences over REST: one's own, and with the right to, a colleague's."""

from datetime import date, datetime

from fastapi import Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key, Limit, Listed, Versioned, showing, whole
from sambruk_crm.models import Absence
from sambruk_crm.services import absences
from sambruk_crm.services.absences import AbsenceInput
from sambruk_crm.services.paging import PAGE_SIZE

router = noun("absences")


class AbsenceOut(BaseModel):
    """A period, both days included, in which a stand-in sees a colleague's to-dos."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    user_id: int
    stand_in_id: int
    from_on: date
    to_on: date
    began_at: datetime | None
    ended_at: datetime | None


class AbsenceRowOut(BaseModel):
    """An absence in a list. `state` is `now`, `ahead` or `over`; `covered_by` who is there if the stand-in is not."""

    id: int
    version: int
    user_id: int
    user: str
    stand_in_id: int
    stand_in: str
    from_on: date
    to_on: date
    state: str
    covered_by: str


class TodoLineOut(BaseModel):
    """A to-do of mine that others touched: `what` is `closed`, `passed_on`, `new` or `changed`."""

    id: int
    text: str
    customer: str
    what: str
    who: str
    at: datetime


class HappeningOut(BaseModel):
    """What somebody wrote about a customer of mine."""

    id: int
    kind: str
    happened_at: datetime
    author: str
    text: str
    result: str
    organisation_id: int | None
    person_id: int | None
    deal_id: int | None


class ReportOut(BaseModel):
    """What was done in an absence of mine; the counts are of all."""

    absence_id: int
    todo_count: int
    todos: list[TodoLineOut]
    entry_count: int
    happenings: list[HappeningOut]


class AbsencePatch(AbsenceInput, Versioned):
    """Fields to change, and the version that was read."""


@router.get("")
def list_absences(caller: Caller, *, mine: bool = False, over: bool = False) -> Listed[AbsenceRowOut]:
    """List the absences of now and ahead, or with `over` those that are over; all in one page."""
    with db.reading() as session:
        found = absences.search(session, caller, mine=mine, over=over)
    return Listed[AbsenceRowOut](**whole([AbsenceRowOut.model_validate(row, from_attributes=True) for row in found]))


@router.post("", status_code=201)
def create_absence(caller: Caller, body: AbsenceInput, response: Response) -> AbsenceOut:
    """Write an absence down, mine unless said."""
    with db.transaction(caller.user_id) as session:
        absence = absences.create(session, caller, body)
    response.headers["Location"] = f"/api/v1/absences/{absence.key}"
    return _out(absence)


@router.get("/{absence_id}")
def get_absence(caller: Caller, absence_id: Key) -> AbsenceOut:
    """Return an absence."""
    with db.reading() as session:
        return _out(absences.get(session, caller, absence_id))


@router.patch("/{absence_id}")
def patch_absence(caller: Caller, absence_id: Key, body: AbsencePatch) -> AbsenceOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_absence, caller, absence_id), db.transaction(caller.user_id) as session:
        return _out(absences.update(session, caller, absence_id, body.changes(), version=body.version))


@router.post("/{absence_id}/end", status_code=204)
def end_absence(caller: Caller, absence_id: Key) -> None:
    """Be back from today on; an absence that has not begun before today is taken away."""
    with db.transaction(caller.user_id) as session:
        absences.end(session, caller, absence_id)


def _out(absence: Absence) -> AbsenceOut:
    return AbsenceOut.model_validate(absence, from_attributes=True)


@router.get("/{absence_id}/report")
def get_absence_report(caller: Caller, absence_id: Key, *, limit: Limit = PAGE_SIZE) -> ReportOut:
    """Return what others did to my to-dos and wrote about my customers while I was absent; `limit` is of each list."""
    with db.reading() as session:
        found = absences.reports.of(session, caller, absence_id, todos=limit, entries=limit)
    return ReportOut.model_validate(found, from_attributes=True)


@router.post("/{absence_id}/put-away", status_code=204)
def put_report_away(caller: Caller, absence_id: Key) -> None:
    """Stop showing the report of an absence of mine on the start page."""
    with db.transaction(caller.user_id) as session:
        absences.reports.put_away(session, caller, absence_id)
