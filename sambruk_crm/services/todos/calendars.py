"""One's own to-dos as a calendar that calendar programs subscribe to, at a secret address.

They are written as events (VEVENT) with an alarm, not as tasks (VTODO): Outlook, Google Calendar and the calendars of
phones leave the tasks of a subscribed calendar out, and show events everywhere. See docs/decisions/calendar-feed.md.
"""

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.config import settings
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import say
from sambruk_crm.i18n import translate
from sambruk_crm.integrations import ics
from sambruk_crm.integrations.ics import CalendarEvent
from sambruk_crm.models import Todo, User
from sambruk_crm.services import catalogue, history
from sambruk_crm.services.catalogue import subjects_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import rows
from sambruk_crm.services.todos.rows import TodoRow
from sambruk_crm.services.users import actor_of, hash_of

REFRESH = timedelta(minutes=15)


def has_address(session: Session, actor: Actor) -> bool:
    """Return whether my calendar has an address."""
    require(actor, Permission.SIGNED_IN)
    return session.get_one(User, actor.user_id).calendar_hash is not None


def renew(session: CrmSession, actor: Actor) -> str:
    """Return my calendar a new address, which cannot be shown again; the former one ends."""
    require(actor, Permission.SIGNED_IN)
    secret = secrets.token_urlsafe(32)
    session.get_one(User, actor.user_id).calendar_hash = hash_of(secret)
    session.flush()
    return address(secret)


def revoke(session: CrmSession, actor: Actor) -> None:
    """End my calendar's address."""
    require(actor, Permission.SIGNED_IN)
    session.get_one(User, actor.user_id).calendar_hash = None
    session.flush()


def address(secret: str) -> str:
    """Return the address of the calendar with this secret."""
    return f"{settings().url}/api/calendar/{secret}.ics"


def find_owner(session: Session, secret: str) -> Actor | None:
    """Find whose calendar this is; nobody's when the address has ended or its owner has left."""
    owner = session.exec(select(User).where(User.calendar_hash == hash_of(secret), col(User.is_active))).first()
    return actor_of(session, owner) if owner else None


def feed(session: Session, actor: Actor) -> bytes:
    """Write my own open to-dos that have a date, those of colleagues I stand in for left out."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Todo)
        .where(col(Todo.assignee_id) == actor.user_id, col(Todo.closed_at).is_(None), col(Todo.remind_at).is_not(None))
        .order_by(col(Todo.remind_at), col(Todo.id))
    )
    found = list(session.scalars(query))
    subject_of = subjects_of(session, found, history.SUBJECTS)
    events = [
        _event(todo, row, subject_of(todo), actor)
        for todo, row in zip(found, rows.rows_of(session, actor, found), strict=True)
    ]
    return ics.written(translate(say("To do: {name}", name=actor.name), actor.locale), events, refresh=REFRESH)


def _event(todo: Todo, row: TodoRow, subject: tuple[str, int, str], actor: Actor) -> CalendarEvent:
    first, _, rest = todo.note.partition("\n")
    told = ": ".join(filter(None, (row.type, first))) or translate(say("To-do"), actor.locale)
    noun, key, _ = subject
    if todo.remind_at is None:
        msg = "a to-do without a date has no place in a calendar"
        raise ValueError(msg)
    return CalendarEvent(
        uid=f"todo-{todo.key}@{urlsplit(settings().url).hostname}",
        summary=f"{told} ({row.concerns})" if row.concerns else told,
        starts_at=todo.remind_at,
        changed_at=todo.updated_at,
        changes=todo.version,
        description=rest.strip(),
        url=settings().url + (catalogue.get(noun).page(key) if key else "/todos"),
    )
