"""The mail server: what the environment says of it, else what an administrator has written on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import make_msgid
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.config import settings as configuration
from sambruk_crm.errors import CrmError, InvalidError, Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.integrations import smtp
from sambruk_crm.integrations.mail_message import Mailbox, Outgoing
from sambruk_crm.integrations.smtp import PORTS, Cause, Security, Server
from sambruk_crm.models import Role, Setting, User, utc_now
from sambruk_crm.services import encryption, settings
from sambruk_crm.services.encryption import LostKeyError
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Blank, Email, Input, Line, parse

NAME = "mail_server"
"""The setting; its password is the row's secret."""
PATIENCE_SECONDS = 10
"""How long a test waits for the server, with somebody looking on."""
MOST_NAMED = 3
NOBODY = "crm@localhost"


class MailUnavailableError(CrmError):
    """The mail server did not take the mail this time."""

    status = 503
    slug = "mail-unavailable"


class ServerInput(Input):
    """A mail server as an administrator writes it. Without `password` the stored one stays; "" forgets it."""

    host: Line = ""
    port: Annotated[Annotated[int, Field(ge=1, le=65535)] | None, Blank] = None
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Line = ""
    password: Annotated[str, Field(max_length=500)] | None = None
    sender_name: Line = ""
    sender_address: Email = ""


@dataclass(frozen=True)
class ServerShown:
    """The mail server as it is shown: never its password, only whether there is one.

    Attributes:
        source: who set it up: the `environment`, which wins, somebody on the `screen`, or `none`.
        is_password_lost: the stored one was encrypted with another key, and must be entered anew.
    """

    source: Literal["environment", "screen", "none"] = "none"
    host: str = ""
    port: int | None = None
    security: str = Security.STARTTLS.value
    user: str = ""
    has_password: bool = False
    is_password_lost: bool = False
    sender_name: str = ""
    sender_address: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a test mail went, in the server's own words where it said any."""

    is_sent: bool
    to: str
    told: Message


def is_configured(session: Session) -> bool:
    """Return whether there is a mail server to hand mail to."""
    return configuration().smtp_url is not None or bool(_stored(session).value)


def availability(session: Session, actor: Actor) -> tuple[bool, str]:
    """Return whether there is a mail server, and if not who could set one up, by name."""
    require(actor, Permission.SIGNED_IN)
    if is_configured(session):
        return True, ""
    query = select(User.name, User.email).where(User.role == Role.ADMINISTRATOR, col(User.is_active))
    found = session.exec(query.order_by(User.name).limit(MOST_NAMED))
    return False, ", ".join(name or email for name, email in found)


def required(session: Session) -> Server:
    """Return the mail server that holds.

    Raises:
        MailUnavailableError: there is none, or its password cannot be read.
    """
    if url := configuration().smtp_url:
        return Server.of(url)
    row = _stored(session)
    if not row.value:
        raise MailUnavailableError(say("No mail server is set up. An administrator does that under Settings."))
    try:
        password = encryption.decrypt(row.secret) if row.secret else ""
    except LostKeyError:
        raise MailUnavailableError(
            say("The password of the mail server cannot be read any more. It must be entered anew under Settings.")
        ) from None
    kept = row.value
    return Server(kept["host"], kept["port"], Security(kept["security"]), kept["user"], password)


def sender(session: Session) -> Mailbox:
    """Return whom mail comes from, unless it says another name."""
    association = settings.read(session).association_name
    kept = {} if configuration().smtp_url else _stored(session).value or {}
    return Mailbox(kept.get("sender_name") or association, sender_address(session))


def sender_address(session: Session) -> str:
    """Return the address that mail comes from."""
    if configuration().smtp_url:
        return configuration().mail_from
    return (_stored(session).value or {}).get("sender_address") or configuration().mail_from or NOBODY


def get(session: Session, actor: Actor) -> ServerShown:
    """Return the mail server that holds, to whoever may change it."""
    require(actor, Permission.MANAGE_SETTINGS)
    if url := configuration().smtp_url:
        found = Server.of(url)
        return ServerShown(
            source="environment",
            host=found.host,
            port=found.port,
            security=found.security.value,
            user=found.user,
            has_password=bool(found.password),
            sender_address=configuration().mail_from,
        )
    row = _stored(session)
    if not row.value:
        return ServerShown()
    return ServerShown(source="screen", has_password=bool(row.secret), is_password_lost=_is_lost(row), **row.value)


