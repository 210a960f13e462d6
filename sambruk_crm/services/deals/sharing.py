"""Who shares a split deal, and with how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Deal,
    DealParticipant,
    DealType,
    Organisation,
    ShareKind,
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


@dataclass(frozen=True)
class Preview:
    """Shares by organisation as they are, and as they would be."""

    before: dict[int, Decimal]
    after: dict[int, Decimal]


def preview(
    session: Session, actor: Actor, deal_id: int, *, join: Sequence[int] = (), leave: Sequence[int] = ()
) -> Preview:
    """Tell how a deal's value would be divided if some joined and others left; nothing is changed.

    Where amounts are fixed, whoever joins has none yet, and the deal's own organisation (else the largest share) takes
    what is left.

    Raises:
        NotFoundError: there is no such deal.
        InvalidError: somebody joins who shares already or does not exist, or leaves who does not share or has to stay.
    """
    require(actor, Permission.VIEW)
    deal = session.get(Deal, deal_id)
    if deal is None or deal.deleted_at is not None:
        raise NotFoundError(say("This deal does not exist."))
    value, own = deal.value or Decimal(0), deal.organisation_id
    before = {part.organisation_id: part.amount or Decimal(0) for part, _ in participants(session, actor, deal_id)}
    if not before and own is not None:
        before = {own: value}
    people = dict(_populations(session, [*before, *join]))
    if set(join) & before.keys() or set(join) - people.keys():
        raise InvalidError({"join": say("Choose organisations that do not share it yet.")})
    if set(leave) - before.keys() or own in leave:
        raise InvalidError({"leave": say("Choose organisations that share it; its own stays.")})
    stay = {**{key: amount for key, amount in before.items() if key not in leave}, **dict.fromkeys(join, Decimal(0))}
    if deal.share_kind is ShareKind.FIXED and stay:
        taker = own if own in stay else max(stay, key=lambda key: stay[key])
        stay[taker] += value - sum(stay.values())
    parties = {key: (people[key], amount) for key, amount in stay.items()}
    return Preview(before, shares.divide(value, deal.share_kind, parties))


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
    if not present:
        return
    if deal.deal_type is not DealType.SPLIT:
        if "deal_type" in wanted.model_fields_set:
            raise InvalidError({"deal_type": say("Several share this deal, so its type is Split.")})
        deal.deal_type = DealType.SPLIT
    people = dict(_populations(session, list(present)))
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


def _populations(session: Session, ids: list[int]) -> list[tuple[int, int]]:
    query = sa.select(Organisation.id, sa.func.coalesce(Organisation.population, 0))
    return [(key, people) for key, people in session.execute(query.where(col(Organisation.id).in_(ids)))]
