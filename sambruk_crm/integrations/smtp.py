"""Handing a mail over to a mail server, in two steps, so that the caller can write down what it is about to do."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from sambruk_crm.integrations.mail_message import AddressError, Outgoing, content_of, wire_address

TIMEOUT_SECONDS = 30
PERMANENT = 500


class Security(StrEnum):
    """How the way to the server is encrypted."""

    STARTTLS = "starttls"
    """After greeting; a server that cannot is not used."""
    TLS = "tls"
    """From the start."""
    NONE = "none"
    WHERE_OFFERED = "where_offered"
    """After greeting, where the server can."""


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25, Security.WHERE_OFFERED: 587}


@dataclass(frozen=True)
class Server:
    """A mail server, and who we are to it; without a user nobody signs in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, url: str) -> "Server":
        """Read smtp://user:password@host:587 (encrypted where offered) or smtps://… (encrypted from the start)."""
        parts = urlsplit(url)
        security = Security.TLS if parts.scheme == "smtps" else Security.WHERE_OFFERED
        port = parts.port or PORTS[security]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname or "localhost", port, security, user, password)


class Cause(StrEnum):
    """Why a mail was not taken, as far as it is ours to tell."""

    ANSWER = "answer"
    """The server said so, in its own words."""
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    NOT_ENCRYPTED = "not_encrypted"
    SIGN_IN = "sign_in"
    NO_SMTPUTF8 = "no_smtputf8"
    ADDRESS = "address"


class HandOverError(Exception):
    """The server did not take the mail; the text is its answer, or what went wrong on the way."""

    def __init__(self, answer: str, cause: Cause = Cause.ANSWER) -> None:
        super().__init__(answer)
        self.cause = cause


class RefusedError(HandOverError):
    """The server will not take this mail, now or later."""


class UnavailableError(HandOverError):
    """The server could not take the mail this time; it certainly has not got it."""


class UnsureError(Exception):
    """The connection ended while the mail was being handed over: the server may or may not have it."""


class Envelope:
    """A mail whose sender and recipient the server has accepted, and whose content it has not seen yet."""

    def __init__(self, server: smtplib.SMTP, content: bytes) -> None:
        self._server = server
        self._content = content

    def hand_over(self) -> str:
        """Send the content; returns what the server said to it.

        Raises:
            RefusedError: the server said no for good.
            UnavailableError: the server said no for now.
            UnsureError: it said nothing.
        """
        try:
            code, text = self._server.data(self._content)
        except smtplib.SMTPDataError as error:
            raise _answer(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnsureError(str(error)) from error
        if code >= 400:  # noqa: PLR2004 -- SMTP's border between yes and no
            raise _answer(code, text)
        return _said(code, text)


@contextmanager
def envelope(to: Server, mail: Outgoing, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[Envelope]:
    """Connect, sign in, and name sender and recipient.

    Raises:
        RefusedError: the server does not take mail for this recipient, or no server can.
        UnavailableError: the server is away, or refuses for now.
    """
    try:
        content = content_of(mail)
    except AddressError as error:
        raise RefusedError(str(error), Cause.ADDRESS) from error
    server = _connected(to, timeout)
    try:
        if mail.needs_smtputf8 and not server.has_extn("smtputf8"):
            raise RefusedError(mail.to.address, Cause.NO_SMTPUTF8)
        for code, text in _addresses(server, mail):
            if code >= 400:  # noqa: PLR2004 -- as above
                raise _answer(code, text)
        yield Envelope(server, content)
    finally:
        _leave(server)


def _connected(to: Server, timeout: float) -> smtplib.SMTP:
    try:
        return _connect(to, timeout)
    except smtplib.SMTPAuthenticationError as error:
        raise UnavailableError(_said(error.smtp_code, error.smtp_error), Cause.SIGN_IN) from error
    except _NotEncryptedError as error:
        raise UnavailableError(to.host, Cause.NOT_ENCRYPTED) from error
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:  # no way to sign in, or letters that none has
        raise UnavailableError(str(error), Cause.SIGN_IN) from error
    except smtplib.SMTPResponseException as error:
        raise UnavailableError(_said(error.smtp_code, error.smtp_error)) from error
    except ssl.SSLError as error:
        raise UnavailableError(str(error), Cause.CERTIFICATE) from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise UnavailableError(str(error), Cause.UNREACHABLE) from error


class _NotEncryptedError(Exception):
    pass


def _connect(to: Server, timeout: float) -> smtplib.SMTP:
    if to.security is Security.TLS:
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(to.host, to.port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(to.host, to.port, timeout=timeout)
    try:
        server.ehlo_or_helo_if_needed()
        if to.security in {Security.STARTTLS, Security.WHERE_OFFERED}:
            _encrypt(server, is_needed=to.security is Security.STARTTLS)
        if to.user:
            server.login(to.user, to.password)
    except BaseException:
        server.close()
        raise
    return server


def _encrypt(server: smtplib.SMTP, *, is_needed: bool) -> None:
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())  # 40 ms, so only where it is used
        server.ehlo()
    elif is_needed:
        raise _NotEncryptedError


def _addresses(server: smtplib.SMTP, mail: Outgoing) -> Iterator[tuple[int, bytes]]:
    options = ["SMTPUTF8", "BODY=8BITMIME"] if mail.needs_smtputf8 else []
    if options:
        server.command_encoding = "utf-8"
    try:
        yield server.mail(wire_address(mail.sender.address), options)
        yield server.rcpt(wire_address(mail.to.address))
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(str(error), Cause.UNREACHABLE) from error


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException, ValueError):
        server.close()


def _answer(code: int, text: bytes | str) -> Exception:
    kind = RefusedError if code >= PERMANENT else UnavailableError
    return kind(_said(code, text))


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
