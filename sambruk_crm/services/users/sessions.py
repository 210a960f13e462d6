"""Signed-in browsers: how a session begins, who it belongs to, how it ends, and how guessing is slowed down."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.config import settings as configuration
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import NotFoundError, TooManyAttemptsError
from sambruk_crm.models import SignInAttempt, User, UserSession, utc_now
from sambruk_crm.services import settings
from sambruk_crm.services.audit import announce
from sambruk_crm.services.permissions import Actor, Permission, require

MEMORY = timedelta(hours=1)
"""How long a failed attempt counts."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=15)
FREE_FROM_ONE_PLACE = 5
"""Attempts on one account from one address before the pauses begin; each further one doubles the pause."""
FREE_ON_ACCOUNT = 25
FREE_FROM_ADDRESS = 40
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class SessionRow:
    """A signed-in browser, as its owner sees it."""

    id: int
    user_agent: str
    address: str
    created_at: str
    seen_at: str
    is_this: bool


def hash_of(token: str) -> str:
    """Return what is stored of a secret that is random enough to need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_attempt(session: Session, *, email: str, address: str) -> None:
    """Count an attempt before its password is looked at, so that many at once do not slip through.

    Raises:
        TooManyAttemptsError: sign-in is paused for this account or address.
    """
    now = utc_now()
    session.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.created_at) < now - MEMORY))
    same_account = col(SignInAttempt.email) == email
    same_address = col(SignInAttempt.address) == address
    wait = max(
        _pause(session, now, FREE_FROM_ONE_PLACE, same_account, same_address),
        _pause(session, now, FREE_ON_ACCOUNT, same_account),
        _pause(session, now, FREE_FROM_ADDRESS, same_address),
    )
    if wait > timedelta():
        raise TooManyAttemptsError(int(wait.total_seconds()) + 1)
    session.add(SignInAttempt(email=email, address=address))


def forget_attempts(session: Session, *, email: str, address: str) -> None:
    """Forgive the failures of somebody who then knew the password."""
    same = (col(SignInAttempt.email) == email, col(SignInAttempt.address) == address)
    session.execute(sa.delete(SignInAttempt).where(*same))


def start(session: Session, user: User, *, address: str = "", user_agent: str = "") -> str:
    """Begin a session and give its token, which is nowhere stored."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    session.add(
        UserSession(
            user_id=user.key,
            token_hash=hash_of(token),
            user_agent=user_agent[:300],
            address=address[:64],
            seen_at=now,
            expires_at=now + timedelta(days=configuration().session_days),
        )
    )
    return token


def find_actor(session: Session, token: str) -> Actor | None:
    """Find who holds this token, if the session is alive and its user active."""
    found = session.exec(
        select(UserSession, User)
        .join(User, col(User.id) == UserSession.user_id)
        .where(UserSession.token_hash == hash_of(token), *_alive(), col(User.is_active))
    ).first()
    if found is None:
        return None
    row, user = found
    return actor_of(session, user, session_id=row.key)


def actor_of(session: Session, user: User, *, session_id: int | None = None) -> Actor:
    """Describe a user as the one who acts."""
    chosen = settings.read(session)
    return Actor(
        user_id=user.key,
        name=user.name or user.email,
        email=user.email,
        role=user.role,
        locale=user.locale or chosen.default_locale,
        time_zone=chosen.zone,
        session_id=session_id,
        is_last_name_first=user.is_last_name_first,
    )


def is_due_to_be_seen(session: Session, session_id: int) -> bool:
    """Return whether `see` should be called: not for every event."""
    row = session.get(UserSession, session_id)
    return row is not None and row.seen_at < utc_now() - SEEN_EVERY


def see(session: Session, session_id: int) -> None:
    """Note that a session is in use, and let it live on."""
    now = utc_now()
    later = now + timedelta(days=configuration().session_days)
    session.execute(
        sa.update(UserSession).where(col(UserSession.id) == session_id).values(seen_at=now, expires_at=later)
    )


def mine(session: Session, actor: Actor) -> list[SessionRow]:
    """List my living sessions, this one first."""
    require(actor, Permission.SIGNED_IN)
    rows = session.exec(
        select(UserSession)
        .where(UserSession.user_id == actor.user_id, *_alive())
        .order_by(col(UserSession.seen_at).desc())
    ).all()
    shown = [
        SessionRow(
            id=row.key,
            user_agent=row.user_agent,
            address=row.address,
            created_at=row.created_at.isoformat(),
            seen_at=row.seen_at.isoformat(),
            is_this=row.id == actor.session_id,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda row: not row.is_this)


def revoke(session: CrmSession, actor: Actor, session_id: int) -> None:
    """End one of my sessions.

    Raises:
        NotFoundError: it is not mine.
    """
    require(actor, Permission.SIGNED_IN)
    row = session.get(UserSession, session_id)
    if row is None or row.user_id != actor.user_id:
        raise NotFoundError
    _end(session, col(UserSession.id) == session_id)


def revoke_mine(session: CrmSession, actor: Actor, *, but: int | None = None) -> None:
    """End all my sessions, save perhaps one."""
    require(actor, Permission.SIGNED_IN)
    end_all(session, actor.user_id, but=but)


def end_all(session: CrmSession, user_id: int, *, but: int | None = None) -> None:
    """End every session of a user, without asking who acts; for services only."""
    _end(session, col(UserSession.user_id) == user_id, col(UserSession.id) != (but or 0))


def _end(session: CrmSession, *which: sa.ColumnElement[bool]) -> None:
    ids = session.exec(select(UserSession.id).where(*which, col(UserSession.revoked_at).is_(None))).all()
    session.execute(sa.update(UserSession).where(col(UserSession.id).in_(ids)).values(revoked_at=utc_now()))
    announce(session, UserSession, *(row_id for row_id in ids if row_id))


def _alive() -> tuple[sa.ColumnElement[bool], ...]:
    return col(UserSession.revoked_at).is_(None), col(UserSession.expires_at) > utc_now()


def _pause(session: Session, now: datetime, free: int, *which: sa.ColumnElement[bool]) -> timedelta:
    count, last = session.exec(select(sa.func.count(), sa.func.max(SignInAttempt.created_at)).where(*which)).one()
    if count < free or last is None:
        return timedelta()
    doublings = min(count - free, 12)
    return last + min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE) - now
