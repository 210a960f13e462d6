"""Who shares a split deal, and with how much."""

from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import (
    Deal,
    DealParticipant,
    DealType,
    Organisation,
)
from sambruk_crm.services.deals import shares
from sambruk_crm.services.deals.written import DealInput
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require


def participants(session: Session, actor: Actor, deal_id: int) -> list[tuple[DealParticipant, Organisation]]:
    """List who shares a split deal, with their amounts."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(DealParticipant, Organisation)
        .join(Organisation, col(Organisation.id) == DealParticipant.organisation_id)
        .where(col(DealParticipant.deal_id) == deal_id)
        .order_by(col(Organisation.sort_sv))
    )
    return [(participant, organisation) for participant, organisation in session.execute(query)]


def participants_of(session: Session, actor: Actor, deal_ids: list[int]) -> dict[int, list[DealParticipant]]:
    """Return the participants of several deals at once."""
    require(actor, Permission.VIEW)
    query = sa.select(DealParticipant.deal_id, DealParticipant).where(col(DealParticipant.deal_id).in_(deal_ids))
    return group_by_id(session.execute(query.order_by(col(DealParticipant.id))))


def share(session: Session, deal: Deal, wanted: DealInput) -> None:
    """Keep the participants' amounts adding up to the value, whatever changed; what several share is split.

    Raises:
        InvalidError: another type is asked for while several share the deal, or fixed shares do not add up.
    """
    present = {row.organisation_id: row for row in session.exec(select(DealParticipant).filter_by(deal_id=deal.id))}
    if "participants" in wanted.model_fields_set:
        named = _with_own(deal, {each.organisation_id: each.amount for each in wanted.participants})
        for gone in present.keys() - named.keys():
            session.delete(present.pop(gone))
        for organisation_id, amount in named.items():
            row = present.setdefault(
                organisation_id, DealParticipant(deal_id=deal.key, organisation_id=organisation_id)
            )
            row.amount = amount
            session.add(row)
    elif present and deal.organisation_id is not None and deal.organisation_id not in present:
        own = DealParticipant(deal_id=deal.key, organisation_id=deal.organisation_id, amount=Decimal(0))
        present[own.organisation_id] = own
        session.add(own)
    if not present:
        return
    if deal.deal_type is not DealType.SPLIT:
        if "deal_type" in wanted.model_fields_set:
            raise InvalidError({"deal_type": say("Several share this deal, so its type is Split.")})
        deal.deal_type = DealType.SPLIT
    people = dict(populations(session, list(present)))
    if present.keys() - people.keys():
        raise InvalidError({"participants": say("Choose organisations from the list.")})
    parties = {key: (people[key], row.amount) for key, row in present.items()}
    parts = shares.divide(deal.value or Decimal(0), deal.share_kind, parties)
    for key, row in present.items():
        row.amount = parts[key]
    session.flush()


def _with_own(deal: Deal, named: dict[int, Decimal | None]) -> dict[int, Decimal | None]:
    """Let the deal's own organisation share it with whoever else does; by itself it shares with nobody."""
    own = deal.organisation_id
    if own is None or not named:
        return named
    if own not in named:
        left = (deal.value or Decimal(0)) - sum((amount or Decimal(0) for amount in named.values()), Decimal(0))
        named = {own: max(left, Decimal(0)), **named}
    return named if len(named) > 1 else {}


def populations(session: Session, ids: list[int]) -> list[tuple[int, int]]:
    """Return the inhabitants of organisations that exist, 0 where nobody has told."""
    query = sa.select(Organisation.id, sa.func.coalesce(Organisation.population, 0))
    return [(key, people) for key, people in session.execute(query.where(col(Organisation.id).in_(ids)))]
