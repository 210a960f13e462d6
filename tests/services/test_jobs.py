"""Jobs: asked for with their data, done once, tried again, taken over from whoever was killed."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sambruk_crm import db
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Job, JobState, Tag, utc_now
from sambruk_crm.services import jobs

pytestmark = pytest.mark.usefixtures("migrated")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What jobs of the kind "note" were given, in the order in which they were done."""
    given: list[Any] = []

    def note(work: jobs.Work) -> dict[str, Any]:
        given.append(work.arguments["word"])
        if work.arguments.get("fails", 0) >= work.attempt:
            raise InvalidError({"word": say("Not that word.")})
        return {"letters": len(work.arguments["word"])}

    monkeypatch.setitem(jobs._handlers, "note", note)
    return given


def ask(word: str, **options: Any) -> int:
    """Ask for a job in a transaction of its own."""
    fails = options.pop("fails", 0)
    with db.transaction() as session:
        return jobs.enqueue(session, "note", {"word": word, "fails": fails}, **options).key


def stored(job_id: int) -> Job:
    """Read a job as it is stored."""
    with db.reading() as session:
        return session.get_one(Job, job_id)


def test_a_job_is_done_once_and_says_what_came_of_it(done: list[Any]) -> None:
    job_id = ask("hej")

    assert jobs.run_due() == 1
    assert jobs.run_due() == 0

    assert done == ["hej"]
    assert stored(job_id).state is JobState.DONE
    assert stored(job_id).result == {"letters": 3}


def test_a_job_of_a_transaction_that_failed_was_never_asked_for(done: list[Any]) -> None:
    def ask_and_break() -> None:
        with db.transaction() as session:
            jobs.enqueue(session, "note", {"word": "hej"})
            session.add(Tag(name="x" * 999_999, scope=None))  # pyright: ignore[reportArgumentType]

    with pytest.raises(DBAPIError):
        ask_and_break()

    assert jobs.run_due() == 0
    assert done == []


def test_a_job_waits_until_its_time(done: list[Any]) -> None:
    later = utc_now() + timedelta(hours=1)
    ask("later", run_at=later)

    assert jobs.run_due() == 0
    assert jobs.run_due(later) == 1

    assert done == ["later"]


def test_a_job_with_a_key_is_asked_for_once(done: list[Any]) -> None:
    first, second = ask("hej", unique_key="greeting"), ask("hej", unique_key="greeting")

    jobs.run_due()

    assert first == second
    assert done == ["hej"]


def test_a_job_that_fails_says_why_and_is_tried_again_after_a_pause(done: list[Any]) -> None:
    job_id = ask("hej", fails=1)

    jobs.run_due()

    job = stored(job_id)
    assert job.state is JobState.WAITING
    assert job.reason is not None
    assert job.reason["msgid"] == "Not that word."
    assert utc_now() < job.run_at <= utc_now() + jobs.PAUSES[0]
    assert jobs.run_due(job.run_at) == 1
    assert stored(job_id).state is JobState.DONE
    assert stored(job_id).reason is None
    assert done == ["hej", "hej"]


def test_a_job_that_fails_every_time_has_failed_in_the_end(done: list[Any]) -> None:
    job_id = ask("hej", fails=99)

    while jobs.run_due(stored(job_id).run_at):
        pass

    assert stored(job_id).state is JobState.FAILED
    assert len(done) == len(jobs.PAUSES) + 1


def test_a_job_whose_worker_was_killed_is_taken_up_by_another(
    done: list[Any],
) -> None:
    job_id = ask("hej")
    killed = jobs.claim()
    assert killed is not None
    assert jobs.run_due() == 0, "its lease still holds"

    with db.transaction() as session:
        session.execute(sa.update(Job).values(leased_until=utc_now() - timedelta(seconds=1)))
    assert jobs.run_due() == 1

    assert stored(job_id).state is JobState.DONE
    with pytest.raises(jobs.LeaseLostError):
        killed.progress(1)
    jobs.perform(killed)
    assert stored(job_id).attempts == 2
    assert done == ["hej", "hej"], "which is why every handler can be repeated"


def test_whoever_reports_progress_keeps_the_job(done: list[Any]) -> None:  # noqa: ARG001 -- names the kind
    job_id = ask("hej")
    work = jobs.claim()
    assert work is not None
    before = stored(job_id).leased_until
    assert before is not None

    work.progress(3, 10)

    job = stored(job_id)
    assert (job.done, job.total) == (3, 10)
    assert job.leased_until is not None
    assert job.leased_until > before


def test_a_kind_that_nobody_knows_fails_and_says_so(done: list[Any]) -> None:
    with db.transaction() as session:
        job_id = jobs.enqueue(session, "riddle", {}).key
    ask("hej")

    jobs.run_due()

    reason = stored(job_id).reason
    assert reason is not None
    assert "riddle" in str(reason["values"])
    assert done == ["hej"]
