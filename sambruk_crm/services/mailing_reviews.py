"""Looking at a mailing before it is sent: who gets it, who does not and why, and what each will read."""

from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Mailing,
    MailingRecipient,
    RecipientState,
    SkipReason,
    utc_now,
)
from sambruk_crm.services import mail, mailing_audience, mailing_letters, mailing_texts, mailings
from sambruk_crm.services.audit import announce
from sambruk_crm.services.mailing_texts import Written
from sambruk_crm.services.paging import Page, Paging, fetch, key_of, order_of
from sambruk_crm.services.permissions import Actor, Permission, require

AT_ONCE = 1000


@dataclass(frozen=True)
class Review:
    """What sending would mean now: how many get the mailing, how many do not by reason, and what is missing.

    `missing` counts, by field, the recipients for whom nothing is known and nothing was said to stand there instead.
    """

    recipients: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    missing: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True)
class RecipientFilter:
    """Which recipients of a mailing are wanted."""

    text: str = ""
    state: tuple[RecipientState, ...] = ()
    skipped_for: tuple[SkipReason, ...] = ()


@dataclass(frozen=True)
class RecipientRow:
    """A recipient as a list shows it; `detail` is what the server said, or with whom the address is shared."""

    id: int
    name: str
    email: str
    person_id: int | None
    organisation_id: int | None
    state: str
    skipped_for: str
    detail: str
    sent_at: str
    unsubscribed_at: str


def review(session: CrmSession, actor: Actor, mailing_id: int) -> Review:
    """Find out anew who a draft goes to, and keep the list to look through.

    Raises:
        InvalidError: the message names fields that there are not.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = mailings.get(session, actor, mailing_id, for_update=True)
    mailings.require_draft(mailing)
    mailing_texts.check(mailing.subject, mailing.body)
    return list_recipients(session, actor, mailing)


def list_recipients(session: CrmSession, actor: Actor, mailing: Mailing) -> Review:
    """Write down everybody whom the draft is for; the caller has checked the right and holds the row."""
    found = mailing_audience.gather(session, actor, mailings.audience_of(mailing), mailing.kind)
    session.execute(sa.delete(MailingRecipient).where(col(MailingRecipient.mailing_id) == mailing.key))
    rows: list[dict[str, Any]] = [{**each.row(mailing.key), "created_at": utc_now()} for each in found]
    for at in range(0, len(rows), AT_ONCE):
        session.execute(sa.insert(MailingRecipient), rows[at : at + AT_ONCE])
    announce(session, MailingRecipient, 0)
    wanted = mailing_texts.needs(mailing.subject, mailing.body)
    values = mailing_letters.sender_values(session, mailing)
    reasons: dict[str, int] = {}
    missing: dict[str, int] = {}
    for each in found:
        if each.skipped_for:
            reasons[each.skipped_for.value] = reasons.get(each.skipped_for.value, 0) + 1
            continue
        for name in wanted:
            if not (each.field_values.get(name) or values.get(name)):
                missing[name] = missing.get(name, 0) + 1
    skipped = sum(reasons.values())
    return Review(len(found) - skipped, skipped, reasons, missing)


def recipients(
    session: Session,
    actor: Actor,
    mailing_id: int,
    wanted: RecipientFilter,
    *,
    sort: str = "id",
    paging: Paging | None = None,
) -> Page[RecipientRow]:
    """List a mailing's recipients, those skipped among them, in the order in which they are written to."""
    page = find(session, actor, mailing_id, wanted, sort=sort, paging=paging)
    return Page([_row(each, actor.locale) for each in page.items], page.total, page.next_cursor)


def find(
    session: Session,
    actor: Actor,
    mailing_id: int,
    wanted: RecipientFilter,
    *,
    sort: str = "id",
    paging: Paging | None = None,
) -> Page[MailingRecipient]:
    """List a mailing's recipients as they are stored."""
    mailings.get(session, actor, mailing_id)
    where = [col(MailingRecipient.mailing_id) == mailing_id]
    if wanted.state:
        where.append(col(MailingRecipient.state).in_(wanted.state))
    if wanted.skipped_for:
        where.append(col(MailingRecipient.skipped_for).in_(wanted.skipped_for))
    if wanted.text:
        both = (col(MailingRecipient.name), col(MailingRecipient.email))
        where.append(sa.or_(*(column.icontains(wanted.text.strip(), autoescape=True) for column in both)))
    columns = {
        "id": key_of(MailingRecipient),
        "name": sa.func.lower(MailingRecipient.name),
        "email": sa.inspect(MailingRecipient).c.email,
    }
    return fetch(session, MailingRecipient, sa.and_(*where), order_of(sort, columns), paging or Paging())


def preview(session: Session, actor: Actor, mailing_id: int, recipient_id: int | None = None) -> Written:
    """Show the message as a recipient will read it; without one, as it would reach oneself.

    Raises:
        InvalidError: the message names fields that there are not.
    """
    mailing = mailings.get(session, actor, mailing_id)
    mailing_texts.check(mailing.subject, mailing.body)
    values = mailing_letters.sender_values(session, mailing)
    if recipient_id is None:
        return mailing_texts.write(mailing.subject, mailing.body, mailing_letters.values_of(session, actor) | values)
    recipient = session.get(MailingRecipient, recipient_id)
    if recipient is None or recipient.mailing_id != mailing_id:
        raise NotFoundError
    return mailing_texts.write(mailing.subject, mailing.body, recipient.field_values | values)


def send_test(session: CrmSession, actor: Actor, mailing_id: int, recipient_id: int | None = None) -> None:
    """Send the message to whoever asks, filled in for a recipient or for oneself.

    Raises:
        InvalidError: mail is not set up, or the message names fields that there are not.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing_letters.require_mail()
    mailing = mailings.get(session, actor, mailing_id)
    written = preview(session, actor, mailing_id, recipient_id)
    subject = translate(say("Test: {subject}", subject=written.subject), actor.locale)
    made = mailing_letters.letter(session, mailing, replace(written, subject=subject))
    mail.post(
        session,
        purpose="mailing_test",
        to_address=actor.email,
        to_name=actor.name,
        subject=made.subject,
        text=made.text,
        html=made.html,
        headers=made.headers,
        from_name=made.from_name,
        reply_to=made.reply_to,
        user_id=actor.user_id,
    )


def detail_of(recipient: MailingRecipient, locale: str) -> str:
    """Tell what the mail server said of a recipient, or with whom the address is shared."""
    told = recipient.reason or {}
    return str(told["same_as"]) if "same_as" in told else translate(Message(**told), locale) if told else ""


def _row(recipient: MailingRecipient, locale: str) -> RecipientRow:
    return RecipientRow(
        id=recipient.key,
        name=recipient.name,
        email=recipient.email,
        person_id=recipient.person_id,
        organisation_id=recipient.organisation_id,
        state=recipient.state,
        skipped_for=recipient.skipped_for or "",
        detail=detail_of(recipient, locale),
        sent_at=mailings.time_of(recipient.sent_at),
        unsubscribed_at=mailings.time_of(recipient.unsubscribed_at),
    )
