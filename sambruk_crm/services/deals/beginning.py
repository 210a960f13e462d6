"""A deal in the first phase with an organisation that is interested, by one press, and for many at once."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Deal, DealParticipant, utc_now
from sambruk_crm.services import organisations, services
from sambruk_crm.services.actions import key_of, named
from sambruk_crm.services.catalogue import Action, BulkFact, Noun
from sambruk_crm.services.deals import phases, rules
from sambruk_crm.services.permissions import Actor, Permission, require


def begin(session: Session, actor: Actor, organisation_id: int, service_id: int | None = None) -> Deal:
    """Make a deal with an organisation, mine and called as is proposed.

    Raises:
        NotFoundError: there is no such organisation.
        InUseError: there is an open deal about the same, or without a service one that has none yet.
    """
    require(actor, Permission.EDIT_DEALS)
    organisations.get(session, actor, organisation_id, for_update=True)
    if session.scalar(sa.select(Deal.id).where(_same(organisation_id, service_id)).limit(1)) is not None:
        raise InUseError(say("There is an open deal about this already."))
    return rules.create(session, actor, {"organisation_id": organisation_id, "service_id": service_id})


def _same(organisation_id: int, service_id: int | None) -> ColumnElement[bool]:
    shared = sa.select(DealParticipant.deal_id).where(col(DealParticipant.organisation_id) == organisation_id)
    return sa.and_(
        col(Deal.service_id).is_not_distinct_from(service_id),
        sa.or_(col(Deal.organisation_id) == organisation_id, col(Deal.id).in_(shared)),
        col(Deal.closed_at).is_(None),
        col(Deal.deleted_at).is_(None),
    )


def _read(session: Session, _actor: Actor, _noun: Noun[Any], row_id: int, key: str) -> bool:
    return session.scalar(sa.select(Deal.id).where(_same(row_id, int(key))).limit(1)) is not None


def _write(session: Session, actor: Actor, _noun: Noun[Any], row_id: int, key: str, value: Any) -> None:
    """Begin the deal, or take it back: into the trash, unless it has gone on."""
    if value:
        begin(session, actor, row_id, int(key))
        return
    require(actor, Permission.EDIT_DEALS)
    first = next(phase.key for phase in phases.all_phases(session, actor) if not phase.is_closed)
    begun = sa.select(Deal).where(_same(row_id, int(key)), col(Deal.phase_id) == first, col(Deal.version) == 1)
    deal = session.scalar(begun.order_by(col(Deal.id).desc()).limit(1))
    if deal is None:
        raise InUseError(say("The deal has gone on."))
    deal.deleted_at = utc_now()
    session.flush()


def _check(session: Session, actor: Actor, _noun: Noun[Any], value: Any) -> tuple[Any, str]:
    key = key_of(value)
    return key, named(dict(services.choices(session, actor)).get(key, ""))


def _offered(session: Session, actor: Actor, _noun: Noun[Any]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in services.choices(session, actor)]


BEGIN = Action(
    "begin_deal",
    say("Begin a deal"),
    say("Begin a deal: {label}"),
    BulkFact("begun_deal", _read, _write),
    _check,
    lambda *args: (f"begun_deal:{args[-1]}", True),
    _offered,
    permission=Permission.EDIT_DEALS,
)
"""For the list of organisations; those with an open deal about the service stay as they are."""
