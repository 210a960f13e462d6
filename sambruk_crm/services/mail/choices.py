"""Which mail of our own people want: reminders, and the morning's list at an hour they choose."""

from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session

from sambruk_crm.db import CrmSession
from sambruk_crm.models import User, utc_now
from sambruk_crm.services import clock
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Blank, Input, parse


class MailChoices(Input):
    """What I want to get. Without an hour no list of what is due comes."""

    mails_reminders: bool = True
    digest_hour: Annotated[Annotated[int, Field(ge=0, le=23)] | None, Blank] = None


def mine(session: Session, actor: Actor) -> MailChoices:
    """Return what I have chosen."""
    require(actor, Permission.SIGNED_IN)
    user = session.get_one(User, actor.user_id)
    return MailChoices(mails_reminders=user.mails_reminders, digest_hour=user.digest_hour)


def change(session: CrmSession, actor: Actor, values: dict[str, Any] | MailChoices) -> MailChoices:
    """Change what I get. A list whose hour has passed today comes for the first time tomorrow."""
    require(actor, Permission.SIGNED_IN)
    user = session.get_one(User, actor.user_id)
    was = user.digest_hour
    for name, value in parse(MailChoices, values).sent().items():
        setattr(user, name, value)
    local = clock.local(utc_now(), clock.zone(session))
    if user.digest_hour not in (None, was) and user.digest_hour <= local.hour:
        user.digest_sent_on = local.date()
    session.flush()
    return mine(session, actor)
