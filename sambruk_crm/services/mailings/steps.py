"""Sending a mailing step by step: a job that hands out mails at a set pace and writes down what became of them.

Each step is one transaction, so that a kill at any moment leaves a recipient either untouched or with a mail of their
own, which `services.mail` hands over at most once.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import say
from sambruk_crm.models import (
    Job,
    JobState,
    Mailing,
    MailingRecipient,
    MailingState,
    MailState,
    OutboundMail,
    Person,
    RecipientState,
    utc_now,
)
from sambruk_crm.services import jobs, mail, settings
from sambruk_crm.services.audit import announce
from sambruk_crm.services.jobs import Work
from sambruk_crm.services.mailings import audience, figures, history, letters, texts

log = logging.getLogger(__name__)
JOB = "mailing"
STEP = timedelta(seconds=5)
"""How far ahead mails are handed out; also how late a stop can be felt."""
PATIENCE = timedelta(seconds=30)
"""How often a mailing whose mails are all handed out looks for those that are being tried again."""
OVER = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
UNDER_WAY = frozenset({MailingState.QUEUED, MailingState.SENDING})


def begin(session: Session, mailing: Mailing, user_id: int | None, at: datetime) -> None:
    """Ask for the first step of a mailing."""
    mailing.job_id = jobs.enqueue(session, JOB, {"mailing_id": mailing.key}, user_id=user_id, run_at=at).key
    session.flush()


def call_back(session: CrmSession, mailing: Mailing) -> None:
    """Take back the mails that were handed out and that nobody has begun to send."""
    ours = _under_way(mailing)
    begun = [recipient.mail_id for recipient, sent, _ in session.execute(ours) if sent.state is MailState.WAITING]
    jobs_of = sa.select(OutboundMail.job_id).where(col(OutboundMail.id).in_(begun))
    untouched = sa.and_(col(Job.id).in_(jobs_of), col(Job.state) == JobState.WAITING, col(Job.attempts) == 0)
    session.execute(sa.update(Job).where(untouched).values(state=JobState.CANCELLED, ended_at=utc_now()))
    for recipient, sent, job in session.execute(ours.execution_options(populate_existing=True)):
        if sent.state is MailState.WAITING and job is not None and job.state is JobState.CANCELLED:
            recipient.state, recipient.mail_id = RecipientState.WAITING, None
            session.delete(sent)


@jobs.handles(JOB)
def step(work: Work) -> None:
    """Do one step of a mailing and ask for the next; a step that was done already changes nothing."""
    with db.transaction(work.user_id) as session:
        mailing = session.get(Mailing, work.arguments["mailing_id"], with_for_update=HELD)
        if mailing is None or mailing.job_id != work.job_id or mailing.state not in UNDER_WAY | {MailingState.STOPPED}:
            return
        now = utc_now()
        _settle(session, mailing)
        busy = timedelta()
        if mailing.state in UNDER_WAY:
            if mailing.state is MailingState.QUEUED:
                mailing.state, mailing.started_at = MailingState.SENDING, now
            busy = _hand_out(session, mailing, now)
        _go_on(session, mailing, work, now + busy)


@mail.when_tried_again(JOB)
def hear_again(session: CrmSession, mail_id: int) -> None:
    """Listen once more for what becomes of a recipient's mail, also when the mailing has ended meanwhile."""
    query = sa.select(MailingRecipient).where(
        col(MailingRecipient.mail_id) == mail_id,
        col(MailingRecipient.state).in_((RecipientState.FAILED, RecipientState.UNSURE)),
    )
    recipient = session.scalar(query)
    if recipient is None:
        return
    mailing = session.get_one(Mailing, recipient.mailing_id, with_for_update=HELD)
    recipient.state, recipient.reason = RecipientState.SENDING, None
    if mailing.state is MailingState.DONE:
        mailing.state, mailing.ended_at = MailingState.SENDING, None
    if mailing.job_id is None:
        begin(session, mailing, mailing.author_id, utc_now() + STEP)
    announce(session, Mailing, mailing.key)


