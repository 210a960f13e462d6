"""The people who sign in: who there is, what role they have, and the first of them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import ForbiddenError, InUseError, InvalidError, NotFoundError, say
from sambruk_crm.models import Density, Locale, Role, User, utc_now
from sambruk_crm.services import absences, settings
from sambruk_crm.services.absences import HandOverInput
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.users import passwords, sessions
from sambruk_crm.services.values.validation import Blank, Email, Input, Line, check_version, merge, parse

SET_UP_TOKEN = "set_up_token_hash"  # noqa: S105 -- the name of a setting
ColorScheme = Literal["light", "dark", "system"]


class UserInput(Input):
    """What an administrator writes about a user."""

    email: Email = ""
    name: Line = ""
    role: Role = Role.STAFF
    locale: Annotated[Locale | None, Blank] = None


class OwnInput(Input):
    """What people write about themselves."""

    name: Line = ""
    locale: Annotated[Locale | None, Blank] = None
    color_scheme: Annotated[ColorScheme | None, Blank] = None
    density: Density = Density.COMFORTABLE
    is_menu_folded: bool = False
    is_last_name_first: bool = False


@dataclass(frozen=True)
class UserRow:
    """A user, as shown in lists and choices."""

    id: int
    version: int
    name: str
    email: str
    role: str
    locale: str
    is_active: bool
    deactivated_at: str


@dataclass(frozen=True)
class Credentials:
    """What sign-in compares a password with; without a user for unknown and inactive accounts."""

    user_id: int | None
    password_hash: str | None


def canonical(email: str) -> str:
    """Return an address as it is stored and compared."""
    return email.strip().lower()[:320]


def exist(session: Session) -> bool:
    """Return whether anybody can sign in yet."""
    return session.exec(select(User.id).limit(1)).first() is not None


def credentials(session: Session, email: str) -> Credentials:
    """Return what a password is compared with, never telling whether the account exists."""
    user = session.exec(select(User).where(User.email == canonical(email), col(User.is_active))).first()
    return Credentials(user.id, user.password_hash) if user else Credentials(None, None)


def get(session: Session, actor: Actor, user_id: int) -> User:
    """Return a user.

    Raises:
        NotFoundError: no such user, or another one's than mine without the right.
    """
    require(
        actor,
        Permission.SIGNED_IN if user_id == actor.user_id else Permission.MANAGE_USERS,
    )
    user = session.get(User, user_id)
    if user is None:
        raise NotFoundError
    return user


def search(session: Session, actor: Actor, *, include_inactive: bool = False) -> list[UserRow]:
    """List the users by name, for choosing a colleague and for managing."""
    require(actor, Permission.VIEW)
    query = select(User).order_by(sa.func.lower(User.name), User.email)
    if not include_inactive:
        query = query.where(col(User.is_active))
    return [_shown(user) for user in session.exec(query)]


def create(
    session: CrmSession,
    actor: Actor,
    values: Mapping[str, Any],
    password_hash: str | None = None,
) -> User:
    """Make a user, who may sign in once a password is set."""
    require(actor, Permission.MANAGE_USERS)
    return add(session, values, password_hash)


def add(session: CrmSession, values: Mapping[str, Any], password_hash: str | None = None) -> User:
    """Make a user without asking who acts: for set-up and the command line.

    Raises:
        InvalidError: no address, or one that is taken.
    """
    entered = parse(UserInput, values)
    email = _free_address(session, entered.email)
    user = User(
        email=email,
        name=entered.name,
        role=entered.role,
        locale=entered.locale,
        password_hash=password_hash,
    )
    session.add(user)
    session.flush()
    return user


def update(
    session: CrmSession,
    actor: Actor,
    user_id: int,
    values: Mapping[str, Any],
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> User:
    """Change a user's address, name, role or language. A new role holds at once, also in open tabs.

    Raises:
        StaleError: `version` is old, or somebody else changed a field that differs from `base`, what the editor saw.
        InUseError: the last active administrator would lose the role.
    """
    require(actor, Permission.MANAGE_USERS)
    user = get(session, actor, user_id)
    check_version(user, version, {"name": user.name, "email": user.email, "role": user.role.value})
    entered = parse(UserInput, values).sent()
    if "email" in entered:
        entered["email"] = _free_address(session, entered["email"], but=user_id)
        if entered["email"] != user.email:
            sessions.end_links(session, user_id)
    if entered.get("role", user.role) is not Role.ADMINISTRATOR:
        _keep_an_administrator(session, user)
    merge(user, entered, base)
    session.flush()
    return user


def update_mine(session: CrmSession, actor: Actor, values: Mapping[str, Any]) -> User:
    """Change my own name, language or colours, or how I see lists."""
    require(actor, Permission.SIGNED_IN)
    entered = parse(OwnInput, values).sent()
    user = get(session, actor, actor.user_id)
    for name, value in entered.items():
        setattr(user, name, value)
    session.flush()
    return user


def deactivate(
    session: CrmSession, actor: Actor, user_id: int, hand_over: HandOverInput | None = None
) -> dict[str, int]:
    """Shut a user out at once, and give what they have open to whoever takes over; name and history stay.

    Returns:
        How much of each kind was handed over.

    Raises:
        InUseError: something is open and nobody takes it over, or it is the last active administrator.
        InvalidError: somebody named cannot take over.
        ForbiddenError: it is myself.
    """
    require(actor, Permission.MANAGE_USERS)
    if user_id == actor.user_id:
        raise ForbiddenError(say("You cannot deactivate yourself."))
    user = get(session, actor, user_id)
    _keep_an_administrator(session, user)
    if hand_over is None:
        absences.hand_overs.require_nothing_open(session, user)
    given = absences.hand_overs.perform(session, actor, user, hand_over or HandOverInput())
    user.is_active, user.deactivated_at = False, utc_now()
    session.flush()
    sessions.end_all(session, user_id)
    return given


def reactivate(session: CrmSession, actor: Actor, user_id: int) -> None:
    """Let a deactivated user sign in again."""
    require(actor, Permission.MANAGE_USERS)
    user = get(session, actor, user_id)
    user.is_active, user.deactivated_at = True, None
    session.flush()


def sign_out(session: CrmSession, actor: Actor, user_id: int) -> None:
    """End somebody's sessions in every browser; they may sign in again."""
    require(actor, Permission.MANAGE_USERS)
    sessions.end_all(session, get(session, actor, user_id).key)


