"""Mail against a real server: sent once, refused for good, tried again, and left alone when nobody knows."""

from collections.abc import Iterator

import pytest

from sambruk_crm import db
from sambruk_crm.config import settings
from sambruk_crm.models import Job, JobState, MailState, OutboundMail
from sambruk_crm.services import jobs, mail
from tests import servers
from tests.servers import MailServer

ADDRESS = "ulla@kungsor.example"


@pytest.fixture
def old_mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that is the application's and takes no letters such as å in addresses."""
    with servers.mail_server(smtputf8=False) as running:
        monkeypatch.setenv("SAMBRUK_SMTP_URL", running.url)
        monkeypatch.setenv("SAMBRUK_MAIL_FROM", "crm@sambruk.example")
        settings.cache_clear()
        yield running
    settings.cache_clear()


pytestmark = pytest.mark.usefixtures("migrated")


def posted(**values: str) -> int:
    """Post a mail in a transaction of its own."""
    given = {"purpose": "test", "to_address": ADDRESS, "subject": "Hej", "text": "Hej Ulla!", **values}
    with db.transaction() as session:
        return mail.post(session, **given).key  # pyright: ignore[reportArgumentType]


def stored(mail_id: int) -> tuple[OutboundMail, Job]:
    """Read a mail and its job."""
    with db.reading() as session:
        found = session.get_one(OutboundMail, mail_id)
        return found, session.get_one(Job, found.job_id)


def test_a_mail_arrives_once_with_both_its_texts(mail_server: MailServer) -> None:
    mail_id = posted(to_name="Ulla Åström", subject="Möte på tisdag", html="<p>Hej <b>Ulla</b>!</p>")

    jobs.run_due()
    jobs.run_due()

    [arrived] = mail_server.delivered
    assert arrived.recipient == ADDRESS
    assert arrived.message["To"] == f"Ulla Åström <{ADDRESS}>"
    assert arrived.message["From"] == "Sambruk <crm@sambruk.example>"
    assert arrived.message["Subject"] == "Möte på tisdag"
    assert arrived.text.strip() == "Hej Ulla!"
    assert "<b>Ulla</b>" in str(arrived.message.get_body(("html",)))
    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.SENT, JobState.DONE)
    assert found.sent_at is not None
    assert arrived.message["Message-ID"] == found.message_id


def test_a_subject_cannot_smuggle_in_a_header(mail_server: MailServer) -> None:
    posted(subject="Hej\r\nBcc: alla@kungsor.example")

    jobs.run_due()

    [arrived] = mail_server.delivered
    assert arrived.message["Subject"] == "Hej Bcc: alla@kungsor.example"
    assert arrived.message["Bcc"] is None


def test_an_address_that_does_not_exist_is_not_tried_again(mail_server: MailServer) -> None:
    mail_server.refused[ADDRESS] = 550
    mail_id = posted()

    jobs.run_due()

    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.FAILED, JobState.FAILED)
    assert found.reason is not None
    assert "550 Not this one" in found.reason["values"]["answer"]


def test_a_server_that_is_busy_is_asked_again(mail_server: MailServer) -> None:
    mail_server.refused[ADDRESS] = 450
    mail_id = posted()

    jobs.run_due()
    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.WAITING, JobState.WAITING)
    mail_server.refused.clear()
    jobs.run_due(job.run_at)

    assert stored(mail_id)[0].state is MailState.SENT
    assert len(mail_server.delivered) == 1


def test_without_a_mail_server_the_mail_waits_and_says_so() -> None:
    mail_id = posted()

    jobs.run_due()

    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.WAITING, JobState.WAITING)
    assert job.reason is not None
    assert "No mail server is set up" in job.reason["msgid"]


def test_a_mail_that_may_have_arrived_is_not_sent_again_by_itself(mail_server: MailServer) -> None:
    mail_id = posted()
    with db.transaction() as session:
        assert mail.write(session, mail_id, MailState.WAITING, state=MailState.HANDING_OVER)

    jobs.run_due()

    assert mail_server.delivered == []
    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.HANDING_OVER, JobState.FAILED)


def test_a_name_with_a_line_break_from_earlier_days_still_gets_its_mail(mail_server: MailServer) -> None:
    mail_id = posted(to_name="Ulla\r\nBcc: alla@kungsor.example Åström")

    jobs.run_due()

    [arrived] = mail_server.delivered
    assert stored(mail_id)[0].state is MailState.SENT
    assert arrived.message["To"] == f'"Ulla Bcc: alla@kungsor.example Åström" <{ADDRESS}>'
    assert arrived.message["Bcc"] is None


def test_a_domain_with_umlauts_is_sent_to_in_punycode(mail_server: MailServer) -> None:
    mail_id = posted(to_address="asa@växjö.example")

    jobs.run_due()

    assert [each.recipient for each in mail_server.delivered] == ["asa@xn--vxj-qla6g.example"]
    assert stored(mail_id)[0].state is MailState.SENT


def test_an_address_with_umlauts_is_sent_to_where_the_server_can(mail_server: MailServer) -> None:
    mail_id = posted(to_address="åse@exempel.example")

    jobs.run_due()

    assert [each.recipient for each in mail_server.delivered] == ["åse@exempel.example"]
    assert stored(mail_id)[0].state is MailState.SENT


def test_an_address_with_umlauts_is_given_up_where_the_server_cannot(
    old_mail_server: MailServer,
) -> None:
    mail_id = posted(to_address="åse@exempel.example")

    jobs.run_due()

    found, job = stored(mail_id)
    assert old_mail_server.delivered == []
    assert (found.state, job.state) == (MailState.FAILED, JobState.FAILED)
    assert found.reason is not None
    assert "takes no letters such as å before the @" in found.reason["msgid"]


def test_an_address_that_is_none_is_given_up_at_once(mail_server: MailServer) -> None:
    mail_id = posted(to_address="ulla at kungsor.example")

    jobs.run_due()

    found, job = stored(mail_id)
    assert mail_server.delivered == []
    assert (found.state, job.state) == (MailState.FAILED, JobState.FAILED)
    assert found.reason is not None
    assert "this is not an address" in found.reason["msgid"]


def test_a_mail_that_cannot_be_written_is_given_up_and_says_why(mail_server: MailServer) -> None:
    mail_id = posted(headers={"References": "<å@sambruk.example>"})  # pyright: ignore[reportArgumentType]

    jobs.run_due()

    found, job = stored(mail_id)
    assert mail_server.delivered == []
    assert (found.state, job.state) == (MailState.FAILED, JobState.FAILED)
    assert found.reason is not None
    assert "could not be written" in found.reason["msgid"]


def test_a_wrong_password_is_told_as_such(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMBRUK_SMTP_URL", mail_server.url.replace("smtp://", "smtp://anna:fel@"))
    settings.cache_clear()
    mail_id = posted()

    jobs.run_due()

    found, job = stored(mail_id)
    assert (found.state, job.state) == (MailState.WAITING, JobState.WAITING)
    assert found.reason is not None
    assert "user name or password" in found.reason["msgid"]


def test_a_server_that_is_away_is_told_as_such(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMBRUK_SMTP_URL", f"smtp://127.0.0.1:{servers.free_port()}")
    settings.cache_clear()
    mail_id = posted()

    jobs.run_due()

    found, _ = stored(mail_id)
    assert mail_server.delivered == []
    assert found.reason is not None
    assert "cannot be reached" in found.reason["msgid"]
