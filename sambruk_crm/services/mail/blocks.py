"""Addresses that want no mailings, or that cannot be reached; and the way out that every mailing offers."""

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.models import (
    MailBlock,
    MailBlockReason,
    Mailing,
    MailingRecipient,
    Organisation,
    Person,
    PersonEmail,
    utc_now,
)
from sambruk_crm.services.permissions import Actor, Permission, require

_ANSWER = re.compile(r"(5\d\d)[ -]?(?:5\.(\d{1,3})\.(\d{1,3}))?")
_NO_SUCH_MAILBOX = frozenset({"550", "551", "553"})
"""Codes of RFC 5321 that speak of the mailbox, where a server gives no code of RFC 3463 beside them."""


@dataclass(frozen=True)
class BlockRow:
    """Why an address gets no mailings, since when, and which mailing told us."""

    id: int
    email: str
    reason: str
    since: str
    mailing_id: int | None
    mailing: str
    note: str


def of_person(session: Session, actor: Actor, person_id: int) -> list[BlockRow]:
    """List what blocks a person's addresses."""
    require(actor, Permission.VIEW)
    emails = sa.select(PersonEmail.email).where(col(PersonEmail.person_id) == person_id)
    return _rows(session, col(MailBlock.email).in_(emails))


def of_organisation(session: Session, actor: Actor, organisation_id: int) -> list[BlockRow]:
    """List what blocks an organisation's own addresses."""
    require(actor, Permission.VIEW)
    body = session.get(Organisation, organisation_id)
    emails = {body.email.lower(), body.invoice_email.lower()} - {""} if body else set[str]()
    return _rows(session, col(MailBlock.email).in_(emails)) if emails else []


def add(session: Session, email: str, reason: MailBlockReason, *, mailing_id: int | None, note: str = "") -> None:
    """Note that an address wants nothing or cannot be reached; the first time it was told stays."""
    known = select(MailBlock.id).where(MailBlock.email == email.lower(), MailBlock.reason == reason)
    if session.exec(known).first() is None:
        session.add(MailBlock(email=email.lower(), reason=reason, mailing_id=mailing_id, note=note[:500]))
        session.flush()


def note_refusal(session: Session, recipient: MailingRecipient) -> None:
    """Mark the address of a recipient as one that receives nothing, if that is what the mail server said for good."""
    answer = str(((recipient.reason or {}).get("values") or {}).get("answer", ""))
    if says_no_such_address(answer):
        add(session, recipient.email, MailBlockReason.BOUNCED, mailing_id=recipient.mailing_id, note=answer)


def says_no_such_address(answer: str) -> bool:
    """Return whether a server's answer is about the address, and not about us, the message or a full mailbox."""
    found = _ANSWER.match(answer)
    if found is None:
        return False
    code, topic, detail = found.groups()
    if topic is None:
        return code in _NO_SUCH_MAILBOX
    return topic == "1" or (topic == "2" and detail in {"0", "1"})


def release(session: Session, actor: Actor, block_id: int) -> None:
    """Have mailings go to an address again."""
    require(actor, Permission.EDIT_RECORDS)
    block = session.get(MailBlock, block_id)
    if block is not None:
        session.delete(block)
        session.flush()


def release_person(session: Session, person_id: int) -> None:
    """Forget that a person's addresses opted out; the caller has checked the right."""
    emails = sa.select(PersonEmail.email).where(col(PersonEmail.person_id) == person_id)
    query = select(MailBlock).where(col(MailBlock.email).in_(emails), MailBlock.reason == MailBlockReason.OPTED_OUT)
    for block in session.exec(query):
        session.delete(block)


def address_of(session: Session, token: str) -> str:
    """Return the address that a way out was sent to.

    Raises:
        NotFoundError: it was sent to nobody.
    """
    return _recipient(session, token).email


def opt_out(session: Session, token: str) -> MailingRecipient:
    """Note that whoever holds this token wants no more mailings; once more changes nothing."""
    recipient = _recipient(session, token, for_update=True)
    now = utc_now()
    if recipient.unsubscribed_at is None:
        recipient.unsubscribed_at = now
    person = session.get(Person, recipient.person_id) if recipient.person_id else None
    if person is not None and person.opted_out_at is None:
        person.opted_out_at = now
    add(session, recipient.email, MailBlockReason.OPTED_OUT, mailing_id=recipient.mailing_id)
    session.flush()
    return recipient


def _recipient(session: Session, token: str, *, for_update: bool = False) -> MailingRecipient:
    query = select(MailingRecipient).where(MailingRecipient.token == token)
    found = session.exec(query.with_for_update(**HELD) if for_update else query).first() if token else None
    if found is None:
        raise NotFoundError(say("This link is not one of ours. Please use the whole link of the mail."))
    return found


def _rows(session: Session, where: sa.ColumnElement[bool]) -> list[BlockRow]:
    query = (
        sa.select(MailBlock, Mailing.subject)
        .outerjoin(Mailing, col(Mailing.id) == MailBlock.mailing_id)
        .where(where)
        .order_by(MailBlock.email, col(MailBlock.id))
    )
    return [
        BlockRow(
            block.key,
            block.email,
            block.reason,
            block.created_at.isoformat(),
            block.mailing_id,
            subject or "",
            block.note,
        )
        for block, subject in session.execute(query)
    ]
