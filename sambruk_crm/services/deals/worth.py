"""What a deal is worth now: its value, weighted by how likely it is won."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from sambruk_crm.models import Deal, Outcome, Phase

HUNDRED = Decimal(100)


def weighted(deal: Any, chance: int) -> Decimal | None:
    """Return a deal's weighted value; `chance` (percent) is its phase's, and counts where it has none of its own."""
    if deal.value is None:
        return None
    if deal.outcome is Outcome.LOST:
        return Decimal(0)
    if deal.outcome is Outcome.WON:
        return deal.value
    return deal.value * (chance if deal.probability is None else deal.probability) / HUNDRED


def weighted_in_sql(chance: Any) -> ColumnElement[Any]:
    """Return the same as SQL, of deals that are not lost; `chance` is the phase's."""
    likely = Deal.value * sa.func.coalesce(Deal.probability, chance) / HUNDRED
    return sa.case((col(Deal.outcome) == Outcome.WON, Deal.value), else_=likely)


def by_worth() -> ColumnElement[Any]:
    """Return the same as SQL of a deal by itself, NULL where it has no value."""
    chance = sa.select(Phase.probability).where(Phase.id == Deal.phase_id).scalar_subquery()
    nothing = sa.case((col(Deal.value).is_not(None), sa.cast(0, sa.Numeric(14, 2))))
    return sa.case((col(Deal.outcome) == Outcome.LOST, nothing), else_=weighted_in_sql(chance))
