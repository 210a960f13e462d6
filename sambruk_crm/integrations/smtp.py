"""Handing a mail over to a mail server, in two steps, so that the caller can write down what it is about to do."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 30
PORTS = {"smtp": 587, "smtps": 465}
PERMANENT = 500


class RefusedError(Exception):
    """The server will not take this mail, now or later."""


class UnavailableError(Exception):
    """The server could not take the mail this time; it certainly has not got it."""


class UnsureError(Exception):
    """The connection ended while the mail was being handed over: the server may or may not have it."""


class Envelope:
    """A mail whose sender and recipient the server has accepted, and whose content it has not seen yet."""

    def __init__(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        self._server = server
        self._message = message

    def hand_over(self) -> None:
        """Send the content.

        Raises:
            RefusedError: the server said no for good.
            UnavailableError: the server said no for now.
            UnsureError: it said nothing.
        """
        try:
            code, text = self._server.data(self._message.as_bytes(policy=self._message.policy.clone(linesep="\r\n")))
        except smtplib.SMTPDataError as error:
            raise _answer(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise UnsureError(str(error)) from error
        if code >= 400:  # noqa: PLR2004 -- SMTP's border between yes and no
            raise _answer(code, text)


@contextmanager
def envelope(url: str, message: EmailMessage, sender: str, recipient: str) -> Iterator[Envelope]:
    """Connect, sign in, and name sender and recipient.

    Args:
        url: smtp://user:password@host:587 (encrypted where the server can) or smtps://… (encrypted from the start).

    Raises:
        RefusedError: the server does not take mail for this recipient.
        UnavailableError: the server is away, or refuses for now.
    """
    try:
        server = _connect(url)
    except smtplib.SMTPResponseException as error:
        raise UnavailableError(_said(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(str(error)) from error
    try:
        for code, text in _addresses(server, sender, recipient):
            if code >= 400:  # noqa: PLR2004 -- as above
                raise _answer(code, text)
        yield Envelope(server, message)
    finally:
        _leave(server)


def _connect(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    server.ehlo_or_helo_if_needed()
    if parts.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=context)
        server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _addresses(server: smtplib.SMTP, sender: str, recipient: str) -> Iterator[tuple[int, bytes]]:
    try:
        yield server.mail(sender)
        yield server.rcpt(recipient)
    except (OSError, smtplib.SMTPException) as error:
        raise UnavailableError(str(error)) from error


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _answer(code: int, text: bytes | str) -> Exception:
    kind = RefusedError if code >= PERMANENT else UnavailableError
    return kind(_said(code, text))


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
