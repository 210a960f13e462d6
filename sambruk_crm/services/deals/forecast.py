"""What is likely to come in by month, and how long deals stay in each phase; both reckoned in SQL."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Deal, Phase, PhaseChange
from sambruk_crm.services.deals.lists import LIST, DealFilter
from sambruk_crm.services.deals.worth import weighted_in_sql
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class ForecastMonth:
    """The open deals that are expected to close in a month (`2027-03`; empty for those without a day), by currency."""

    month: str
    currency: str
    count: int
    total: float
    weighted: float


def by_month(session: Session, actor: Actor, wanted: DealFilter | None = None) -> list[ForecastMonth]:
    """Return what open deals are worth by the month of their expected close, the earliest first, undated ones last."""
    require(actor, Permission.VIEW)
    month = sa.func.coalesce(sa.func.substr(sa.cast(Deal.expected_close_on, sa.String), 1, 7), "")
    query = (
        sa.select(
            month,
            Deal.currency,
            sa.func.count(),
            sa.func.sum(Deal.value),
            sa.func.sum(weighted_in_sql(Phase.probability)),
        )
        .join(Phase, col(Phase.id) == Deal.phase_id)
        .where(LIST.where(session, actor, wanted or DealFilter()), col(Deal.closed_at).is_(None))
        .group_by(month, col(Deal.currency))
    )
    found = [
        ForecastMonth(name, currency, count, float(total or 0), float(weighted or 0))
        for name, currency, count, total, weighted in session.execute(query)
    ]
    return sorted(found, key=lambda one: (one.month == "", one.month, one.currency))


def average_days(session: Session, actor: Actor) -> dict[int, float]:
    """Return how many days deals stayed in each phase on average, of the stays that have ended."""
    require(actor, Permission.VIEW)
    left_at = sa.func.lead(PhaseChange.created_at).over(
        partition_by=col(PhaseChange.deal_id), order_by=(col(PhaseChange.created_at), col(PhaseChange.id))
    )
    stays = (
        sa.select(PhaseChange.to_phase_id, col(PhaseChange.created_at).label("came_at"), left_at.label("left_at"))
        .join(Deal, col(Deal.id) == PhaseChange.deal_id)
        .where(col(Deal.deleted_at).is_(None))
        .subquery()
    )
    days = sa.func.avg(_days_between(session, stays.c.came_at, stays.c.left_at))
    query = sa.select(stays.c.to_phase_id, days).where(stays.c.left_at.is_not(None)).group_by(stays.c.to_phase_id)
    return {phase_id: round(float(average), 1) for phase_id, average in session.execute(query)}


def _days_between(session: Session, earlier: Any, later: Any) -> ColumnElement[Any]:
    if session.get_bind().dialect.name == "sqlite":
        return sa.func.julianday(later) - sa.func.julianday(earlier)
    return sa.func.extract("epoch", later - earlier) / 86400
