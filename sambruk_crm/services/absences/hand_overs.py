"""Handing over what somebody who leaves has open, in one step with the leaving itself."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InUseError, InvalidError, say
from sambruk_crm.models import (
    Absence,
    HistoryEntry,
    HistoryKind,
    OrganisationResponsibility,
    PersonResponsibility,
    User,
)
from sambruk_crm.services import clock
from sambruk_crm.services.absences import rules
from sambruk_crm.services.absences.piles import Kind, name_of, open_of
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Actor, Permission, require
from sambruk_crm.services.values.validation import Input, Key


class HandOverInput(Input):
    """Who takes over: one for all, and where it is somebody else, by kind."""

    receiver_id: Key = None
    todos: Key = None
    deals: Key = None
    organisations: Key = None
    persons: Key = None
    stand_ins: Key = None

    def receiver(self, kind: Kind) -> int | None:
        """Return who takes over what is of a kind."""
        return getattr(self, kind.value) or self.receiver_id


def require_nothing_open(session: Session, user: User) -> None:
    """Refuse to let somebody go whose work nobody has taken over.

    Raises:
        InUseError: something is open.
    """
    for kind in Kind:
        if session.execute(open_of(session, kind, user.key).limit(1)).first() is not None:
            raise InUseError(say("{name} still has open work. Say who takes it over.", name=name_of(user)))


def perform(session: Session, actor: Actor, user: User, wanted: HandOverInput) -> dict[str, int]:
    """Return everything that a user has open to those named, and tell how much of each kind it was.

    What they wrote keeps their name. Their own absences end.

    Raises:
        InvalidError: nobody is named for a kind, or somebody who cannot take it over.
    """
    require(actor, Permission.MANAGE_USERS)
    done: dict[str, int] = {}
    for kind in Kind:
        if session.execute(open_of(session, kind, user.key).limit(1)).first() is not None:
            done[kind.value] = _GIVE[kind](session, actor, user, _receiver(session, user, wanted, kind))
    _end_absences(session, user)
    session.flush()
    return done


def _receiver(session: Session, user: User, wanted: HandOverInput, kind: Kind) -> User:
    key = wanted.receiver(kind)
    field = kind.value if getattr(wanted, kind.value) else "receiver_id"
    if key is None:
        raise InvalidError({field: say("Choose who takes over.")})
    receiver = session.get(User, key)
    if receiver is None or not receiver.is_active or receiver.id == user.id:
        raise InvalidError({field: say("Choose one from the list.")})
    if Permission.EDIT_TODOS not in ROLE_PERMISSIONS[receiver.role]:
        raise InvalidError({field: say("{name} may only read. Choose somebody else.", name=name_of(receiver))})
    return receiver


def _give_todos(session: Session, _actor: Actor, user: User, receiver: User) -> int:
    found = list(session.scalars(open_of(session, Kind.TODOS, user.key)))
    for todo in found:
        todo.assignee_id = receiver.key
    return len(found)


def _give_deals(session: Session, actor: Actor, user: User, receiver: User) -> int:
    found = list(session.scalars(open_of(session, Kind.DEALS, user.key)))
    for deal in found:
        deal.owner_id = receiver.key
        session.add(_entry(actor, user, receiver, deal_id=deal.id, organisation_id=deal.organisation_id))
    return len(found)


def _give_organisations(session: Session, actor: Actor, user: User, receiver: User) -> int:
    found = list(session.scalars(open_of(session, Kind.ORGANISATIONS, user.key)))
    session.add_all([_entry(actor, user, receiver, organisation_id=each.id) for each in found])
    _give_responsibilities(session, OrganisationResponsibility, "organisation_id", user, receiver)
    return len(found)


def _give_persons(session: Session, actor: Actor, user: User, receiver: User) -> int:
    found = list(session.scalars(open_of(session, Kind.PERSONS, user.key)))
    session.add_all([_entry(actor, user, receiver, person_id=each.id) for each in found])
    _give_responsibilities(session, PersonResponsibility, "person_id", user, receiver)
    return len(found)


def _give_responsibilities(session: Session, table: Any, owner: str, user: User, receiver: User) -> None:
    """Put the receiver in the place of the one who leaves; who is responsible already keeps the better place."""
    both = list(session.scalars(sa.select(table).where(table.user_id.in_((user.key, receiver.key)))))
    theirs = {getattr(link, owner): link for link in both if link.user_id == receiver.key}
    for link in both:
        if link.user_id != user.key:
            continue
        known = theirs.get(getattr(link, owner))
        if known is None:
            link.user_id = receiver.key
        else:
            known.position = min(known.position, link.position)
            session.delete(link)


def _give_stand_ins(session: Session, _actor: Actor, user: User, receiver: User) -> int:
    found = list(session.scalars(open_of(session, Kind.STAND_INS, user.key)))
    for absence in found:
        absence.stand_in_id = receiver.key
        try:
            with session.no_autoflush:
                rules.check_stand_in(session, absence)
        except InvalidError as error:
            raise InvalidError({Kind.STAND_INS.value: error.message}) from None
    return len(found)


def _end_absences(session: Session, user: User) -> None:
    coming = sa.and_(col(Absence.user_id) == user.key, sa.not_(rules.is_over(clock.today(session))))
    for absence in session.scalars(sa.select(Absence).where(coming)):
        rules.cut_short(session, absence)


def _entry(actor: Actor, user: User, receiver: User, **subjects: int | None) -> HistoryEntry:
    details = {"what": "handed_over", "from": name_of(user), "to": name_of(receiver)}
    return HistoryEntry(kind=HistoryKind.SYSTEM, author_id=actor.user_id, details=details, **subjects)


_GIVE: dict[Kind, Callable[[Session, Actor, User, User], int]] = {
    Kind.TODOS: _give_todos,
    Kind.DEALS: _give_deals,
    Kind.ORGANISATIONS: _give_organisations,
    Kind.PERSONS: _give_persons,
    Kind.STAND_INS: _give_stand_ins,
}
