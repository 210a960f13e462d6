"""Reminders that fire: at their time, in the app and by mail, once for each reader and each moment they were set to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.config import settings as configuration
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Absence, Setting, Todo, TodoReminder, TodoScope, User, utc_now
from sambruk_crm.services import absences, clock, jobs, mail, settings, users
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import lists
from sambruk_crm.services.todos.lists import TodoRow

FIRED_UNTIL = "reminders_fired_until"
"""The name of the setting that says up to when reminders have fired: what is older never will."""
LOOK_BACK = timedelta(minutes=2)
"""A reminder may be stored this long after its time, by a transaction that took long, and still fire."""
RENEWED = timedelta(hours=1)
PURPOSE = "reminder"


@dataclass(frozen=True)
class ReminderRow:
    """A reminder that nobody has put away. Its time is an ISO string in UTC."""

    id: int
    todo_id: int
    todo: str
    customer: str
    """What it is about: the customer, and the records by name."""
    colleague: str
    """Whose to-do it is, when the reader stands in for them."""
    remind_at: str


def unseen(session: Session, actor: Actor) -> list[ReminderRow]:
    """List my reminders that I have not put away; those of to-dos closed or put off meanwhile are over."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(TodoReminder, Todo)
        .join(Todo, col(Todo.id) == TodoReminder.todo_id)
        .where(col(TodoReminder.user_id) == actor.user_id, col(TodoReminder.seen_at).is_(None))
        .where(col(Todo.closed_at).is_(None), col(Todo.remind_at) == TodoReminder.remind_at)
        .where(lists.visible(actor))
        .order_by(col(TodoReminder.remind_at), col(TodoReminder.id))
    )
    found = [(reminder, todo) for reminder, todo in session.execute(query)]
    rows = lists.rows(session, actor, [todo for _, todo in found])
    return [_shown(reminder, row, actor) for (reminder, _), row in zip(found, rows, strict=True)]


def put_away(session: Session, actor: Actor, reminder_id: int) -> None:
    """Have one of my reminders out of sight, in every tab."""
    require(actor, Permission.VIEW)
    reminder = session.get(TodoReminder, reminder_id)
    if reminder is None or reminder.user_id != actor.user_id:
        raise NotFoundError
    reminder.seen_at = reminder.seen_at or utc_now()
    session.flush()


def title(row: TodoRow, actor: Actor) -> str:
    """Say in few words what is to be done."""
    first = row.note.partition("\n")[0].strip()
    return ": ".join(filter(None, (row.type, first))) or row.concerns or translate(say("To-do"), actor.locale)


@jobs.by_the_clock
def fire_due(now: datetime) -> datetime | None:
    """Fire what has come due since the last time, in one transaction with its mail; return when the next is due."""
    with db.reading() as session:
        until = _fired_until(session)
        is_due = until is not None and session.scalar(_due(until, now).limit(1)) is not None
    if until is None or is_due or now - until > RENEWED:
        with db.transaction() as session:
            _fire(session, now)
    with db.reading() as session:
        ahead = sa.and_(col(Todo.closed_at).is_(None), col(Todo.remind_at) > now)
        return session.scalar(sa.select(sa.func.min(Todo.remind_at)).where(ahead))


def _fire(session: CrmSession, now: datetime) -> None:
    """Fire in turn: whoever has come to hold the setting sees what the worker before has fired."""
    mark = sa.select(Setting.id).where(col(Setting.name) == FIRED_UNTIL).with_for_update()
    if session.scalar(mark) is None:
        session.add(Setting(name=FIRED_UNTIL, value=now.isoformat()))
        return
    until = _fired_until(session)
    if until is None:
        return
    found = list(session.scalars(_due(until, now).order_by(col(Todo.remind_at), col(Todo.id))))
    for user, todos in _readers(session, found, now):
        _tell(session, user, todos)
    passed = sa.update(Setting).where(col(Setting.name) == FIRED_UNTIL)
    session.execute(passed.values(value=max(until, now).isoformat()))


def _fired_until(session: Session) -> datetime | None:
    stored = settings.stored(session, FIRED_UNTIL)
    return datetime.fromisoformat(str(stored)) if stored else None


def _due(until: datetime, now: datetime) -> sa.Select[Any]:
    fired = sa.exists().where(
        col(TodoReminder.todo_id) == col(Todo.id), col(TodoReminder.remind_at) == col(Todo.remind_at)
    )
    return (
        sa.select(Todo)
        .join(User, col(User.id) == Todo.assignee_id)
        .where(col(User.is_active), col(Todo.closed_at).is_(None), ~fired)
        .where(col(Todo.remind_at) > until - LOOK_BACK, col(Todo.remind_at) <= now)
    )


def _readers(session: Session, found: list[Todo], now: datetime) -> list[tuple[User, list[Todo]]]:
    """Return whom to remind of what: the assignee, and while they are away who stands in, save for private to-dos."""
    on = clock.local(now, clock.zone(session)).date()
    absent = sa.select(Absence.user_id, Absence.stand_in_id).where(absences.holds(on, on))
    away = {user_id: stand_in_id for user_id, stand_in_id in session.execute(absent)}
    wanted: defaultdict[int, list[Todo]] = defaultdict(list)
    for todo in found:
        told = [todo.assignee_id]
        while todo.scope is not TodoScope.PRIVATE and (next_one := away.get(told[-1])) and next_one not in told:
            told.append(next_one)
        for key in told:
            wanted[key].append(todo)
    users = sa.select(User).where(col(User.id).in_(wanted), col(User.is_active)).order_by(col(User.id))
    return [(user, wanted[user.key]) for user in session.scalars(users)]


def _tell(session: CrmSession, user: User, todos: list[Todo]) -> None:
    actor = users.sessions.actor_of(session, user)
    for todo, row in zip(todos, lists.rows(session, actor, todos), strict=True):
        if todo.remind_at is None:
            continue
        reminder = TodoReminder(todo_id=todo.key, user_id=user.key, remind_at=todo.remind_at)
        if user.mails_reminders and mail.is_configured(session):
            reminder.mail_id = _post(session, actor, row, todo.remind_at)
        session.add(reminder)
    session.flush()


def _post(session: CrmSession, actor: Actor, row: TodoRow, remind_at: datetime) -> int:
    told = title(row, actor)
    parts: list[Message | str] = [
        told if row.concerns in ("", told) else f"{told} ({row.concerns})",
        f"{clock.local(remind_at, actor.time_zone):%Y-%m-%d %H:%M}",
        say("You stand in for {name}.", name=row.assignee) if row.stands_in else "",
        *(row.note.split("\n")[1:]),
        "",
        say("Open the to-do: {address}", address=f"{configuration().url}/todos?todo={row.id}"),
        say("You choose in your account which mail you get: {address}", address=f"{configuration().url}/konto"),
    ]
    return mail.post(
        session,
        purpose=PURPOSE,
        to_address=actor.email,
        to_name=actor.name,
        subject=translate(say("Reminder: {todo}", todo=told), actor.locale)[:500],
        text="\n".join(translate(part, actor.locale) if isinstance(part, Message) else part for part in parts),
        headers={"Auto-Submitted": "auto-generated"},
        user_id=actor.user_id,
    ).key


def _shown(reminder: TodoReminder, row: TodoRow, actor: Actor) -> ReminderRow:
    told = title(row, actor)
    return ReminderRow(
        id=reminder.key,
        todo_id=row.id,
        todo=told,
        customer=row.concerns if row.concerns != told else "",
        colleague=row.assignee if row.stands_in else "",
        remind_at=reminder.remind_at.isoformat(),
    )
