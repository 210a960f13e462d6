"""Jobs: work asked for in one transaction with its data, and done later by whoever holds its lease.

A job may begin again after a kill, so every handler is written to be repeated. See docs/decisions/jobs.md.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, Message, say
from sambruk_crm.models import Job, JobState, User, utc_now
from sambruk_crm.services import audit, settings
from sambruk_crm.services.permissions import Actor

LEASE = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 3 * 3600))
"""How long to wait after each failed attempt; after the last one the job has failed."""
MOST_STARTS = 25
"""A job that ends its process this often is not begun again by itself."""
log = logging.getLogger(__name__)

Handler = Callable[["Work"], "dict[str, Any] | None"]
_handlers: dict[str, Handler] = {}
Turn = Callable[[datetime], datetime | None]
_turns: list[Turn] = []


class LeaseLostError(Exception):
    """Somebody else does this job now; whoever finds out stops."""


class FinalError(Exception):
    """The attempt failed in a way that another one would too."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message


@dataclass(frozen=True)
class Work:
    """A job in the hands of whoever does it."""

    job_id: int
    kind: str
    arguments: dict[str, Any]
    user_id: int | None
    attempt: int
    lease: str

    def progress(self, done: int, total: int | None = None) -> None:
        """Return how far it has come and renew the lease; called outside of transactions.

        Raises:
            LeaseLostError: the lease ran out and another worker has taken the job, or somebody cancelled it.
        """
        with db.transaction(self.user_id) as session:
            self.hold(session, {"done": done, "total": total})

    def hold(self, session: CrmSession, values: dict[str, Any] | None = None) -> None:
        """Renew the lease in the caller's transaction, so that what it writes is written by one worker alone.

        Raises:
            LeaseLostError: as for `progress`.
        """
        if not _held(session, self, {**(values or {}), "leased_until": utc_now() + LEASE}):
            raise LeaseLostError

    def actor(self, session: Session) -> Actor:
        """Return who asked for it, with the rights they have now; the system's own jobs have none."""
        user = session.get(User, self.user_id)
        if user is None or not user.is_active:
            raise FinalError(say("Whoever asked for this no longer has an account in use."))
        known = settings.read(session)
        return Actor(user.key, user.name, user.email, user.role, user.locale or known.default_locale, known.zone)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Name the function that does the jobs of a kind."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def enqueue(
    session: Session,
    kind: str,
    arguments: dict[str, Any],
    *,
    user_id: int | None = None,
    run_at: datetime | None = None,
    unique_key: str | None = None,
) -> Job:
    """Ask for work in the caller's transaction; with a key that was asked for before, gives that job."""
    if unique_key is not None:
        known = session.scalar(sa.select(Job).where(col(Job.unique_key) == unique_key))
        if known is not None:
            return known
    job = Job(kind=kind, arguments=arguments, user_id=user_id, run_at=run_at or utc_now(), unique_key=unique_key)
    session.add(job)
    session.flush()
    return job


def claim(now: datetime | None = None) -> Work | None:
    """Take the job that has waited longest, or whose worker is gone; none when nothing is due."""
    now = now or utc_now()
    with db.transaction() as session:
        query = sa.select(Job).where(_due(now)).order_by(col(Job.run_at), col(Job.id)).limit(1)
        job = session.scalar(query.with_for_update(skip_locked=True))
        if job is None:
            return None
        lease = secrets.token_hex(8)
        job.state, job.lease, job.leased_until = JobState.RUNNING, lease, utc_now() + LEASE
        job.attempts += 1
        job.started_at = job.started_at or utc_now()
        return Work(job.key, job.kind, job.arguments, job.user_id, job.attempts, lease)


def perform(work: Work) -> None:
    """Do a job that was taken, and write down how it ended."""
    try:
        result = _do(work)
    except LeaseLostError:
        log.warning("Job %s (%s) is no longer ours", work.job_id, work.kind)
    except FinalError as error:
        _close(work, JobState.FAILED, error.message)
    except CrmError as error:
        _fail(work, error.message)
    except Exception as error:
        log.exception("Job %s (%s) failed", work.job_id, work.kind)
        _fail(work, say("{error}", error=f"{type(error).__name__}: {error}"[:500]))
    else:
        _close(work, JobState.DONE, None, result)


def run_due(now: datetime | None = None) -> int:
    """Do everything that is due, here and now; returns how many jobs were begun."""
    count = 0
    while (work := claim(now)) is not None:
        perform(work)
        count += 1
    return count


def by_the_clock(turn: Turn) -> Turn:
    """Name a function for what the hour brings without anybody having asked; it gives when to be called next.

    Every worker calls it, again and again, so what it does must be done once by whoever is first.
    """
    _turns.append(turn)
    return turn


def turn_clocks(now: datetime | None = None) -> datetime | None:
    """Do what the hour brings, and give when there is more; one thing that fails keeps no other back."""
    moments: list[datetime] = []
    for turn in _turns:
        try:
            moment = turn(now or utc_now())
        except Exception:
            log.exception("%s failed and is tried again", turn.__qualname__)
            continue
        if moment is not None:
            moments.append(moment)
    return min(moments, default=None)


def next_run_at(session: Session) -> datetime | None:
    """Return when there is something to do next."""
    waiting = sa.select(sa.func.min(Job.run_at)).where(col(Job.state) == JobState.WAITING)
    running = sa.select(sa.func.min(Job.leased_until)).where(col(Job.state) == JobState.RUNNING)
    return min(filter(None, (session.scalar(waiting), session.scalar(running))), default=None)


def _do(work: Work) -> dict[str, Any] | None:
    if work.attempt > MOST_STARTS:
        raise FinalError(say("This work was interrupted again and again."))
    return _handlers[work.kind](work)


def _due(now: datetime) -> ColumnElement[bool]:
    return sa.or_(
        sa.and_(col(Job.state) == JobState.WAITING, col(Job.run_at) <= now),
        sa.and_(col(Job.state) == JobState.RUNNING, col(Job.leased_until) < utc_now()),
    )


def _fail(work: Work, message: Message) -> None:
    if work.attempt > len(PAUSES):
        _close(work, JobState.FAILED, message)
        return
    with db.transaction(work.user_id) as session:
        again = utc_now() + PAUSES[work.attempt - 1]
        values = {"state": JobState.WAITING, "run_at": again, "lease": None, "reason": asdict(message)}
        _held(session, work, values)


def _close(work: Work, state: JobState, message: Message | None, result: dict[str, Any] | None = None) -> None:
    values = {
        "state": state,
        "lease": None,
        "leased_until": None,
        "ended_at": utc_now(),
        "reason": asdict(message) if message else None,
        "result": result,
    }
    with db.transaction(work.user_id) as session:
        if not _held(session, work, values):
            log.warning("Job %s (%s) was ended by somebody else", work.job_id, work.kind)


def _held(session: CrmSession, work: Work, values: dict[str, Any]) -> bool:
    mine = sa.and_(col(Job.id) == work.job_id, col(Job.lease) == work.lease, col(Job.state) == JobState.RUNNING)
    written = session.execute(sa.update(Job).where(mine).values(**values))
    audit.announce(session, Job, work.job_id)
    return bool(written.rowcount)  # pyright: ignore[reportAttributeAccessIssue]
