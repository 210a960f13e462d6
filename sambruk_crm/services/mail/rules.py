"""Mail that leaves us: written down with its data, handed over by a job, at most once."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from email.utils import make_msgid, parseaddr
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from sambruk_crm import db
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import Message, say
from sambruk_crm.integrations import smtp
from sambruk_crm.integrations.mail_message import Mailbox, Outgoing
from sambruk_crm.models import MailState, OutboundMail, utc_now
from sambruk_crm.services import audit, encryption, jobs
from sambruk_crm.services.encryption import LostKeyError
from sambruk_crm.services.jobs import FinalError, LeaseLostError, Work
from sambruk_crm.services.mail import server
from sambruk_crm.services.mail.server import MailUnavailableError

KIND = "mail"
log = logging.getLogger(__name__)


TriedAgain = Callable[[CrmSession, int], None]
_TRIED_AGAIN: dict[str, TriedAgain] = {}


def post(
    session: CrmSession,
    *,
    purpose: str,
    to_address: str,
    subject: str,
    text: str,
    html: str = "",
    to_name: str = "",
    from_name: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
    user_id: int | None = None,
    run_at: datetime | None = None,
    is_sealed: bool = False,
) -> OutboundMail:
    """Have one mail sent to one address, from the caller's transaction on.

    Args:
        from_name: who it comes from, the association if not told; `reply_to` is an address of the same name.
        headers: structured ones, whose values are plain ASCII.
        is_sealed: the text is kept encrypted, because whoever could read it could sign in.
    """
    domain = server.sender_address(session).rpartition("@")[2] or "localhost"
    mail = OutboundMail(
        purpose=purpose,
        to_address=to_address,
        to_name=to_name,
        from_name=from_name,
        reply_to=reply_to,
        subject=subject,
        text=encryption.encrypt(text) if is_sealed else text,
        html=html,
        is_sealed=is_sealed,
        headers=headers or {},
        message_id=make_msgid(domain=domain),
        user_id=user_id,
    )
    session.add(mail)
    session.flush()
    mail.job_id = jobs.enqueue(session, KIND, {"mail_id": mail.key}, user_id=user_id, run_at=run_at).key
    session.flush()
    return mail


@jobs.handles(KIND)
def hand_over(work: Work) -> dict[str, Any]:
    """Send the mail of a job, unless an earlier attempt may have sent it already."""
    with db.reading() as session:
        mail = session.get_one(OutboundMail, work.arguments["mail_id"])
        outgoing = _outgoing(mail, server.sender(session))
    if mail.state is MailState.HANDING_OVER:
        raise FinalError(say("We were interrupted while handing this mail over. It may or may not have arrived."))
    if mail.state is MailState.WAITING:
        _send(work, mail, outgoing)
    return {"mail_id": mail.key, "to": mail.to_address}


def when_tried_again(purpose: str) -> Callable[[TriedAgain], TriedAgain]:
    """Register who hears of it when a mail of a purpose, which had ended without arriving, is tried again."""

    def register(told: TriedAgain) -> TriedAgain:
        _TRIED_AGAIN[purpose] = told
        return told

    return register


def try_again(session: CrmSession, mail_id: int) -> None:
    """Have a mail that failed, or that may have arrived, wait anew; the caller sees to its job."""
    for state in (MailState.HANDING_OVER, MailState.FAILED):
        write(session, mail_id, state, state=MailState.WAITING, reason=None)
    told = _TRIED_AGAIN.get(session.get_one(OutboundMail, mail_id, populate_existing=True).purpose)
    if told is not None:
        told(session, mail_id)


def write(session: CrmSession, mail_id: int, expected: MailState, **values: Any) -> bool:
    """Bring a mail from one state to another, if it is in the expected one."""
    where = sa.and_(col(OutboundMail.id) == mail_id, col(OutboundMail.state) == expected)
    written = session.execute(sa.update(OutboundMail).where(where).values(**values))
    audit.announce(session, OutboundMail, mail_id)
    return bool(written.rowcount)  # pyright: ignore[reportAttributeAccessIssue]


def _send(work: Work, mail: OutboundMail, outgoing: Outgoing) -> None:
    try:
        with db.reading() as session:
            to = server.required(session)
        with smtp.envelope(to, outgoing) as accepted:
            _begin(work, mail)
            accepted.hand_over()
            _end(work, mail, MailState.SENT)
    except smtp.RefusedError as error:
        told = server.told(error)
        _end(work, mail, MailState.FAILED, told)
        raise FinalError(told) from error
    except smtp.UnavailableError as error:
        told = server.told(error)
        _end(work, mail, MailState.WAITING, told)
        raise MailUnavailableError(told) from error
    except smtp.UnsureError as error:
        told = say("We were interrupted while handing this mail over. It may or may not have arrived.")
        _end(work, mail, MailState.HANDING_OVER, told)
        raise FinalError(told) from error
    except (LeaseLostError, FinalError, MailUnavailableError):
        raise
    except Exception as error:
        log.exception("Mail %s could not be written", mail.id)
        told = say("This mail could not be written: {error}", error=f"{error}"[:300])
        _end(work, mail, MailState.FAILED, told)
        raise FinalError(told) from error


def _begin(work: Work, mail: OutboundMail) -> None:
    with db.transaction(work.user_id) as session:
        work.hold(session)
        if not write(session, mail.key, MailState.WAITING, state=MailState.HANDING_OVER):
            raise LeaseLostError


def _end(work: Work, mail: OutboundMail, state: MailState, reason: Message | None = None) -> None:
    sent_at = utc_now() if state is MailState.SENT else None
    values = {"state": state, "reason": asdict(reason) if reason else None, "sent_at": sent_at}
    with db.transaction(work.user_id) as session:
        for expected in (MailState.HANDING_OVER, MailState.WAITING):
            if write(session, mail.key, expected, **values):
                return


def _outgoing(mail: OutboundMail, ours: Mailbox) -> Outgoing:
    headers = dict(mail.headers)
    before = {name: headers.pop(name, "") for name in ("From", "Reply-To")}  # of mails written by an earlier version
    name = mail.from_name or parseaddr(before["From"])[0] or ours.name
    reply_to = mail.reply_to or parseaddr(before["Reply-To"])[1]
    return Outgoing(
        sender=Mailbox(name, ours.address),
        to=Mailbox(mail.to_name, mail.to_address),
        reply_to=Mailbox(name, reply_to) if reply_to else None,
        subject=mail.subject,
        text=_text(mail),
        html=mail.html,
        date=utc_now(),
        message_id=mail.message_id,
        headers=headers,
    )


def _text(mail: OutboundMail) -> str:
    try:
        return encryption.decrypt(mail.text) if mail.is_sealed else mail.text
    except LostKeyError:
        raise FinalError(say("This mail cannot be read any more: it was encrypted with another key.")) from None
