"""Bearer keys for REST: shown once, stored as a hash, worth exactly what their user may do."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import ApiKey, User, utc_now
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.users.sessions import actor_of, hash_of

PREFIX = "sk_"
LONGEST_NAME = 100
USED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class KeyRow:
    """A living key, as its owner sees it."""

    id: int
    name: str
    prefix: str
    created_at: str
    last_used_at: str


def create(session: CrmSession, actor: Actor, *, name: str) -> str:
    """Make a key of my own and give its secret, which cannot be shown again.

    Raises:
        InvalidError: the key has no name.
    """
    require(actor, Permission.SIGNED_IN)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidError(
            {"name": say("Write what the key is for, in at most {count} characters.", count=LONGEST_NAME)}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            user_id=actor.user_id,
            name=name,
            prefix=secret[:10],
            key_hash=hash_of(secret),
        )
    )
    session.flush()
    return secret


def mine(session: Session, actor: Actor) -> list[KeyRow]:
    """List my living keys, newest first."""
    require(actor, Permission.SIGNED_IN)
    rows = session.exec(
        select(ApiKey)
        .where(ApiKey.user_id == actor.user_id, col(ApiKey.revoked_at).is_(None))
        .order_by(col(ApiKey.id).desc())
    )
    return [
        KeyRow(
            id=row.key,
            name=row.name,
            prefix=row.prefix,
            created_at=row.created_at.isoformat(),
            last_used_at=row.last_used_at.isoformat() if row.last_used_at else "",
        )
        for row in rows
    ]


def revoke(session: CrmSession, actor: Actor, key_id: int) -> None:
    """End a key of mine; an administrator may end anybody's.

    Raises:
        NotFoundError: no such key, or none of mine.
    """
    require(actor, Permission.SIGNED_IN)
    row = session.get(ApiKey, key_id)
    if row is None or (row.user_id != actor.user_id and not actor.may(Permission.MANAGE_USERS)):
        raise NotFoundError
    row.revoked_at = row.revoked_at or utc_now()
    session.flush()


def find_actor(session: Session, secret: str) -> Actor | None:
    """Find whose living key this is."""
    user = session.exec(
        select(User)
        .join(ApiKey, col(ApiKey.user_id) == User.id)
        .where(
            ApiKey.key_hash == hash_of(secret),
            col(ApiKey.revoked_at).is_(None),
            col(User.is_active),
        )
    ).first()
    return actor_of(session, user) if user else None


def is_use_due(session: Session, secret: str) -> bool:
    """Return whether the last use that was remembered is long enough ago to remember this one."""
    used = session.exec(select(ApiKey.last_used_at).where(ApiKey.key_hash == hash_of(secret))).first()
    return used is None or used < utc_now() - USED_EVERY


def note_use(session: CrmSession, secret: str) -> None:
    """Remember that a key was used, to the nearest minutes."""
    session.execute(
        sa.update(ApiKey)
        .where(
            col(ApiKey.key_hash) == hash_of(secret),
            sa.or_(
                col(ApiKey.last_used_at).is_(None),
                col(ApiKey.last_used_at) < utc_now() - USED_EVERY,
            ),
        )
        .values(last_used_at=utc_now())
    )