def set_password(session: CrmSession, actor: Actor, user_id: int, password_hash: str) -> None:
    """Return somebody a new password, which ends all their sessions. The hash comes from `passwords.make_hash`."""
    require(
        actor,
        Permission.SIGNED_IN if user_id == actor.user_id else Permission.MANAGE_USERS,
    )
    replace_password(session, get(session, actor, user_id), password_hash)


def replace_password(session: CrmSession, user: User, password_hash: str) -> None:
    """Set a password without asking who acts, and end every session: for the command line."""
    user.password_hash = password_hash
    session.flush()
    sessions.end_all(session, user.key)
    sessions.end_links(session, user.key)


def set_up_token(session: CrmSession) -> str | None:
    """Make the one-time token for the first visit and forget the former; None once there are users."""
    if exist(session):
        return None
    token = secrets.token_urlsafe(24)
    settings.write(session, {SET_UP_TOKEN: sessions.hash_of(token)})
    return token


def check_set_up_token(session: Session, token: str) -> None:
    """Refuse set-up without the token that was printed at start, and ever after the first user.

    Raises:
        ForbiddenError: with the reason.
    """
    if exist(session):
        raise ForbiddenError(say("This system is already set up."))
    stored = settings.stored(session, SET_UP_TOKEN)
    if not stored or not secrets.compare_digest(str(stored), sessions.hash_of(token)):
        raise ForbiddenError(say("This set-up link is not valid. Use the link printed where the system was started."))


def set_up(
    session: CrmSession,
    token: str,
    *,
    values: Mapping[str, Any],
    password: str,
    **chosen: Any,
) -> User:
    """Make the first administrator and the association's first choices.

    Raises:
        ForbiddenError: a wrong token, or there are users already.
        InvalidError: something typed cannot be accepted.
    """
    check_set_up_token(session, token)
    kept = settings.checked(chosen)
    user = add(session, {**values, "role": Role.ADMINISTRATOR}, passwords.make_hash(password))
    settings.write(session, {**kept, SET_UP_TOKEN: ""})
    return user


def _free_address(session: Session, address: str, *, but: int = 0) -> str:
    email = canonical(address)
    if not email:
        raise InvalidError({"email": say("Write an e-mail address.")})
    taken = session.exec(select(User.id).where(User.email == email, col(User.id) != but)).first()
    if taken is not None:
        raise InvalidError({"email": say("Another user has this e-mail address.")})
    return email


def _keep_an_administrator(session: Session, user: User) -> None:
    if user.role is not Role.ADMINISTRATOR or not user.is_active:
        return
    others = select(User.id).where(User.role == Role.ADMINISTRATOR, col(User.is_active), col(User.id) != user.id)
    if not session.exec(others.with_for_update()).all():
        raise InUseError(say("This is the last administrator. Make someone else administrator first."))


def _shown(user: User) -> UserRow:
    return UserRow(
        id=user.key,
        version=user.version,
        name=user.name or user.email,
        email=user.email,
        role=user.role.value,
        locale=user.locale.value if user.locale else "",
        is_active=user.is_active,
        deactivated_at=_iso(user.deactivated_at),
    )


def _iso(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
