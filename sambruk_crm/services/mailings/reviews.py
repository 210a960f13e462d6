"""Looking at a mailing before it is sent: who gets it, who does not and why, and what each will read."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Job,
    JobState,
    Mailing,
    MailingRecipient,
    MailingState,
    RecipientState,
    SkipReason,
    utc_now,
)
from sambruk_crm.services import jobs, mail
from sambruk_crm.services.audit import announce
from sambruk_crm.services.jobs import Work
from sambruk_crm.services.lists import selections
from sambruk_crm.services.mailings import audience, letters, rules, texts
from sambruk_crm.services.mailings.audience import Candidate
from sambruk_crm.services.mailings.texts import Written
from sambruk_crm.services.paging import Page, Paging, fetch, key_of, order_of
from sambruk_crm.services.permissions import Actor, Permission, require

AT_ONCE = 2000
"""Recipients that are written down in one transaction; lists that are not longer are written while one waits."""
JOB = "mailing.recipients"
OPEN = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True)
class Review:
    """What sending would mean now: how many get the mailing, how many do not by reason, and what is missing.

    `missing` counts, by field, the recipients for whom nothing is known and nothing was said to stand there instead.
    A long list is written down by a job: until it is complete, `listed` of about `total` are.
    """

    recipients: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict[str, int])
    missing: dict[str, int] = field(default_factory=dict[str, int])
    is_complete: bool = True
    listed: int = 0
    total: int = 0


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
    """Find out anew who a draft goes to, and keep the list to look through; a long one is written by a job.

    Raises:
        InvalidError: the message names fields that there are not.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = rules.get(session, actor, mailing_id, for_update=True)
    rules.require_draft(mailing)
    texts.check(mailing.subject, mailing.body)
    total = size(session, actor, mailing)
    if total <= AT_ONCE:
        _give_up(session, mailing)
        return list_recipients(session, actor, mailing)
    present = session.get(Job, mailing.job_id) if mailing.job_id is not None else None
    wanted = {"mailing_id": mailing.key, "of": _fingerprint(mailing), "total": total}
    if present is None or present.arguments != wanted or present.state not in OPEN:
        _give_up(session, mailing)
        present = jobs.enqueue(session, JOB, wanted, user_id=actor.user_id)
        mailing.job_id = present.key
        session.flush()
    return _of_job(present)


def reviewed(session: Session, actor: Actor, mailing_id: int) -> Review | None:
    """Return how far the job is that writes a long list down, or what it found; nothing when none was asked for."""
    mailing = rules.get(session, actor, mailing_id)
    job = session.get(Job, mailing.job_id) if mailing.job_id is not None else None
    return _of_job(job) if job is not None and job.kind == JOB else None


def is_of(session: Session, mailing: Mailing) -> bool:
    """Return whether the list that was written down last is the present draft's."""
    job = session.get(Job, mailing.job_id) if mailing.job_id is not None else None
    return job is not None and job.kind == JOB and job.arguments["of"] == _fingerprint(mailing)


def size(session: Session, actor: Actor, mailing: Mailing) -> int:
    """Count whom the audience names, those left out among them."""
    audience = rules.audience_of(mailing)
    halves = (audience.persons, audience.organisations)
    return sum(selections.count(session, actor, half) for half in halves if half is not None)


@jobs.handles(JOB)
def write_down(work: Work) -> dict[str, Any]:
    """Write a long list of recipients down, some at a time; begun again it begins anew."""
    key = work.arguments["mailing_id"]
    with db.reading() as session:
        mailing = session.get(Mailing, key)
        if mailing is None or mailing.job_id != work.job_id:
            return {}
        actor = work.actor(session)
        found = audience.gather(session, actor, rules.audience_of(mailing), mailing.kind)
        told = _told(session, mailing, found)
    for at in range(-AT_ONCE, len(found), AT_ONCE):
        with db.transaction(work.user_id) as session:
            mailing = session.get(Mailing, key, with_for_update=HELD)
            if mailing is None or mailing.job_id != work.job_id or mailing.state is not MailingState.DRAFT:
                return {}
            if at < 0:
                session.execute(sa.delete(MailingRecipient).where(col(MailingRecipient.mailing_id) == key))
            else:
                _insert(session, key, found[at : at + AT_ONCE])
            work.hold(session, {"done": min(len(found), max(0, at + AT_ONCE)), "total": len(found)})
    return asdict(told)


