"""Links with which somebody chooses a password: an invitation of a colleague's, or a forgotten one. Used once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.config import settings as configuration
from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import PasswordLink, User, utc_now
from sambruk_crm.services import mail, settings
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.users import rules
from sambruk_crm.services.users.sessions import begin_attempt, end_links, hash_of

PATH = "/choose-password"
LINK_DAYS = 7
"""How long an invitation, or a link that an administrator makes, is good."""
LINK_MINUTES = 60
"""How long one is good that somebody asked for who forgot a password."""
PURPOSE = "password"


@dataclass(frozen=True)
class Invited:
    """A link as its maker sees it, once: for whom, and whether a mail with it is on its way."""

    user_id: int
    name: str
    email: str
    link: str
    is_mailed: bool
    expires_at: datetime


@dataclass(frozen=True)
class Holder:
    """Whose password a link chooses, and whether it is their first."""

    name: str
    email: str
    is_first: bool


def invite(session: CrmSession, actor: Actor, values: Mapping[str, Any]) -> Invited:
    """Make a user who chooses a password by a link; with a mail server the link is mailed.

    Raises:
        InvalidError: no address, or one that is taken.
    """
    require(actor, Permission.MANAGE_USERS)
    return _sent(session, rules.create(session, actor, values), actor)


def renew(session: CrmSession, actor: Actor, user_id: int) -> Invited:
    """Make a new link for a user, after which the former ones do not work; the password stays until it is used.

    Raises:
        InUseError: the user is deactivated.
    """
    require(actor, Permission.MANAGE_USERS)
    user = rules.get(session, actor, user_id)
    if not user.is_active:
        raise InUseError(say("{name} is deactivated.", name=user.name or user.email))
    return _sent(session, user, actor)


def begin_forgotten(session: CrmSession, *, email: str, address: str) -> None:
    """Count that somebody asks for a link, as sign-in is counted and apart from it.

    Raises:
        TooManyAttemptsError: asked too often, whether or not there is such an account.
    """
    begin_attempt(session, email=f"?{email}"[:320], address=address)


def send_forgotten(session: CrmSession, email: str) -> None:
    """Mail a link to whoever has this address; nobody hears whether anybody has."""
    user = session.exec(select(User).where(User.email == rules.canonical(email), col(User.is_active))).first()
    if user is None or not mail.is_configured(session):
        return
    link, association = _address(_new(session, user, timedelta(minutes=LINK_MINUTES))), _association(session)
    _post(
        session,
        user,
        say("A new password for {association}", association=association),
        say("Somebody, probably you, has forgotten the password for {association}.", association=association),
        say("Choose a new one here within an hour: {link}", link=link),
        say("If it was not you, do nothing: your password stays as it is."),
    )


def holder(session: Session, token: str) -> Holder:
    """Return whose password a link chooses.

    Raises:
        ForbiddenError: it was used, is too old, or never was one.
    """
    user = _found(session, token)[1]
    return Holder(user.name or user.email, user.email, is_first=user.password_hash is None)


def choose(session: CrmSession, token: str, password_hash: str) -> User:
    """Set the password of whoever holds a link, which ends all their sessions and all their links.

    Raises:
        ForbiddenError: as `holder`.
    """
    link, user = _found(session, token, for_update=True)
    link.used_at = utc_now()
    session.flush()
    rules.replace_password(session, user, password_hash)
    return user


def _sent(session: CrmSession, user: User, actor: Actor) -> Invited:
    end_links(session, user.key)
    lasting = timedelta(days=LINK_DAYS)
    link, association = _address(_new(session, user, lasting)), _association(session)
    is_mailed = mail.is_configured(session)
    if is_mailed and user.password_hash is None:
        _post(
            session,
            user,
            say("{name} invites you to {association}", name=actor.name, association=association),
            say("{name} invites you to the CRM of {association}.", name=actor.name, association=association),
            say("Choose a password here within seven days: {link}", link=link),
            say("After that you sign in with {email}.", email=user.email),
        )
    elif is_mailed:
        _post(
            session,
            user,
            say("A new password for {association}", association=association),
            say("{name} lets you choose a new password for {association}.", name=actor.name, association=association),
            say("Choose a password here within seven days: {link}", link=link),
            say("Until then the old one works."),
        )
    return Invited(user.key, user.name or user.email, user.email, link, is_mailed, utc_now() + lasting)


def _new(session: CrmSession, user: User, lasting: timedelta) -> str:
    session.execute(sa.delete(PasswordLink).where(col(PasswordLink.expires_at) < utc_now()))
    token = secrets.token_urlsafe(32)
    session.add(PasswordLink(user_id=user.key, token_hash=hash_of(token), expires_at=utc_now() + lasting))
    session.flush()
    return token


def _found(session: Session, token: str, *, for_update: bool = False) -> tuple[PasswordLink, User]:
    query = (
        select(PasswordLink, User)
        .join(User, col(User.id) == PasswordLink.user_id)
        .where(
            PasswordLink.token_hash == hash_of(token),
            col(PasswordLink.used_at).is_(None),
            col(PasswordLink.expires_at) > utc_now(),
            col(User.is_active),
        )
    )
    found = session.exec(query.with_for_update() if for_update else query).first()
    if found is None:
        raise ForbiddenError(say("This link has been used or is too old. Ask for a new one."))
    link, user = found
    return link, user


def _post(session: CrmSession, user: User, subject: Message, *text: Message) -> None:
    locale = user.locale or settings.read(session).default_locale
    greeting = say("Hello {name},", name=user.name or user.email)
    mail.post(
        session,
        purpose=PURPOSE,
        to_address=user.email,
        to_name=user.name,
        subject=translate(subject, locale)[:500],
        text="\n\n".join(translate(part, locale) for part in (greeting, *text)),
        headers={"Auto-Submitted": "auto-generated"},
        user_id=user.key,
        is_sealed=True,
    )


def _association(session: Session) -> str:
    return settings.read(session).association_name


def _address(token: str) -> str:
    return f"{configuration().url}{PATH}?token={token}"