def change(session: Session, actor: Actor, values: Mapping[str, Any] | ServerInput) -> ServerShown:
    """Write the mail server; without a host there is none any more.

    Raises:
        InvalidError: something is missing, or the environment has the say.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    if configuration().smtp_url:
        raise InvalidError(
            {"": say("The mail server is set in the environment of the server, which takes precedence.")}
        )
    entered = parse(ServerInput, values)
    row = _stored(session)
    if entered.host:
        _write(row, entered)
    else:
        row.value, row.secret = None, ""
    session.add(row)
    session.flush()
    return get(session, actor)


def test_mail(session: Session, actor: Actor) -> tuple[Server, Outgoing]:
    """Return the server, and a mail to whoever asks, to be sent by `try_out` when no transaction is open.

    Raises:
        MailUnavailableError: there is no server that could send it.
    """
    require(actor, Permission.MANAGE_SETTINGS)
    ours = sender(session)
    association = settings.read(session).association_name
    text = say("This is a test mail from {association}. The mail server works.", association=association)
    return required(session), Outgoing(
        sender=ours,
        to=Mailbox(actor.name, actor.email),
        reply_to=None,
        subject=translate(say("Test mail from {association}", association=association), actor.locale),
        text=translate(text, actor.locale),
        html="",
        date=utc_now(),
        message_id=make_msgid(domain=ours.address.rpartition("@")[2] or "localhost"),
        headers={"Auto-Submitted": "auto-generated"},
    )


def try_out(to: Server, mail: Outgoing) -> Outcome:
    """Hand a mail over at once and return how it went. Slow: in a worker thread, outside a transaction."""
    try:
        with smtp.envelope(to, mail, timeout=PATIENCE_SECONDS) as accepted:
            answer = accepted.hand_over()
    except smtp.HandOverError as error:
        return Outcome(is_sent=False, to=mail.to.address, told=told(error))
    except smtp.UnsureError as error:
        answer = say("The mail server ended the connection without an answer: {answer}", answer=f"{error}")
        return Outcome(is_sent=False, to=mail.to.address, told=answer)
    said = say("The mail server has taken the mail: {answer}", answer=answer)
    return Outcome(is_sent=True, to=mail.to.address, told=said)


def told(error: smtp.HandOverError) -> Message:
    """Return why a mail was not taken, as people read it."""
    answer = str(error)
    refused = say("The mail server refused: {answer}", answer=answer)
    not_now = say("The mail server did not take the mail: {answer}", answer=answer)
    return {
        Cause.ANSWER: refused if isinstance(error, smtp.RefusedError) else not_now,
        Cause.NO_SMTPUTF8: say(
            "Our mail server cannot send to {address}: it takes no letters such as å before the @.", address=answer
        ),
        Cause.ADDRESS: say("No mail can be sent to {address}: this is not an address.", address=answer),
        Cause.SIGN_IN: say("The mail server does not accept our user name or password: {answer}", answer=answer),
        Cause.CERTIFICATE: say("The mail server’s certificate is not to be trusted: {answer}", answer=answer),
        Cause.NOT_ENCRYPTED: say("{host} offers no STARTTLS, so nothing was sent.", host=answer),
        Cause.UNREACHABLE: say("The mail server cannot be reached: {answer}", answer=answer),
    }[error.cause]


def _write(row: Setting, entered: ServerInput) -> None:
    before = row.value or {}
    if not entered.sender_address:
        raise InvalidError({"sender_address": say("Write the address that mail comes from.")})
    if " " in entered.host or "/" in entered.host or "@" in entered.host:
        raise InvalidError({"host": say("Write the name of a server, such as smtp.example.se.")})
    is_elsewhere = before.get("host") not in (None, entered.host)
    if not entered.user or entered.password == "":
        row.secret = ""
    elif entered.password is not None:
        row.secret = encryption.encrypt(entered.password)
    elif row.secret and (is_elsewhere or _is_lost(row)):
        raise InvalidError({"password": say("The password must be entered anew.")})
    security = Security(entered.security)
    kept = entered.model_dump(include={"host", "user", "sender_name", "sender_address"})
    row.value = {**kept, "security": security.value, "port": entered.port or PORTS[security]}


def _is_lost(row: Setting) -> bool:
    if not row.secret:
        return False
    try:
        encryption.decrypt(row.secret)
    except LostKeyError:
        return True
    return False


def _stored(session: Session) -> Setting:
    return session.exec(select(Setting).where(Setting.name == NAME)).first() or Setting(name=NAME)