def list_recipients(session: CrmSession, actor: Actor, mailing: Mailing) -> Review:
    """Write down everybody whom the draft is for; the caller has checked the right and holds the row."""
    found = audience.gather(session, actor, rules.audience_of(mailing), mailing.kind)
    session.execute(sa.delete(MailingRecipient).where(col(MailingRecipient.mailing_id) == mailing.key))
    for at in range(0, len(found), AT_ONCE):
        _insert(session, mailing.key, found[at : at + AT_ONCE])
    return _told(session, mailing, found)


def _insert(session: CrmSession, mailing_id: int, some: Sequence[Candidate]) -> None:
    rows: list[dict[str, Any]] = [{**each.row(mailing_id), "created_at": utc_now()} for each in some]
    if rows:
        session.execute(sa.insert(MailingRecipient), rows)
    announce(session, MailingRecipient, 0)


def _told(session: Session, mailing: Mailing, found: Sequence[Candidate]) -> Review:
    """Count who gets the mailing, who does not and why, and for whom something is missing."""
    wanted = texts.needs(mailing.subject, mailing.body)
    values = letters.sender_values(session, mailing)
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
    return Review(len(found) - skipped, skipped, reasons, missing, total=len(found))


def _of_job(job: Job) -> Review:
    if job.state is JobState.DONE and job.result:
        return Review(**job.result)
    return Review(is_complete=False, listed=job.done or 0, total=job.total or job.arguments["total"])


def _give_up(session: CrmSession, mailing: Mailing) -> None:
    """Have the job end that writes down what the draft is not any more."""
    if mailing.job_id is not None:
        waiting = sa.and_(col(Job.id) == mailing.job_id, col(Job.state) == JobState.WAITING)
        session.execute(sa.update(Job).where(waiting).values(state=JobState.CANCELLED, ended_at=utc_now()))
        mailing.job_id = None
        session.flush()


def _fingerprint(mailing: Mailing) -> str:
    draft = [mailing.subject, mailing.body, mailing.kind.value, mailing.audience]
    return hashlib.sha256(json.dumps(draft, sort_keys=True).encode()).hexdigest()


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
    rules.get(session, actor, mailing_id)
    where = [col(MailingRecipient.mailing_id) == mailing_id]
    if wanted.state:
        where.append(col(MailingRecipient.state).in_(wanted.state))
    if wanted.skipped_for:
        where.append(col(MailingRecipient.skipped_for).in_(wanted.skipped_for))
    if wanted.text:
        both = (col(MailingRecipient.name), col(MailingRecipient.email))
        where.append(sa.or_(*(db.has_text(session, column, wanted.text) for column in both)))
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
    mailing = rules.get(session, actor, mailing_id)
    texts.check(mailing.subject, mailing.body)
    values = letters.sender_values(session, mailing)
    if recipient_id is None:
        return texts.write(mailing.subject, mailing.body, letters.values_of(session, actor) | values)
    recipient = session.get(MailingRecipient, recipient_id)
    if recipient is None or recipient.mailing_id != mailing_id:
        raise NotFoundError
    return texts.write(mailing.subject, mailing.body, recipient.field_values | values)


def send_test(session: CrmSession, actor: Actor, mailing_id: int, recipient_id: int | None = None) -> None:
    """Send the message to whoever asks, filled in for a recipient or for oneself.

    Raises:
        InvalidError: mail is not set up, or the message names fields that there are not.
    """
    require(actor, Permission.SEND_MAILINGS)
    letters.require_mail(session)
    mailing = rules.get(session, actor, mailing_id)
    written = preview(session, actor, mailing_id, recipient_id)
    subject = translate(say("Test: {subject}", subject=written.subject), actor.locale)
    made = letters.letter(session, mailing, replace(written, subject=subject))
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
    """Return what the mail server said of a recipient, or with whom the address is shared."""
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
        sent_at=rules.time_of(recipient.sent_at),
        unsubscribed_at=rules.time_of(recipient.unsubscribed_at),
    )
