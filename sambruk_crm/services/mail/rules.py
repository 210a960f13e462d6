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
from sambruk_crm.config import settings as configuration
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, Message, say
from sambruk_crm.integrations import smtp
from sambruk_crm.integrations.mail_message import Mailbox, Outgoing
from sambruk_crm.integrations.smtp import Cause
from sambruk_crm.models import MailState, OutboundMail, utc_now
from sambruk_crm.services import audit, jobs, settings
from sambruk_crm.services.jobs import FinalError, LeaseLostError, Work

KIND = "mail"
log = logging.getLogger(__name__)


class MailUnavailableError(CrmError):
    """The mail server did not take the mail this time."""

    status = 503
    slug = "mail-unavailable"


TriedAgain = Callable[[CrmSession, int], None]
_TRIED_AGAIN: dict[str, TriedAgain] = {}


def is_configured() -> bool:
    """Return whether there is a mail server to hand mail to."""
    return configuration().smtp_url is not None


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
) -> OutboundMail:
    """Have one mail sent to one address, from the caller's transaction on.

    Args:
        from_name: who it comes from, the association if not told; `reply_to` is an address of the same name.
        headers: structured ones, whose values are plain ASCII.
    """
    domain = configuration().mail_from.rpartition("@")[2] or "localhost"
    mail = OutboundMail(
        purpose=purpose,
        to_address=to_address,
        to_name=to_name,
        from_name=from_name,
        reply_to=reply_to,
        subject=subject,
        text=text,
        html=html,
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
        outgoing = _outgoing(mail, settings.read(session).association_name)
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
    url = configuration().smtp_url
    if url is None:
        raise MailUnavailableError(say("No mail server is set up (SAMBRUK_SMTP_URL)."))
    try:
        with smtp.envelope(url, outgoing) as accepted:
            _begin(work, mail)
            accepted.hand_over()
            _end(work, mail, MailState.SENT)
    except smtp.RefusedError as error:
        told = _told(error)
        _end(work, mail, MailState.FAILED, told)
        raise FinalError(told) from error
    except smtp.UnavailableError as error:
        told = _told(error)
        _end(work, mail, MailState.WAITING, told)
        raise MailUnavailableError(told) from error
    except smtp.UnsureError as error:
        told = say("We were interrupted while handing this mail over. It may or may not have arrived.")
        _end(work, mail, MailState.HANDING_OVER, told)
        raise FinalError(told) from error
    except (LeaseLostError, FinalError):
        raise
    except Exception as error:
        log.exception("Mail %s could not be written", mail.id)
        told = say("This mail could not be written: {error}", error=f"{error}"[:300])
        _end(work, mail, MailState.FAILED, told)
        raise FinalError(told) from error


def _told(error: smtp.HandOverError) -> Message:
    answer = str(error)
    refused = say("The mail server refused: {answer}", answer=answer)
    not_now = say("The mail server did not take the mail: {answer}", answer=answer)
    return {
        Cause.ANSWER: refused if isinstance(error, smtp.RefusedError) else not_now,
        Cause.NO_SMTPUTF8: say(
            "Our mail server cannot send to {address}: it takes no letters such as å before the @.", address=answer
        ),
        Cause.ADDRESS: say("No mail can be sent to {address}: this is not an address.", address=answer),
        Cause.SIGN_IN: say(
            "The mail server does not accept our user name or password (SAMBRUK_SMTP_URL): {answer}", answer=answer
        ),
        Cause.CERTIFICATE: say("The mail server's certificate is not to be trusted: {answer}", answer=answer),
        Cause.UNREACHABLE: say("The mail server cannot be reached: {answer}", answer=answer),
    }[error.cause]


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


def _outgoing(mail: OutboundMail, association: str) -> Outgoing:
    headers = dict(mail.headers)
    before = {name: headers.pop(name, "") for name in ("From", "Reply-To")}  # of mails written by an earlier version
    sender = mail.from_name or parseaddr(before["From"])[0] or association
    reply_to = mail.reply_to or parseaddr(before["Reply-To"])[1]
    return Outgoing(
        sender=Mailbox(sender, configuration().mail_from or "crm@localhost"),
        to=Mailbox(mail.to_name, mail.to_address),
        reply_to=Mailbox(sender, reply_to) if reply_to else None,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        date=utc_now(),
        message_id=mail.message_id,
        headers=headers,
    )
