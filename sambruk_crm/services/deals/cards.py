"""Deals as cards: what a card shows, what is planned, and whether it rots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import (
    Deal,
    Decision,
    Organisation,
    Phase,
    Service,
    Todo,
    User,
    utc_now,
)
from sambruk_crm.services import clock, vocabularies
from sambruk_crm.services.deals import titles
from sambruk_crm.services.deals.worth import weighted
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor

CARD_COLUMNS: list[ColumnElement[Any]] = [
    sa.inspect(Deal).c[name]
    for name in (
        "id", "version", "title", "organisation_id", "phase_id", "value", "currency", "owner_id", "deal_type",
        "phase_since", "touched_at", "waits_until", "probability", "outcome", "expected_close_on", "service_id",
    )
]  # fmt: skip
"""What a card is made of: a deal has twice as many columns."""


@dataclass(frozen=True)
class DealCard:
    """A deal as the board and the lists show it. Dates are ISO strings; money is in `currency`."""

    id: int
    version: int
    title: str
    organisation_id: int | None
    organisation: str
    phase_id: int
    phase: str
    value: float | None
    weighted: float
    currency: str
    owner: str
    owner_initials: str
    deal_type: str
    age_days: int
    next_activity: str | None
    probability: int | None
    """Its own, in percent; without one the phase's counts."""
    is_rotting: bool
    rotting_days: int
    outcome: str | None
    expected_close_on: str | None
    what: str = ""
    """The title without the organisation's name; its service where the title says nothing else."""
    overdue_since: str | None = None
    """When the oldest to-do that is open was to be done."""
    owner_id: int | None = None
    decision_on: str | None = None
    """The nearest meeting that the deal waits for; one that has been and came to nothing yet counts."""
    decision_body: str = ""


@dataclass(frozen=True)
class Planned:
    """The open to-dos of a deal that have a date."""

    next_at: datetime
    overdue_since: datetime | None


def make_cards(session: Session, actor: Actor, deals: Sequence[Any], shown: list[Phase]) -> list[DealCard]:
    """Return deals, as entities or rows of `CARD_COLUMNS`, as cards: with what is planned and whether they rot."""
    names = dict(_names(session, Organisation, {deal.organisation_id for deal in deals}))
    owners = dict(_names(session, User, {deal.owner_id for deal in deals}))
    offered = dict(_names(session, Service, {deal.service_id for deal in deals}))
    planned = _next_activities(session, [deal.id for deal in deals], utc_now())
    decided = _decisions(session, [deal.id for deal in deals if deal.outcome is None])
    by_key, now = {phase.key: phase for phase in shown}, utc_now()
    today = clock.today(session).isoformat()
    return [
        _card(
            deal,
            by_key[deal.phase_id],
            actor.locale,
            (names, owners, offered),
            (planned.get(deal.id), decided.get(deal.id)),
            now,
            today,
        )
        for deal in deals
    ]


def _card(
    deal: Any,
    phase: Phase,
    locale: str,
    known: tuple[Mapping[int | None, str], ...],
    ahead: tuple[Planned | None, Decision | None],
    now: datetime,
    today: str,
) -> DealCard:
    names, owners, offered = known
    planned, decision = ahead
    organisation = names.get(deal.organisation_id, "")
    owner = owners.get(deal.owner_id, "")
    still = max(0, (now - deal.touched_at).days)
    decision_on = decision.meets_on.isoformat() if decision else None
    waits = any(day >= today for day in (deal.waits_until and deal.waits_until.isoformat(), decision_on) if day)
    rots = phase.rotting_days is not None and not phase.is_closed and still > phase.rotting_days
    return DealCard(
        id=deal.id,
        version=deal.version,
        title=deal.title or organisation,
        organisation_id=deal.organisation_id,
        organisation=organisation,
        phase_id=deal.phase_id,
        phase=vocabularies.shown(phase, locale),
        value=None if deal.value is None else float(deal.value),
        weighted=float(weighted(deal, phase.probability) or 0),
        currency=deal.currency,
        owner=owner,
        owner_initials="".join(word[0] for word in owner.split()[:2]).upper(),
        deal_type=deal.deal_type,
        age_days=max(0, (now - deal.phase_since).days),
        next_activity=planned.next_at.isoformat() if planned else None,
        probability=deal.probability,
        is_rotting=rots and not waits and (planned is None or planned.next_at < now),
        rotting_days=still,
        outcome=deal.outcome,
        expected_close_on=deal.expected_close_on.isoformat() if deal.expected_close_on else None,
        what=titles.what(deal.title, organisation) or offered.get(deal.service_id, "") or deal.title or organisation,
        overdue_since=planned.overdue_since.isoformat() if planned and planned.overdue_since else None,
        owner_id=deal.owner_id,
        decision_on=decision_on,
        decision_body=decision.body if decision else "",
    )


def _next_activities(session: Session, ids: list[int], now: datetime) -> dict[int, Planned]:
    """Return what is planned for each deal; where all is overdue, the latest of it is what is next."""
    at = col(Todo.remind_at)
    ahead, overdue = sa.func.min(sa.case((at >= now, at))), sa.func.min(sa.case((at < now, at)))
    query = (
        sa.select(Todo.deal_id, ahead, sa.func.max(Todo.remind_at), overdue)
        .where(col(Todo.deal_id).in_(ids), col(Todo.closed_at).is_(None), col(Todo.remind_at).is_not(None))
        .group_by(Todo.deal_id)
    )
    return {key: Planned(first or last, since) for key, first, last, since in session.execute(query)}


def _decisions(session: Session, ids: list[int]) -> dict[int, Decision]:
    """Return the meeting that each deal waits for next; the one that is overdue longest is the next."""
    wanted = (among(col(Decision.deal_id), ids), col(Decision.result).is_(None))
    query = sa.select(Decision).where(*wanted).order_by(col(Decision.meets_on).desc(), col(Decision.id).desc())
    return {decision.deal_id: decision for decision in session.scalars(query)} if ids else {}


def _names(session: Session, table: Any, ids: set[int | None]) -> list[tuple[int, str]]:
    known = [key for key in ids if key is not None]
    if not known:
        return []
    return [(key, name) for key, name in session.execute(sa.select(table.id, table.name).where(table.id.in_(known)))]
