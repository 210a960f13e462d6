"""Jobs in an administrator's hands: seen, begun again, cancelled; and nobody else's."""

import pytest

from sambruk_crm import db
from sambruk_crm.errors import ForbiddenError, InUseError
from sambruk_crm.models import JobState, MailState, Role
from sambruk_crm.services import job_lists, jobs, mail
from sambruk_crm.services.job_lists import JobRow
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor
from tests.servers import MailServer

ADDRESS = "ulla@kungsor.example"


@pytest.fixture
def ada(migrated: str) -> Actor:  # noqa: ARG001 -- the database it opens
    """Ada, an administrator."""
    with db.transaction() as session:
        return make_actor(session, "Ada Ros", Role.ADMINISTRATOR)


def posted() -> int:
    """Post a mail; returns its key."""
    with db.transaction() as session:
        return mail.post(session, purpose="test", to_address=ADDRESS, subject="Hej", text="Hej!").key


def listed(actor: Actor, state: JobState | None = None) -> list[JobRow]:
    """List jobs as somebody sees them."""
    with db.reading() as session:
        return job_lists.search(session, actor, state=state).items


def test_a_refused_mail_is_shown_with_its_reason_and_tried_again(ada: Actor, mail_server: MailServer) -> None:
    mail_server.refused[ADDRESS] = 550
    posted()
    jobs.run_due()

    [row] = listed(ada, JobState.FAILED)
    assert (row.kind, row.about, row.attempts, row.may_retry) == ("mail", ADDRESS, 1, True)
    assert row.reason is not None
    assert "550" in str(row.reason.values)
    mail_server.refused.clear()
    with db.transaction() as session:
        job_lists.retry(session, ada, row.id)
    jobs.run_due()

    assert [row.state for row in listed(ada)] == ["done"]
    assert len(mail_server.delivered) == 1


def test_a_mail_left_unsure_goes_again_only_when_told_to(ada: Actor, mail_server: MailServer) -> None:
    mail_id = posted()
    with db.transaction() as session:
        mail.write(session, mail_id, MailState.WAITING, state=MailState.HANDING_OVER)
    jobs.run_due()
    [row] = listed(ada, JobState.FAILED)
    assert row.is_unsure
    assert mail_server.delivered == []

    with db.transaction() as session:
        assert not job_lists.retry(session, ada, row.id).is_unsure
    jobs.run_due()

    assert len(mail_server.delivered) == 1


def test_a_cancelled_job_is_not_done_and_loses_whoever_does_it(ada: Actor, mail_server: MailServer) -> None:
    posted()
    work = jobs.claim()
    assert work is not None
    with db.transaction() as session:
        job_lists.cancel(session, ada, work.job_id)

    jobs.perform(work)

    assert [row.state for row in listed(ada)] == ["cancelled"]
    assert mail_server.delivered == []
    with pytest.raises(InUseError), db.transaction() as session:
        job_lists.cancel(session, ada, work.job_id)


def test_jobs_are_counted_by_state(ada: Actor, mail_server: MailServer) -> None:  # noqa: ARG001 -- takes the mail
    posted()
    jobs.run_due()
    posted()

    with db.reading() as session:
        assert job_lists.counts(session, ada) == {"done": 1, "waiting": 1}


def test_a_job_that_is_done_is_not_begun_again(ada: Actor, mail_server: MailServer) -> None:  # noqa: ARG001
    posted()
    jobs.run_due()
    [row] = listed(ada)

    with pytest.raises(InUseError), db.transaction() as session:
        job_lists.retry(session, ada, row.id)


def test_only_administrators_see_jobs(ada: Actor) -> None:  # noqa: ARG001 -- somebody has to be there
    with db.transaction() as session:
        manager = make_actor(session, "Maria Lind", Role.MANAGER)

    with pytest.raises(ForbiddenError):
        listed(manager)
