"""Whoever does the jobs: a thread of the server's, or a process of its own (`sambruk-crm worker`)."""

import asyncio
import importlib
import logging
import pkgutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import redis

from sambruk_crm import db, live, services
from sambruk_crm.config import settings
from sambruk_crm.models import utc_now
from sambruk_crm.services import jobs

LONGEST_SLEEP = timedelta(seconds=5)
"""How long a worker sleeps at most; it is woken when a job is asked for in its process, or through Redis."""
log = logging.getLogger(__name__)


class Worker:
    """Does what is due until it is told to stop; the job in hand is ended first."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._stopped = False
        self._turn_at = utc_now()

    def run(self) -> None:
        """Do jobs in this thread."""
        load_handlers()
        stop_hearing = live.subscribe(self._hear)
        try:
            while not self._stopped:
                self._woken.clear()
                if not self._do_next():
                    self._woken.wait(self._sleep().total_seconds())
        finally:
            stop_hearing()

    def stop(self) -> None:
        """End after the job in hand."""
        self._stopped = True
        self._woken.set()

    def _do_next(self) -> bool:
        try:
            self._turn_clocks()
            work = jobs.claim()
            if work is not None:
                jobs.perform(work)
        except Exception:
            log.exception("Jobs cannot be read or written; trying again")
            return False
        return work is not None

    def _turn_clocks(self) -> None:
        if utc_now() < self._turn_at:
            return
        due = jobs.turn_clocks()
        latest = utc_now() + LONGEST_SLEEP
        self._turn_at = min(due or latest, latest)

    def _sleep(self) -> timedelta:
        try:
            with db.reading() as session:
                due = jobs.next_run_at(session)
        except Exception:
            log.exception("The next job cannot be read")
            return LONGEST_SLEEP
        due = min(filter(None, (due, self._turn_at)))
        return min(max(due - utc_now(), timedelta(milliseconds=50)), LONGEST_SLEEP)

    def _hear(self, changes: frozenset[live.Change]) -> None:
        if any(change.topic == "job" for change in changes):
            self._woken.set()


def load_handlers() -> None:
    """Import every service, so that each names the jobs it does."""
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        importlib.import_module(module.name)


@asynccontextmanager
async def embedded_worker() -> AsyncIterator[None]:
    """Do jobs in a thread for as long as the server runs, unless others do them (SAMBRUK_JOBS=off)."""
    if settings().jobs == "off":
        yield
        return
    worker = Worker()
    thread = threading.Thread(target=worker.run, name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        await asyncio.to_thread(thread.join, 4)


@contextmanager
def hearing() -> Iterator[None]:
    """Hear through Redis, where it is, of jobs that other processes ask for."""
    url = settings().redis_url
    if url is None:
        yield
        return
    channel = redis.Redis.from_url(url).pubsub()
    channel.subscribe(**{live.CHANNEL: lambda message: live.deliver(live.decode(message["data"]))})
    listener = channel.run_in_thread(sleep_time=1, daemon=True, exception_handler=_away)
    try:
        yield
    finally:
        listener.stop()


def _away(error: BaseException, _channel: object, _listener: object) -> None:
    log.warning("Redis is away; jobs are looked for every %s", LONGEST_SLEEP, exc_info=error)
    threading.Event().wait(LONGEST_SLEEP.total_seconds())
