"""The mail server that an administrator sets up: kept encrypted, tried out, and behind what the environment says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.config import settings
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InvalidError
from sambruk_crm.models import AuditEntry, MailState, OutboundMail, Role, Setting
from sambruk_crm.services import encryption, jobs, mail
from sambruk_crm.services.mail.server import MailUnavailableError
from sambruk_crm.services.permissions import Actor
from tests import servers
from tests.factories import make_actor
from tests.servers import MailServer

SERVER = {"host": "127.0.0.1", "security": "none", "sender_address": "crm@sambruk.example"}
PASSWORD = "the words of the mail server"


@pytest.fixture
def ada(session: CrmSession) -> Actor:
    """Ada, an administrator."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, with no key in it."""
    monkeypatch.setenv("SAMBRUK_DATA_DIR", str(tmp_path / "var"))
    settings.cache_clear()
    yield tmp_path / "var"
    settings.cache_clear()


@pytest.fixture
def post_office() -> Iterator[MailServer]:
    """A mail server that the application knows nothing of."""
    with servers.mail_server() as running:
        yield running


def test_a_server_written_on_the_screen_sends_mail(migrated: str, data_dir: Path, post_office: MailServer) -> None:
    assert migrated
    assert data_dir
    with db.transaction() as session:
        ada = make_actor(session, "Ada Ström", Role.ADMINISTRATOR)
        assert mail.is_configured(session) is False
        mail.server.change(session, ada, {**SERVER, "port": post_office.port, "sender_name": "Sambruks CRM"})
        key = mail.post(session, purpose="test", to_address="ulla@kungsor.example", subject="Hej", text="Hej!").key

    jobs.run_due()

    [arrived] = post_office.delivered
    assert arrived.message["From"] == "Sambruks CRM <crm@sambruk.example>"
    with db.reading() as session:
        assert session.get_one(OutboundMail, key).state is MailState.SENT


def test_the_password_is_nowhere_in_clear(session: CrmSession, ada: Actor, data_dir: Path) -> None:
    shown = mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD})
    session.commit()

    assert shown.has_password
    assert PASSWORD not in repr(shown)
    row = session.exec(select(Setting).where(Setting.name == mail.server.NAME)).one()
    assert PASSWORD not in f"{row.model_dump()}"
    entries = session.exec(select(AuditEntry).where(AuditEntry.noun == "setting")).all()
    assert {entry.after["secret"] for entry in entries if entry.after} == {"•••"}
    assert (data_dir / encryption.FILE).stat().st_mode & 0o777 == 0o600
    assert mail.server.required(session).password == PASSWORD
    assert PASSWORD not in repr(mail.server.required(session))


def test_a_password_that_is_not_written_again_stays_and_one_written_empty_goes(
    session: CrmSession, ada: Actor, data_dir: Path
) -> None:
    assert data_dir
    mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD})

    mail.server.change(session, ada, {**SERVER, "user": "crm2"})
    assert mail.server.required(session).password == PASSWORD

    mail.server.change(session, ada, {**SERVER, "user": "crm2", "password": ""})
    assert mail.server.required(session).password == ""


def test_a_password_does_not_go_to_another_server_by_itself(session: CrmSession, ada: Actor, data_dir: Path) -> None:
    assert data_dir
    mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD})

    with pytest.raises(InvalidError) as refused:
        mail.server.change(session, ada, {**SERVER, "host": "smtp.elsewhere.example", "user": "crm"})

    assert list(refused.value.fields) == ["password"]


def test_with_another_key_the_password_must_be_entered_anew_and_nothing_fails_worse(
    session: CrmSession, ada: Actor, data_dir: Path
) -> None:
    mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD})
    (data_dir / encryption.FILE).unlink()

    assert mail.server.get(session, ada).is_password_lost
    with pytest.raises(MailUnavailableError, match="entered anew"):
        mail.server.required(session)
    with pytest.raises(InvalidError, match="entered anew"):
        mail.server.change(session, ada, {**SERVER, "user": "crm"})
    assert not mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD}).is_password_lost


def test_the_key_of_the_environment_needs_no_file(
    session: CrmSession, ada: Actor, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMBRUK_SECRET_KEY", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=")
    settings.cache_clear()

    mail.server.change(session, ada, {**SERVER, "user": "crm", "password": PASSWORD})

    assert mail.server.required(session).password == PASSWORD
    assert not (data_dir / encryption.FILE).exists()


def test_what_the_environment_says_wins_as_a_whole(session: CrmSession, ada: Actor, mail_server: MailServer) -> None:
    shown = mail.server.get(session, ada)

    assert (shown.source, shown.port, shown.sender_address) == ("environment", mail_server.port, "crm@sambruk.example")
    with pytest.raises(InvalidError, match="environment"):
        mail.server.change(session, ada, SERVER)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sender_address": ""}, "sender_address"),
        ({"sender_address": "nobody"}, "sender_address"),
        ({"host": "https://smtp.example.se"}, "host"),
        ({"port": 70000}, "port"),
        ({"security": "perhaps"}, "security"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    session: CrmSession, ada: Actor, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        mail.server.change(session, ada, {**SERVER, **values})

    assert list(refused.value.fields) == [field]


def test_without_a_host_there_is_no_server_any_more(session: CrmSession, ada: Actor) -> None:
    mail.server.change(session, ada, SERVER)

    assert mail.server.change(session, ada, {"host": ""}).source == "none"
    assert mail.is_configured(session) is False


def test_a_test_mail_tells_what_the_server_said(session: CrmSession, ada: Actor, post_office: MailServer) -> None:
    mail.server.change(session, ada, {**SERVER, "port": post_office.port})

    outcome = mail.server.try_out(*mail.server.test_mail(session, ada))
    post_office.refused[ada.email] = 550
    refused = mail.server.try_out(*mail.server.test_mail(session, ada))

    assert outcome.is_sent
    assert outcome.told.values["answer"] == "250 OK"
    assert [arrived.recipient for arrived in post_office.delivered] == [ada.email]
    assert not refused.is_sent
    assert refused.told.values["answer"] == "550 Not this one"


def test_a_server_without_starttls_is_given_no_mail_where_it_was_asked_for(
    session: CrmSession, ada: Actor, post_office: MailServer
) -> None:
    mail.server.change(session, ada, {**SERVER, "port": post_office.port, "security": "starttls"})

    outcome = mail.server.try_out(*mail.server.test_mail(session, ada))

    assert not outcome.is_sent
    assert "STARTTLS" in outcome.told.msgid
    assert post_office.delivered == []


def test_only_administrators_see_the_server_and_others_hear_whom_to_ask(
    session: CrmSession, anna: Actor, maria: Actor, ada: Actor
) -> None:
    for actor in (anna, maria):
        with pytest.raises(ForbiddenError):
            mail.server.get(session, actor)
        with pytest.raises(ForbiddenError):
            mail.server.change(session, actor, SERVER)

    assert mail.server.availability(session, anna) == (False, ada.name)
