"""Where an organisation stands in a service: the strongest of what contracts, people, deals and leads tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import (
    Contract,
    ContractParty,
    Deal,
    DealParticipant,
    Lead,
    LeadState,
    LostReason,
    MatrixState,
    Outcome,
    ServiceParticipant,
)
from sambruk_crm.services import clock, contracts, deals, services, vocabularies
from sambruk_crm.services.permissions import Actor

Place = tuple[int, int]
"""Keys of an organisation and a service."""
Asked = sa.Select[tuple[int]]
"""The keys of the organisations that are asked about."""


@dataclass(frozen=True)
class Cell:
    """Where an organisation stands in a service, and the record that tells it.

    Attributes:
        phase: the number of the deal's phase among all, from 1.
        day: since when; of a no, when it was said.
        reason: why it was no.
    """

    state: MatrixState
    noun: str = ""
    id: int = 0
    phase: int | None = None
    phase_name: str = ""
    day: date | None = None
    reason: str = ""


NOTHING = Cell(MatrixState.NOTHING)


def of(session: Session, actor: Actor, places: Asked, service_ids: Sequence[int]) -> dict[Place, Cell]:
    """Return the cells that are not white, by organisation and service, in five queries however many there are."""
    today = clock.today(session)
    told = (_refusals, _leads, _deals, _participants, _contracts)
    found: dict[Place, Cell] = {}
    for source in told:  # the weakest first, so that the stronger replaces it
        found.update(source(session, actor, places, service_ids, today))
    return found


def _contracts(
    session: Session, _actor: Actor, places: Asked, service_ids: Sequence[int], today: date
) -> Iterator[tuple[Place, Cell]]:
    """Yield the contracts in force; what everybody signed and nobody has left."""
    begins = contracts.parties.BEGINS
    unsigned = sa.exists().where(ContractParty.contract_id == Contract.id, col(ContractParty.signed_on).is_(None))
    query = (
        sa.select(ContractParty.organisation_id, Contract.service_id, Contract.id, begins)
        .join(Contract, col(Contract.id) == ContractParty.contract_id)
        .where(
            col(ContractParty.organisation_id).in_(places),
            col(Contract.service_id).in_(service_ids),
            col(Contract.deleted_at).is_(None),
            ~unsigned.correlate(Contract),
            contracts.parties.lasts_on(today),
        )
        .order_by(col(Contract.id).desc())
    )
    for organisation_id, service_id, key, since in session.execute(query):
        yield (organisation_id, service_id), Cell(MatrixState.CONTRACT, "contract", key, day=since)


def _participants(
    session: Session, _actor: Actor, places: Asked, service_ids: Sequence[int], today: date
) -> Iterator[tuple[Place, Cell]]:
    row = ServiceParticipant
    query = sa.select(row.organisation_id, row.service_id, row.from_on).where(
        col(row.organisation_id).in_(places),
        col(row.service_id).in_(service_ids),
        services.participants.lasts_on(today),
    )
    for organisation_id, service_id, since in session.execute(query):
        yield (organisation_id, service_id), Cell(MatrixState.PARTICIPANT, "service", service_id, day=since)


def _deals(
    session: Session, actor: Actor, places: Asked, service_ids: Sequence[int], _today: date
) -> Iterator[tuple[Place, Cell]]:
    """Yield the open deals, the furthest last, for their organisation and all that share them."""
    phases = list(enumerate(deals.phases.all_phases(session, actor), start=1))
    numbers = {phase.key: (number, vocabularies.shown(phase, actor.locale)) for number, phase in phases}
    archived = (0, "")
    common = (
        col(Deal.service_id).in_(service_ids),
        col(Deal.deleted_at).is_(None),
        col(Deal.outcome).is_(None),
    )
    own = sa.select(Deal.organisation_id, Deal.service_id, Deal.id, Deal.phase_id, Deal.phase_since).where(
        col(Deal.organisation_id).in_(places), *common
    )
    shared = (
        sa.select(DealParticipant.organisation_id, Deal.service_id, Deal.id, Deal.phase_id, Deal.phase_since)
        .join(Deal, col(Deal.id) == DealParticipant.deal_id)
        .where(col(DealParticipant.organisation_id).in_(places), *common)
    )
    found = session.execute(sa.union(own, shared)).all()
    furthest_last = sorted(found, key=lambda row: (numbers.get(row[3], archived)[0], row[2]))
    for organisation_id, service_id, key, phase_id, since in furthest_last:
        number, name = numbers.get(phase_id, archived)
        yield (
            (organisation_id, service_id),
            Cell(MatrixState.DEAL, "deal", key, number or None, name, _day(since, actor)),
        )


def _leads(
    session: Session, actor: Actor, places: Asked, service_ids: Sequence[int], _today: date
) -> Iterator[tuple[Place, Cell]]:
    query = sa.select(Lead.organisation_id, Lead.service_id, Lead.id, Lead.created_at).where(
        col(Lead.organisation_id).in_(places),
        col(Lead.service_id).in_(service_ids),
        col(Lead.deleted_at).is_(None),
        col(Lead.state).in_((LeadState.NEW, LeadState.CONTACTED)),
    )
    for organisation_id, service_id, key, since in session.execute(query.order_by(col(Lead.id))):
        assert organisation_id is not None
        assert service_id is not None
        yield (organisation_id, service_id), Cell(MatrixState.LEAD, "lead", key, day=_day(since, actor))


def _refusals(
    session: Session, actor: Actor, places: Asked, service_ids: Sequence[int], _today: date
) -> Iterator[tuple[Place, Cell]]:
    """Yield the deals that were lost, the latest last."""
    query = (
        sa.select(Deal.organisation_id, Deal.service_id, Deal.id, Deal.closed_at, Deal.lost_reason_text, LostReason)
        .outerjoin(LostReason, col(LostReason.id) == Deal.lost_reason_id)
        .where(
            col(Deal.organisation_id).in_(places),
            col(Deal.service_id).in_(service_ids),
            col(Deal.deleted_at).is_(None),
            col(Deal.outcome) == Outcome.LOST,
        )
        .order_by(col(Deal.closed_at), col(Deal.id))
    )
    found: Any = session.execute(query)
    for organisation_id, service_id, key, closed_at, text, reason in found:
        why = " · ".join(part for part in (vocabularies.shown(reason, actor.locale), text) if part)
        cell = Cell(MatrixState.DECLINED, "deal", key, day=_day(closed_at, actor), reason=why)
        yield (organisation_id, service_id), cell


def _day(moment: datetime | None, actor: Actor) -> date | None:
    return moment.astimezone(actor.time_zone).date() if moment else None
