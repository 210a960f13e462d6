"""A mail as it leaves, built so that any reader decodes exactly what was typed.

Three kinds of header, each with one way of writing it, on every version of Python alike:
free text (a subject, a name) is folded at its spaces, or becomes encoded words as a whole;
an address is one address, its name quoted or encoded whole, its domain in Punycode;
a structured header (List-Unsubscribe, Message-ID, …) is plain ASCII on one line, never encoded and never folded.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote

import idna

LINE, LONGEST_LINE = 75, 900
"""Characters of a header's line that we aim for, and that no server may refuse (RFC 5322 says 998)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\xa0<>,;:\[\]()\\\"\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
"""What would end an address in a header and begin another, or could not be seen in it."""
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


class AddressError(ValueError):
    """An address that no mail can be sent to."""


@dataclass(frozen=True)
class Mailbox:
    """A name, which may be empty, and an address as people write it."""

    name: str
    address: str


@dataclass(frozen=True)
class Outgoing:
    """A mail with its parts; `headers` are structured ones, whose values are plain ASCII."""

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    reply_to: Mailbox | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def needs_smtputf8(self) -> bool:
        """Whether only a server that speaks SMTPUTF8 can take it."""
        return any(not wire_address(box.address).isascii() for box in (self.sender, self.to, self.reply_to) if box)


def wire_address(address: str) -> str:
    """Return an address as servers understand it: the domain in Punycode, the part before it as it is.

    Raises:
        AddressError: it is none.
    """
    local, at, domain = address.rpartition("@")
    if not (local and at and domain) or _NO_ADDRESS.search(address):
        raise AddressError(address)
    try:
        return f"{local}@{domain if domain.isascii() else idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError as error:
        raise AddressError(address) from error


def content_of(mail: Outgoing) -> bytes:
    """Return the whole mail, its lines ended by CR LF.

    Raises:
        AddressError: one of its addresses is none.
    """
    lines = "".join(f"{name}: {value}\r\n" for name, value in _headers(mail))
    return lines.encode() + _body(mail)


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, for a header."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _headers(mail: Outgoing) -> Iterator[tuple[str, str]]:
    yield "From", _address("From", mail.sender)
    yield "To", _address("To", mail.to)
    if mail.reply_to is not None:
        yield "Reply-To", _address("Reply-To", mail.reply_to)
    yield "Subject", _free_text("Subject", mail.subject)
    yield "Date", format_datetime(mail.date)
    yield "Message-ID", _structured(mail.message_id)
    for name, value in mail.headers.items():
        yield _structured(name), _structured(value)


def _free_text(name: str, text: str) -> str:
    text = one_line(text)
    if text.isascii() and "=?" not in text and len(f"{name}: {text}") <= LINE:
        return text
    return _encoded(name, text)


def _address(name: str, box: Mailbox) -> str:
    address, shown = wire_address(box.address), one_line(box.name)
    if not shown:
        return address
    if not shown.isascii() or "=?" in shown or len(shown) > LINE - len("Reply-To: "):
        written = _encoded(name, shown)
    else:
        written = shown if _PLAIN_NAME.fullmatch(shown) else f'"{quote(shown)}"'
    last = written.rpartition("\r\n")[2]
    gap = " " if len(name) + len(last) + len(address) < LINE else "\r\n "
    return f"{written}{gap}<{address}>"


def _encoded(name: str, text: str) -> str:
    """Write a text as encoded words (RFC 2047), all of it, so that no space stands between two of them."""
    return Header(text, "utf-8", maxlinelen=LINE, header_name=name).encode(linesep="\r\n")


def _structured(value: str) -> str:
    if not value.isascii() or _CONTROL.search(value) or len(value) > LONGEST_LINE:
        msg = f"a structured header is plain ASCII on one line, and this is not: {value[:100]!r}"
        raise ValueError(msg)
    return value


def _body(mail: Outgoing) -> bytes:
    """Return the parts with their own headers, in ASCII, with short lines."""
    body = EmailMessage(policy=SMTP)
    body.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        body.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return body.as_bytes()
