"""The day after a meeting whoever owns the deal is asked what came of it: a to-do, once for each meeting."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.db import HELD, CrmSession
from sambruk_crm.errors import say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Deal, Decision, User, utc_now
from sambruk_crm.services import clock, jobs, todos, users
from sambruk_crm.services.decisions.lists import waiting
from sambruk_crm.services.todos import FollowUp
from sambruk_crm.services.vocabularies import word

HOUR = 8
"""When it is asked, on the association's clock."""


@jobs.by_the_clock
def ask(now: datetime) -> datetime:
    """Ask about the meetings that have been; returns when the next day's are asked about."""
    with db.reading() as session:
        local = clock.local(now, clock.zone(session))
        found = due(session, local.date()) if local.hour >= HOUR else []
    for decision_id in found:
        with db.transaction() as session:
            give(session, decision_id)
    following = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return following if local.hour < HOUR else following + timedelta(days=1)


def due(session: Session, today: date) -> list[int]:
    """Return the decisions whose meeting was before a day, that have no result, and that nobody was asked about."""
    wanted = (waiting(), col(Decision.meets_on) < today, col(Decision.asked_at).is_(None))
    return list(session.scalars(sa.select(Decision.id).where(*wanted).order_by(col(Decision.id))))


def give(session: CrmSession, decision_id: int) -> None:
    """Leave the to-do with whom it concerns, unless another worker was first or the result came meanwhile."""
    decision = session.get(Decision, decision_id, with_for_update=HELD)
    if decision is None or decision.result is not None or decision.asked_at is not None:
        return
    deal = session.get_one(Deal, decision.deal_id)
    reader = users.sessions.actor_of(session, _whom(session, deal))
    body = translate(word(decision.body), reader.locale)
    text = say("{body} met on {day}. What was decided: {deal}?", body=body, day=decision.meets_on, deal=deal.title)
    wanted = FollowUp(note=translate(text, reader.locale), remind_at=utc_now())
    decision.todo_id = todos.follow_ups.plan(session, reader, {"deal_id": deal.key}, wanted).id
    decision.asked_at = utc_now()
    session.flush()


def _whom(session: Session, deal: Deal) -> User:
    return todos.receivers.receiver(session, deal.owner_id, [key for key in (deal.organisation_id,) if key])
