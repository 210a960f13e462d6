"""Data of its own with workers on it, who are killed, and what is waited for."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.models import Job, JobState, utc_now
from tests.browser.stories import records
from tests.programs import Program
from tests.servers import RunningServer

PATIENCE = 300


class Workplace(RunningServer):
    """Data of its own, and workers on it; nobody serves pages."""

    @contextmanager
    def worker(self) -> Iterator[Program]:
        """Run `sambruk-crm worker`, killed at the end."""
        process = Program("worker", env=self.environment, out=self.log)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def await_all_ended(place: Workplace) -> None:
    """Wait until nothing waits or runs."""

    def is_over() -> bool:
        with records(place) as session:
            return not count(session, JobState.WAITING) + count(session, JobState.RUNNING)

    await_that(is_over, "all jobs have ended", pause=0.2)


def await_that(fact: Callable[[], bool], what: str, *, pause: float = 0.02) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < until, f"still not so: {what}"
        time.sleep(pause)


def let_time_pass(place: Workplace) -> None:
    """Let the leases of whoever was killed end, and the time of what waits come."""
    engine = db.open_engine(place.database_url)
    with engine.execution_options(writes=True).begin() as connection:
        waiting = sa.update(Job).where(col(Job.state) == JobState.WAITING)
        connection.execute(waiting.values(run_at=utc_now()))
    engine.dispose()
    let_leases_end(place)


def let_leases_end(place: Workplace) -> None:
    """Let a minute pass for the leases of whoever was killed."""
    engine = db.open_engine(place.database_url)
    with engine.execution_options(writes=True).begin() as connection:
        running = sa.update(Job).where(col(Job.state) == JobState.RUNNING)
        connection.execute(running.values(leased_until=utc_now()))
    engine.dispose()


def count(session: Session, state: JobState) -> int:
    """Count the jobs in a state."""
    return session.scalar(sa.select(sa.func.count()).select_from(Job).where(col(Job.state) == state)) or 0
