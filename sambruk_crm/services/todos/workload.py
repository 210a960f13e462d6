"""What each colleague has on their desk, and when they were last here: for whoever manages users."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import Deal, Phase, Todo, UserSession
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Workload:
    """A colleague's open to-dos and deals, and when they last used the system (UTC, empty for never)."""

    open_todos: int = 0
    open_deals: int = 0
    seen_at: str = ""


NOTHING = Workload()


def of_users(session: Session, actor: Actor) -> dict[int, Workload]:
    """Return what every user has open; who has nothing and never was here may be missing."""
    require(actor, Permission.MANAGE_USERS)
    todos = _by_user(session, _open_todos())
    deals = _by_user(session, _open_deals())
    last = sa.select(col(UserSession.user_id), sa.func.max(UserSession.seen_at))
    seen = _by_user(session, last.group_by(col(UserSession.user_id)))
    return {
        user_id: Workload(todos.get(user_id, 0), deals.get(user_id, 0), _iso(seen.get(user_id)))
        for user_id in todos.keys() | deals.keys() | seen.keys()
    }


def _by_user(session: Session, query: Any) -> dict[int, Any]:
    return {user_id: value for user_id, value in session.execute(query) if user_id is not None}


def _open_todos() -> Any:
    is_open = col(Todo.closed_at).is_(None)
    return sa.select(col(Todo.assignee_id), sa.func.count()).where(is_open).group_by(col(Todo.assignee_id))


def _open_deals() -> Any:
    closed = sa.select(col(Phase.id)).where(col(Phase.is_closed))
    is_open = sa.and_(col(Deal.phase_id).not_in(closed), col(Deal.deleted_at).is_(None))
    return sa.select(col(Deal.owner_id), sa.func.count()).where(is_open).group_by(col(Deal.owner_id))


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
