"""Jobs over REST, for administrators: what waits, runs and failed, begun again or cancelled."""

from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Cursor, Key, Limit, Listed, answer, paging
from sambruk_crm.i18n import translate
from sambruk_crm.models import JobState
from sambruk_crm.services import job_lists
from sambruk_crm.services.job_lists import JobRow
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.permissions import Actor

router = noun("jobs")


class JobOut(BaseModel):
    """A job. `reason` says why the last attempt failed; `is_unsure` marks a mail that may have arrived."""

    id: int
    kind: str
    about: str
    state: JobState
    run_at: str
    ended_at: str
    attempts: int
    done: int
    total: int | None
    reason: str
    is_unsure: bool
    may_retry: bool
    may_cancel: bool


@router.get("")
def list_jobs(
    caller: Caller, *, state: JobState | None = None, limit: Limit = PAGE_SIZE, cursor: Cursor = None
) -> Listed[JobOut]:
    """List jobs: those that wait or run in their order, others newest first."""
    with db.reading() as session:
        found = job_lists.search(session, caller, state=state, paging=paging(limit, cursor))
    return Listed[JobOut](**answer(found, [_out(row, caller) for row in found.items]))


@router.get("/{job_id}")
def get_job(caller: Caller, job_id: Key) -> JobOut:
    """Return a job."""
    with db.reading() as session:
        return _out(job_lists.get(session, caller, job_id), caller)


@router.post("/{job_id}/retry")
def retry_job(caller: Caller, job_id: Key) -> JobOut:
    """Begin a job that failed again; a mail that is unsure may then arrive twice."""
    with db.transaction(caller.user_id) as session:
        return _out(job_lists.retry(session, caller, job_id), caller)


@router.post("/{job_id}/cancel")
def cancel_job(caller: Caller, job_id: Key) -> JobOut:
    """Have a job that waits or runs not done."""
    with db.transaction(caller.user_id) as session:
        return _out(job_lists.cancel(session, caller, job_id), caller)


def _out(row: JobRow, caller: Actor) -> JobOut:
    values = {name: getattr(row, name) for name in JobOut.model_fields if name != "reason"}
    return JobOut(**values, reason=translate(row.reason, caller.locale) if row.reason else "")
