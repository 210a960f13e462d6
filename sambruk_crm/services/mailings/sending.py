"""Sending a mailing, taking it back before it begins, stopping it, and sending on."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InUseError, InvalidError, say, say_n
from sambruk_crm.models import (
    Job,
    JobState,
    Mailing,
    MailingState,
    utc_now,
)
from sambruk_crm.services.mailings import letters, reviews, rules, steps, texts
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import check_version

GRACE = timedelta(seconds=30)
"""How long a mailing can be taken back before the first mail leaves."""


def send(
    session: CrmSession,
    actor: Actor,
    mailing_id: int,
    *,
    version: int | None = None,
    at: datetime | None = None,
    recipients: int | None = None,
) -> Mailing:
    """Send a draft, at once (after a short time in which it can be taken back) or at a time.

    Args:
        recipients: how many the sender was told of; refuse when it would go to another number by now.

    Raises:
        InvalidError: nothing to say or nobody to say it to, a missing value, a time that has passed.
        StaleError: somebody changed it since `version`.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = rules.get(session, actor, mailing_id, for_update=True)
    check_version(mailing, version, mailing.model_dump(mode="json"))
    rules.require_draft(mailing)
    rules.require_kind(actor, mailing.kind)
    letters.require_mail(session)
    _check(mailing, at)
    _check_recipients(_listed(session, actor, mailing), recipients)
    mailing.state = MailingState.QUEUED
    mailing.starts_at = max(at or utc_now(), utc_now() + GRACE)
    steps.begin(session, mailing, actor.user_id, mailing.starts_at)
    return mailing


def _listed(session: CrmSession, actor: Actor, mailing: Mailing) -> reviews.Review:
    """Return who the draft goes to: a long list as the job wrote it down, if that is the present one; else anew.

    Raises:
        InUseError: the list is not complete yet.
    """
    written = reviews.reviewed(session, actor, mailing.key)
    if written is not None and not written.is_complete:
        raise InUseError(say("The list of recipients is not complete yet. Wait a moment."))
    is_present = written is not None and reviews.is_of(session, mailing)
    if is_present and written is not None and written.total == reviews.size(session, actor, mailing):
        return written
    return reviews.list_recipients(session, actor, mailing)


def stop(session: CrmSession, actor: Actor, mailing_id: int) -> Mailing:
    """Take a mailing back before it begins, as the draft it was; or stop it while it is being sent.

    Raises:
        InUseError: it is neither waiting nor being sent.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = rules.get(session, actor, mailing_id, for_update=True)
    if mailing.state not in steps.UNDER_WAY:
        raise InUseError(say("This mailing is not being sent."))
    if mailing.state is MailingState.QUEUED:
        mailing.state, mailing.starts_at = MailingState.DRAFT, None
    else:
        steps.call_back(session, mailing)
        mailing.state, mailing.ended_at = MailingState.STOPPED, utc_now()
    _drop_job(session, mailing)
    session.flush()
    return mailing


def resume(session: CrmSession, actor: Actor, mailing_id: int) -> Mailing:
    """Send on to those whom a stopped mailing has not reached.

    Raises:
        InUseError: it was not stopped.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = rules.get(session, actor, mailing_id, for_update=True)
    if mailing.state is not MailingState.STOPPED:
        raise InUseError(say("This mailing was not stopped."))
    rules.require_kind(actor, mailing.kind)
    letters.require_mail(session)
    mailing.state, mailing.ended_at = MailingState.SENDING, None
    steps.begin(session, mailing, actor.user_id, utc_now())
    return mailing


def _check(mailing: Mailing, at: datetime | None) -> None:
    wrong: dict[str, Any] = {}
    if not mailing.subject:
        wrong["subject"] = say("Write a subject.")
    if not mailing.body:
        wrong["body"] = say("Write a message.")
    if at is not None and at < utc_now() - timedelta(minutes=1):
        wrong["at"] = say("This time has passed.")
    if wrong:
        raise InvalidError(wrong)
    texts.check(mailing.subject, mailing.body)


def _check_recipients(review: reviews.Review, told: int | None) -> None:
    if not review.recipients:
        raise InvalidError({"audience": say("Nobody would get this mailing.")})
    if review.missing:
        name, count = next(iter(review.missing.items()))
        what = {"field": f"{{{name}}}", "instead": f"{{{name}|…}}"}
        raise InvalidError(
            {
                "body": say_n(
                    "For one recipient, {field} is not known. Write what to say instead: {instead}",
                    "For {count} recipients, {field} is not known. Write what to say instead: {instead}",
                    count=count,
                    **what,
                )
            }
        )
    if told is not None and told != review.recipients:
        raise InvalidError(
            {
                "recipients": say_n(
                    "By now it goes to one recipient. Look through the list again.",
                    "By now it goes to {count} recipients. Look through the list again.",
                    count=review.recipients,
                )
            }
        )


def _drop_job(session: CrmSession, mailing: Mailing) -> None:
    """Cancel the next step, unless mails that are on their way are still to be heard of."""
    is_waiting = sa.and_(col(Job.id) == mailing.job_id, col(Job.state) == JobState.WAITING)
    if mailing.state is MailingState.DRAFT:
        session.execute(sa.update(Job).where(is_waiting).values(state=JobState.CANCELLED, ended_at=utc_now()))
        mailing.job_id = None
