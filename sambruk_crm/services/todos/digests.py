"""The morning's list: what is due, by mail, once a day at the hour each user has chosen."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from sambruk_crm import db
from sambruk_crm.config import settings as configuration
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import Message, say, say_n
from sambruk_crm.i18n import translate
from sambruk_crm.models import User, utc_now
from sambruk_crm.services import clock, jobs, mail, users
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import lists, reminders
from sambruk_crm.services.todos.lists import Due, TodoFilter, TodoRow

PURPOSE = "digest"
LINES = 100
"""A mail names this many; how many more there are it says."""


@jobs.by_the_clock
def send_due(now: datetime) -> datetime | None:
    """Send everybody whose hour has come their list; returns when the next hour begins."""
    with db.reading() as session:
        if not mail.is_configured(session):
            return None
        local = clock.local(now, clock.zone(session))
        waiting = sa.select(User.id).where(
            col(User.is_active), col(User.digest_hour) <= local.hour, _not_sent(local.date())
        )
        keys = list(session.scalars(waiting))
    for key in keys:
        with db.transaction() as session:
            _send(session, key, local.date())
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _not_sent(today: date) -> sa.ColumnElement[bool]:
    return sa.or_(col(User.digest_sent_on).is_(None), col(User.digest_sent_on) < today)


def _send(session: CrmSession, user_id: int, today: date) -> None:
    """Write down that it was sent, if no other worker has, and post it with that."""
    mine = sa.and_(col(User.id) == user_id, _not_sent(today))
    marked = session.execute(sa.update(User).where(mine).values(digest_sent_on=today))
    if not marked.rowcount:  # pyright: ignore[reportAttributeAccessIssue]
        return
    actor = users.sessions.actor_of(session, session.get_one(User, user_id))
    due = TodoFilter(due=(Due.OVERDUE, Due.TODAY))
    found = lists.search(session, actor, due, paging=Paging(limit=LINES))
    total = found.total
    if not total:
        return
    mail.post(
        session,
        purpose=PURPOSE,
        to_address=actor.email,
        to_name=actor.name,
        subject=translate(say_n("{count} to-do is due", "{count} to-dos are due", count=total), actor.locale),
        text=_text(actor, found.items, total),
        headers={"Auto-Submitted": "auto-generated"},
        user_id=user_id,
    )


def _text(actor: Actor, rows: list[TodoRow], total: int) -> str:
    lines: list[str] = []

    def tell(message: Message) -> None:
        lines.append(translate(message, actor.locale))

    for due, heading in ((Due.OVERDUE, say("Overdue")), (Due.TODAY, say("Today"))):
        under = [row for row in rows if row.due == due]
        if under:
            tell(heading)
            lines.extend(f"- {_line(actor, row)}" for row in under)
            lines.append("")
    if total > len(rows):
        tell(say_n("… and {count} more", "… and {count} more", count=total - len(rows)))
    tell(say("See them all: {address}", address=f"{configuration().url}/todos"))
    tell(say("You choose in your account which mail you get: {address}", address=f"{configuration().url}/konto"))
    return "\n".join(lines)


def _line(actor: Actor, row: TodoRow) -> str:
    told = reminders.title(row, actor)
    local = clock.local(datetime.fromisoformat(row.remind_at or utc_now().isoformat()), actor.time_zone)
    parts = [f"{local:%H:%M}" if row.due == Due.TODAY else f"{local:%Y-%m-%d}", told]
    if row.concerns not in ("", told):
        parts.append(f"({row.concerns})")
    if row.stands_in:
        parts.append(translate(say("for {name}", name=row.assignee), actor.locale))
    return " ".join(parts)
