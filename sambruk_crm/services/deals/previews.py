"""What if somebody joined a shared deal, or left it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import ShareKind
from sambruk_crm.services.deals import rules, shares, sharing
from sambruk_crm.services.permissions import Actor


@dataclass(frozen=True)
class Preview:
    """Shares by organisation as they are, and as they would be."""

    before: dict[int, Decimal]
    after: dict[int, Decimal]


def preview(
    session: Session, actor: Actor, deal_id: int, *, join: Sequence[int] = (), leave: Sequence[int] = ()
) -> Preview:
    """Return how a deal's value would be divided if some joined and others left; nothing is changed.

    Where amounts are fixed, whoever joins has none yet, and the deal's own organisation (else the largest share) takes
    what is left.

    Raises:
        NotFoundError: there is no such deal.
        InvalidError: somebody joins who shares already or does not exist, or leaves who does not share or has to stay.
    """
    deal = rules.get(session, actor, deal_id)
    value, own = deal.value or Decimal(0), deal.organisation_id
    before = {
        part.organisation_id: part.amount or Decimal(0) for part, _ in sharing.participants(session, actor, deal_id)
    }
    if not before and own is not None:
        before = {own: value}
    people = dict(sharing.populations(session, [*before, *join]))
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
