"""Jobs as an administrator looks at them: what waits, runs, failed and why; begun again or cancelled by hand."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import InUseError, Message, NotFoundError, say
from sambruk_crm.models import Job, JobState, MailState, OutboundMail, utc_now
from sambruk_crm.services import audit, mail
from sambruk_crm.services.paging import Order, Page, Paging, fetch
from sambruk_crm.services.permissions import Actor, Permission, require

OPEN = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class JobRow:
    """A job as lists show it. Times are ISO strings in UTC."""

    id: int
    kind: str
    about: str
    """The address that a mail goes to."""
    state: str
    run_at: str
    ended_at: str
    attempts: int
    done: int
    total: int | None
    reason: Message | None
    is_unsure: bool
    """Whether it is a mail that may have arrived."""
    may_retry: bool
    may_cancel: bool


def search(
    session: Session, actor: Actor, *, state: JobState | None = None, paging: Paging | None = None
) -> Page[JobRow]:
    """List jobs, the next to be done first and those that ended newest first."""
    require(actor, Permission.MANAGE_SETTINGS)
    where = sa.true() if state is None else col(Job.state) == state
    columns = sa.inspect(Job).c
    order = Order(columns.run_at, name="run_at") if state in OPEN else Order(columns.id, descending=True, name="-id")
    found = fetch(session, Job, where, order, paging or Paging())
    return Page(_rows(session, found.items), found.total, found.next_cursor)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Count the jobs by state."""
    require(actor, Permission.MANAGE_SETTINGS)
    found = session.execute(sa.select(Job.state, sa.func.count()).group_by(col(Job.state)))
    return {JobState(state).value: count for state, count in found}


def get(session: Session, actor: Actor, job_id: int) -> JobRow:
    """Return one job."""
    require(actor, Permission.MANAGE_SETTINGS)
    job = session.get(Job, job_id)
    if job is None:
        raise NotFoundError
    return _rows(session, [job])[0]


def retry(session: CrmSession, actor: Actor, job_id: int) -> JobRow:
    """Begin a job that failed again, at once; a mail that may have arrived may then arrive twice.

    Raises:
        InUseError: it has not failed.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    job = _held(session, job_id)
    if job.state not in (JobState.FAILED, JobState.CANCELLED) and not _waits(job):
        raise InUseError(say("This job is not one that can be tried again."))
    if job.kind == mail.KIND:
        mail.try_again(session, job.arguments["mail_id"])
    job.state, job.run_at, job.attempts = JobState.WAITING, utc_now(), 0
    job.lease = job.leased_until = job.ended_at = job.reason = None
    session.flush()
    return _rows(session, [job])[0]


def cancel(session: CrmSession, actor: Actor, job_id: int) -> JobRow:
    """Have a job that waits or runs not done; one that runs ends at its next step.

    Raises:
        InUseError: it has ended already.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    job = _held(session, job_id)
    if job.state not in OPEN:
        raise InUseError(say("This job has ended already."))
    job.state, job.lease, job.leased_until, job.ended_at = JobState.CANCELLED, None, None, utc_now()
    session.flush()
    audit.announce(session, Job, job_id)
    return _rows(session, [job])[0]


def _waits(job: Job) -> bool:
    """Return whether a failed attempt has put the job off."""
    return job.state is JobState.WAITING and job.reason is not None


def _held(session: Session, job_id: int) -> Job:
    job = session.get(Job, job_id, with_for_update=HELD)
    if job is None:
        raise NotFoundError
    return job


def _rows(session: Session, found: list[Job]) -> list[JobRow]:
    keys = [job.key for job in found]
    mails: dict[Any, tuple[str, MailState]] = {
        job_id: (address, state)
        for job_id, address, state in session.execute(
            sa.select(OutboundMail.job_id, OutboundMail.to_address, OutboundMail.state).where(
                col(OutboundMail.job_id).in_(keys)
            )
        )
    }
    return [_row(job, *mails.get(job.key, ("", None))) for job in found]


def _row(job: Job, address: str, stage: MailState | None) -> JobRow:
    return JobRow(
        id=job.key,
        kind=job.kind,
        about=address,
        state=job.state.value,
        run_at=job.run_at.isoformat(),
        ended_at=job.ended_at.isoformat() if job.ended_at else "",
        attempts=job.attempts,
        done=job.done,
        total=job.total,
        reason=Message(**job.reason) if job.reason else None,
        is_unsure=stage is MailState.HANDING_OVER and job.state is JobState.FAILED,
        may_retry=job.state in (JobState.FAILED, JobState.CANCELLED) or _waits(job),
        may_cancel=job.state in OPEN,
    )
