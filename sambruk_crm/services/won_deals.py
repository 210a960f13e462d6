"""What a won deal offers beside its contract: participants of the service, a project, memberships. Nothing twice."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Deal, MembershipStatus, Organisation, Outcome, Project, ProjectStatus, WonOffer
from sambruk_crm.services import clock, deals, memberships, projects, services
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Offer:
    """Something that can follow for one of those who share the deal."""

    kind: WonOffer
    organisation_id: int
    organisation: str


def offers(session: Session, actor: Actor, deal_id: int) -> list[Offer]:
    """Return what a won deal offers and is not so yet, by organisation; nothing of a deal that is not won."""
    deal = deals.get(session, actor, deal_id)
    if deal.outcome is not Outcome.WON:
        return []
    named = _organisations(session, actor, deal)
    today = clock.today(session)
    taking_part, with_project = _engaged(session, actor, deal, list(named), today)
    statuses = memberships.statuses(session, list(named), today)
    found: list[Offer] = []
    for key, name in named.items():
        if deal.service_id is not None and key not in taking_part:
            found.append(Offer(WonOffer.PARTICIPANT, key, name))
        if deal.service_id is not None and key not in with_project:
            found.append(Offer(WonOffer.PROJECT, key, name))
        if statuses[key] not in (MembershipStatus.MEMBER, MembershipStatus.FUTURE):
            found.append(Offer(WonOffer.MEMBERSHIP, key, name))
    return found


def take(
    session: Session, actor: Actor, deal_id: int, kind: WonOffer, organisation_id: int, *, from_on: date | None = None
) -> None:
    """Do what was offered, from a day or today; by the rules and rights of participants, projects and memberships.

    Raises:
        InUseError: it is not offered, or is so already.
    """
    require(actor, Permission.EDIT_DEALS)
    deal = deals.get(session, actor, deal_id, for_update=True)
    offered = {(offer.kind, offer.organisation_id) for offer in offers(session, actor, deal_id)}
    if (kind, organisation_id) not in offered:
        raise InUseError(say("This is so already, or does not follow from this deal."))
    begins = from_on or clock.today(session)
    facts = {"organisation_id": organisation_id, "from_on": begins}
    match kind:
        case WonOffer.PARTICIPANT:
            services.participants.add(session, actor, deal.service_id or 0, facts)
        case WonOffer.PROJECT:
            projects.create(session, actor, {**facts, "service_id": deal.service_id, "owner_id": deal.owner_id})
        case WonOffer.MEMBERSHIP:
            memberships.join(session, actor, organisation_id, begins)


def _organisations(session: Session, actor: Actor, deal: Deal) -> dict[int, str]:
    """Return who shares the deal, or whose it is alone, by key; those in the trash are left out."""
    keys = [part.organisation_id for part, _ in deals.participants(session, actor, deal.key)]
    if not keys and deal.organisation_id is not None:
        keys = [deal.organisation_id]
    query = sa.select(Organisation.id, Organisation.name).where(
        col(Organisation.id).in_(keys), col(Organisation.deleted_at).is_(None)
    )
    return dict(session.execute(query.order_by(col(Organisation.sort_sv))).all())  # pyright: ignore[reportArgumentType]


def _engaged(session: Session, actor: Actor, deal: Deal, keys: list[int], today: date) -> tuple[set[int], set[int]]:
    """Return who takes part in the deal's service today, and who has a project in it that goes on."""
    if deal.service_id is None:
        return set(), set()
    taking_part = services.participants.of_service(session, actor, deal.service_id, on=today)
    going_on = sa.select(Project.organisation_id).where(
        col(Project.service_id) == deal.service_id,
        col(Project.organisation_id).in_(keys),
        col(Project.status) != ProjectStatus.CLOSED,
        col(Project.deleted_at).is_(None),
    )
    return {each.organisation_id for each in taking_part}, set(session.scalars(going_on))
