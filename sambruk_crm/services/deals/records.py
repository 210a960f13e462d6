"""A deal as its page and REST show it: itself, who shares it, and its way through the phases."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import Deal, LostReason, Organisation, Person, Service, User, utc_now
from sambruk_crm.services import vocabularies
from sambruk_crm.services.deals import lists, phases, rules, sharing
from sambruk_crm.services.deals.lists import DealCard
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Participation:
    """An organisation's part in a split deal, in the deal's currency."""

    organisation_id: int
    organisation: str
    population: int | None
    amount: float | None


@dataclass(frozen=True)
class Step:
    """A stay in a phase: since when (ISO, UTC), how many days, and who brought the deal there."""

    id: int
    phase: str
    since: str
    days: int
    user: str
    outcome: str
    is_present: bool


@dataclass(frozen=True)
class DealRecord:
    """A deal with what hangs on it."""

    deal: Deal
    card: DealCard
    person: str
    service: str
    owner: str
    lost_reason: str
    lost_color: str
    """Of the reason; empty for none."""
    participants: list[Participation]
    steps: list[Step]


def record(session: Session, actor: Actor, deal_id: int) -> DealRecord:
    """Return a deal with names, shares and steps."""
    require(actor, Permission.VIEW)
    deal = rules.get(session, actor, deal_id)
    shown = phases.all_phases(session, actor, archived=True)
    parts = [
        Participation(town.key, town.name, town.population, None if part.amount is None else float(part.amount))
        for part, town in sharing.participants(session, actor, deal_id)
    ]
    reason = _reason(session, deal)
    return DealRecord(
        deal=deal,
        card=lists.make_cards(session, actor, [deal], shown)[0],
        person=_name(session, Person, deal.person_id),
        service=_name(session, Service, deal.service_id),
        owner=_name(session, User, deal.owner_id),
        lost_reason=deal.lost_reason_text or vocabularies.shown(reason, actor.locale),
        lost_color=reason.color if reason is not None else "",
        participants=parts,
        steps=_steps(session, actor, deal, {phase.key: vocabularies.shown(phase, actor.locale) for phase in shown}),
    )


def _steps(session: Session, actor: Actor, deal: Deal, names: dict[int, str]) -> list[Step]:
    made = rules.phase_changes(session, actor, deal.key)
    ends = [change.created_at for change, _ in made[1:]] + [deal.closed_at or utc_now()]
    return [
        Step(
            id=change.key,
            phase=names.get(change.to_phase_id, ""),
            since=change.created_at.isoformat(),
            days=max(0, (end - change.created_at).days),
            user=user,
            outcome=change.outcome or "",
            is_present=change is made[-1][0],
        )
        for (change, user), end in zip(made, ends, strict=True)
    ]


def _reason(session: Session, deal: Deal) -> LostReason | None:
    return session.get(LostReason, deal.lost_reason_id) if deal.lost_reason_id else None


def _name(session: Session, table: type[Person | Service | User | Organisation], key: int | None) -> str:
    if key is None:
        return ""
    return session.scalar(sa.select(table.name).where(col(table.id) == key)) or ""
