"""Links to choose a password: invitations and forgotten passwords, used once, and not for ever."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import Session, select

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, TooManyAttemptsError
from sambruk_crm.models import AuditEntry, OutboundMail, PasswordLink, Role, User, utc_now
from sambruk_crm.services import jobs, users
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor, make_user
from tests.servers import MailServer

BO = {"email": "bo@kungsor.example", "name": "Bo Ek", "role": "staff"}
HASH = users.passwords.make_hash("a long enough password")


@pytest.fixture
def ada(session: CrmSession) -> Actor:
    """Ada, an administrator."""
    return make_actor(session, "Ada Ström", Role.ADMINISTRATOR)


def token_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["token"][0]


def age(session: Session, by: timedelta) -> None:
    for link in session.exec(select(PasswordLink)):
        link.expires_at -= by
    session.flush()


def test_a_colleague_chooses_a_password_by_the_link_of_an_invitation_once(session: CrmSession, ada: Actor) -> None:
    made = users.links.invite(session, ada, BO)
    token = token_of(made.link)

    assert not made.is_mailed
    assert users.links.holder(session, token).is_first
    assert not users.passwords.matches(users.credentials(session, made.email).password_hash, "")

    user = users.links.choose(session, token, HASH)

    assert (user.email, user.role, user.password_hash) == ("bo@kungsor.example", Role.STAFF, HASH)
    with pytest.raises(ForbiddenError, match="used or is too old"):
        users.links.choose(session, token, HASH)


def test_the_token_is_nowhere_stored(session: CrmSession, ada: Actor) -> None:
    token = token_of(users.links.invite(session, ada, BO).link)

    assert token not in f"{[row.model_dump() for row in session.exec(select(PasswordLink))]}"
    assert token not in f"{[row.model_dump() for row in session.exec(select(AuditEntry))]}"


def test_the_mail_with_a_link_is_kept_so_that_only_we_can_read_it(migrated: str, mail_server: MailServer) -> None:
    assert migrated
    with db.transaction() as session:
        ada = make_actor(session, "Ada Ström", Role.ADMINISTRATOR)
        made = users.links.invite(session, ada, {**BO, "locale": "en"})
    with db.reading() as session:
        assert token_of(made.link) not in session.exec(select(OutboundMail.text)).one()

    jobs.run_due()

    [arrived] = mail_server.to("bo@kungsor.example")
    assert made.is_mailed
    assert arrived.message["Subject"] == "Ada Ström invites you to Sambruk"
    assert made.link in arrived.text


def test_an_invitation_is_good_for_a_week_and_can_be_renewed(session: CrmSession, ada: Actor) -> None:
    made = users.links.invite(session, ada, BO)
    age(session, timedelta(days=6, hours=23))
    users.links.holder(session, token_of(made.link))
    age(session, timedelta(hours=2))
    with pytest.raises(ForbiddenError):
        users.links.holder(session, token_of(made.link))

    renewed = users.links.renew(session, ada, made.user_id)

    assert users.links.holder(session, token_of(renewed.link)).email == made.email


def test_a_new_link_ends_the_former_and_the_old_password_works_until_it_is_used(
    session: CrmSession, ada: Actor
) -> None:
    bo = make_user(session, "Bo Ek", password_hash=HASH)
    first = users.links.renew(session, ada, bo.key)
    second = users.links.renew(session, ada, bo.key)

    with pytest.raises(ForbiddenError):
        users.links.holder(session, token_of(first.link))
    assert users.links.holder(session, token_of(second.link)).is_first is False
    assert users.credentials(session, bo.email).password_hash == HASH


def test_choosing_a_password_ends_all_sessions(session: CrmSession, ada: Actor) -> None:
    bo = make_user(session, "Bo Ek", password_hash=HASH)
    signed_in = users.sessions.start(session, bo)
    session.flush()

    users.links.choose(session, token_of(users.links.renew(session, ada, bo.key).link), HASH)

    assert users.sessions.find_actor(session, signed_in) is None


def test_a_link_dies_with_the_address_it_went_to_with_a_new_password_and_with_the_account(
    session: CrmSession, ada: Actor
) -> None:
    def link_of(user: User) -> str:
        return token_of(users.links.renew(session, ada, user.key).link)

    bo, eva, ulf = (make_user(session, name) for name in ("Bo Ek", "Eva Alm", "Ulf Dal"))
    tokens = [link_of(user) for user in (bo, eva, ulf)]

    users.update(session, ada, bo.key, {"email": "bo@elsewhere.example"})
    users.set_password(session, ada, eva.key, HASH)
    users.deactivate(session, ada, ulf.key)

    for token in tokens:
        with pytest.raises(ForbiddenError):
            users.links.holder(session, token)
    with pytest.raises(InUseError, match="deactivated"):
        users.links.renew(session, ada, ulf.key)


def test_whoever_forgot_the_password_gets_a_link_for_an_hour_by_mail(migrated: str, mail_server: MailServer) -> None:
    assert migrated
    with db.transaction() as session:
        bo = make_user(session, "Bo Ek", password_hash=HASH, email=BO["email"])
        users.links.send_forgotten(session, " BO@kungsor.example")
        users.links.send_forgotten(session, "nobody@kungsor.example")

    jobs.run_due()

    [arrived] = mail_server.delivered
    assert arrived.recipient == bo.email
    token = token_of(next(word for word in arrived.text.split() if "token=" in word))
    with db.transaction() as session:
        assert users.links.holder(session, token).email == bo.email
        row = session.exec(select(PasswordLink)).one()
        assert timedelta(minutes=58) < row.expires_at - utc_now() <= timedelta(minutes=60)


def test_without_a_mail_server_nothing_is_made_for_whoever_forgot(session: CrmSession) -> None:
    make_user(session, email="bo@kungsor.example")

    users.links.send_forgotten(session, "bo@kungsor.example")

    assert session.exec(select(PasswordLink)).all() == []


def test_asking_again_and_again_is_slowed_down_apart_from_sign_in(session: CrmSession) -> None:
    for _ in range(users.sessions.FREE_FROM_ONE_PLACE):
        users.links.begin_forgotten(session, email="bo@kungsor.example", address="10.0.0.1")

    with pytest.raises(TooManyAttemptsError):
        users.links.begin_forgotten(session, email="bo@kungsor.example", address="10.0.0.1")
    users.sessions.begin_attempt(session, email="bo@kungsor.example", address="10.0.0.1")


def test_only_administrators_invite(session: CrmSession, maria: Actor, ada: Actor) -> None:
    with pytest.raises(ForbiddenError):
        users.links.invite(session, maria, BO)
    with pytest.raises(ForbiddenError):
        users.links.renew(session, maria, ada.user_id)
    with pytest.raises(InvalidError, match="Another user"):
        users.links.invite(session, ada, {**BO, "email": ada.email})
