"""What if somebody joined a shared deal, or left it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from babel.numbers import format_decimal
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import HistoryEntry, HistoryKind, Organisation, ShareKind
from sambruk_crm.services import history
from sambruk_crm.services.deals import rules, shares, sharing
from sambruk_crm.services.permissions import Actor


@dataclass(frozen=True)
class Preview:
    """Shares by organisation as they are, and as they would be."""

    before: dict[int, Decimal]
    after: dict[int, Decimal]


@dataclass(frozen=True)
class ShareChange:
    """What an organisation pays, and would pay; nothing before it joins and after it left."""

    organisation_id: int
    organisation: str
    before: Decimal | None
    after: Decimal | None


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


def compare(
    session: Session, actor: Actor, deal_id: int, *, join: Sequence[int] = (), leave: Sequence[int] = ()
) -> list[ShareChange]:
    """Return the same as `preview`, side by side and by name in the reader's language."""
    seen = preview(session, actor, deal_id, join=join, leave=leave)
    keys = list(dict.fromkeys([*seen.before, *seen.after]))
    names = dict(
        session.execute(sa.select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(keys))).all()
    )
    return [ShareChange(key, names[key], seen.before.get(key), seen.after.get(key)) for key in keys]


def note(
    session: Session, actor: Actor, deal_id: int, *, join: Sequence[int] = (), leave: Sequence[int] = ()
) -> HistoryEntry:
    """Keep what would be as a note in the deal's history; the deal is not changed."""
    currency = rules.get(session, actor, deal_id).currency
    lines = [translate(say("What if the shares changed:"), actor.locale)]
    for change in compare(session, actor, deal_id, join=join, leave=leave):
        amounts = (
            "–" if amount is None else f"{format_decimal(amount, locale=actor.locale)} {currency}"
            for amount in (change.before, change.after)
        )
        lines.append(f"{change.organisation}: {' → '.join(amounts)}")
    return history.write(session, actor, {"kind": HistoryKind.NOTE, "text": "\n".join(lines), "deal_id": deal_id})
