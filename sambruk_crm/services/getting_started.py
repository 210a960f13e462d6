"""What an association does first, and what of it is done: seen in its data, never ticked."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import CrmSession
from sambruk_crm.models import Deal, Membership, Organisation, Person, User
from sambruk_crm.services import mail, settings
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Step:
    """One thing to do, by its name."""

    name: str
    is_done: bool


@dataclass(frozen=True)
class Beginning:
    """All steps in their order, and whether somebody has put them away."""

    steps: tuple[Step, ...]
    is_put_away: bool

    @property
    def is_shown(self) -> bool:
        """It is in the menu: something is left to do, and nobody has put it away."""
        return not self.is_put_away and not all(step.is_done for step in self.steps)


def read(session: Session, actor: Actor) -> Beginning:
    """Return what is done. Example persons and deals count for nothing."""
    require(actor, Permission.MANAGE_SETTINGS)
    steps = tuple(Step(name, bool(is_done(session))) for name, is_done in _STEPS.items())
    return Beginning(steps, settings.read(session).getting_started_away)


def is_shown(session: Session, actor: Actor) -> bool:
    """Return whether the way there is in this actor's menu."""
    if not actor.may(Permission.MANAGE_SETTINGS) or settings.read(session).getting_started_away:
        return False
    return not all(is_done(session) for is_done in _STEPS.values())


def put_away(session: CrmSession, actor: Actor, *, is_away: bool = True) -> None:
    """Have it out of the menu for everybody, or in it again."""
    settings.change(session, actor, getting_started_away=is_away)


def _any(session: Session, query: sa.Select[tuple[int | None]]) -> bool:
    return session.scalar(query.limit(1)) is not None


def _colleagues(session: Session) -> bool:
    return len(session.scalars(sa.select(User.id).where(col(User.is_active)).limit(2)).all()) > 1


def _members(session: Session) -> bool:
    query = sa.select(Membership.id).join(Organisation, col(Organisation.id) == Membership.organisation_id)
    return _any(session, query.where(*_own(Organisation)))


def _persons(session: Session) -> bool:
    return _any(session, sa.select(Person.id).where(*_own(Person)))


def _deal(session: Session) -> bool:
    return _any(session, sa.select(Deal.id).where(*_own(Deal)))


def _own(table: type[Organisation | Person | Deal]) -> tuple[sa.ColumnElement[bool], ...]:
    return col(table.is_example).is_(False), col(table.deleted_at).is_(None)


_STEPS: dict[str, Callable[[Session], bool]] = {
    "association": lambda session: bool(settings.read(session).association_logo),
    "mail_server": mail.is_configured,
    "members": _members,
    "colleagues": _colleagues,
    "persons": _persons,
    "deal": _deal,
}