def _hand_out(session: CrmSession, mailing: Mailing, now: datetime) -> timedelta:
    """Return the next recipients their mails, and tell how long these will take at the set pace."""
    each = timedelta(minutes=1) / settings.read(session).mails_per_minute
    query = (
        sa.select(MailingRecipient)
        .where(col(MailingRecipient.mailing_id) == mailing.key, col(MailingRecipient.state) == RecipientState.WAITING)
        .order_by(col(MailingRecipient.id))
        .limit(max(1, STEP // each))
    )
    chosen = list(session.scalars(query))
    wanted = {recipient.person_id for recipient in chosen}
    people = {person.id: person for person in session.scalars(sa.select(Person).where(col(Person.id).in_(wanted)))}
    reasons = audience.reasons_now(session, chosen, people, mailing.kind)
    values = letters.sender_values(session, mailing)
    for number, recipient in enumerate(chosen):
        if reason := reasons.get(recipient.key):
            recipient.state, recipient.skipped_for = RecipientState.SKIPPED, reason
            continue
        _post_guarded(session, mailing, recipient, values, now + each * number)
    session.flush()
    return each * len(chosen)


def _post_guarded(
    session: CrmSession, mailing: Mailing, recipient: MailingRecipient, values: dict[str, str], at: datetime
) -> None:
    """Return one recipient a mail; what is surprising about one of them holds up none of the others."""
    try:
        with session.begin_nested():
            _post(session, mailing, recipient, values, at)
            session.flush()
    except Exception as error:
        log.exception("The mail to recipient %s of mailing %s could not be written", recipient.id, mailing.id)
        told = say("This mail could not be written: {error}", error=f"{error}"[:300])
        session.refresh(recipient)
        recipient.state, recipient.reason = RecipientState.FAILED, asdict(told)


def _post(
    session: CrmSession, mailing: Mailing, recipient: MailingRecipient, values: dict[str, str], at: datetime
) -> None:
    written = texts.write(mailing.subject, mailing.body, recipient.field_values | values)
    made = letters.letter(session, mailing, written, token=recipient.token)
    posted = mail.post(
        session,
        purpose=JOB,
        to_address=recipient.email,
        to_name=recipient.name[:260],
        subject=made.subject,
        text=made.text,
        html=made.html,
        headers=made.headers,
        from_name=made.from_name,
        reply_to=made.reply_to,
        user_id=mailing.author_id,
        run_at=at,
    )
    recipient.state, recipient.mail_id = RecipientState.SENDING, posted.key


def _settle(session: CrmSession, mailing: Mailing) -> None:
    """Write down what became of the mails that are on their way."""
    for recipient, sent, job in session.execute(_under_way(mailing)):
        recipient.reason = sent.reason
        is_over = job is None or job.state in OVER
        if sent.state is MailState.SENT:
            recipient.state, recipient.sent_at = RecipientState.SENT, sent.sent_at
            history.write(session, mailing, recipient, sent.subject)
        elif sent.state is MailState.FAILED or (is_over and sent.state is MailState.WAITING):
            recipient.state = RecipientState.FAILED
            mail.blocks.note_refusal(session, recipient)
        elif is_over:
            recipient.state = RecipientState.UNSURE
    session.flush()


def _under_way(mailing: Mailing) -> Any:
    return (
        sa.select(MailingRecipient, OutboundMail, Job)
        .join(OutboundMail, col(OutboundMail.id) == MailingRecipient.mail_id)
        .outerjoin(Job, col(Job.id) == OutboundMail.job_id)
        .where(col(MailingRecipient.mailing_id) == mailing.key, col(MailingRecipient.state) == RecipientState.SENDING)
        .order_by(col(MailingRecipient.id))
    )


def _go_on(session: CrmSession, mailing: Mailing, work: Work, free_at: datetime) -> None:
    """Ask for the next step while there is anything to hand out or to hear of, ever more rarely for the latter."""
    counts = figures.counts_of(session, [mailing.key])[mailing.key]
    announce(session, Mailing, mailing.key)
    is_handing_out = counts.waiting > 0 and mailing.state is MailingState.SENDING
    if is_handing_out or counts.sending:
        quiet = 0 if is_handing_out else work.arguments.get("quiet", 0) + 1
        pause = min(PATIENCE, STEP * max(1, quiet))
        following = jobs.enqueue(
            session,
            JOB,
            {"mailing_id": mailing.key, "quiet": quiet},
            user_id=work.user_id,
            run_at=max(free_at, utc_now() + pause),
        )
        mailing.job_id = following.key
        session.flush()
        return
    mailing.job_id = None
    if mailing.state is MailingState.SENDING:
        mailing.state, mailing.ended_at = MailingState.DONE, utc_now()
    session.flush()
