"""The order of the cards in a phase: a fractional rank per card, so that a move writes one row.

The caller holds the phase's row, so that no two moves find the same gap.
"""

import sqlalchemy as sa
from fractional_indexing import generate_key_between, generate_n_keys_between
from sqlmodel import Session, col

from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.models import Deal, Phase


def last(session: Session, phase_id: int, *, but: int | None = None) -> str:
    """Return a rank below every card of the phase."""
    query = sa.select(sa.func.max(Deal.rank)).where(col(Deal.phase_id) == phase_id, Deal.id != but)
    return generate_key_between(session.scalar(query) or None, None)


def above(session: Session, phase_id: int, before_id: int | None, *, but: int, of_phase: int) -> tuple[str, Phase]:
    """Return a rank right above another card of the phase, or below all when none is named; and a phase, with it.

    Args:
        before_id: the card to lie above.
        but: the card that moves, which does not count.
        of_phase: the phase that is read along, so that a move asks once.

    Raises:
        NotFoundError: the other card is not in the phase (any more).
    """
    beside = before_id if before_id != but else None
    below = sa.select(Deal.rank).where(col(Deal.id) == beside, col(Deal.phase_id) == phase_id).scalar_subquery()
    higher = sa.select(sa.func.max(Deal.rank)).where(col(Deal.phase_id) == phase_id, Deal.id != but)
    if beside is not None:
        higher = higher.where(col(Deal.rank) < below)
    query = sa.select(Phase, higher.scalar_subquery(), below).where(col(Phase.id) == of_phase)
    phase, highest, rank = session.execute(query).one()
    if beside is not None and rank is None:
        raise NotFoundError(say("The card below has moved away. Please drop again."))
    return generate_key_between(highest or None, rank), phase


def below(session: Session, phase_id: int, count: int) -> list[str]:
    """Return ranks for many cards below every card of the phase."""
    lowest = session.scalar(sa.select(sa.func.max(Deal.rank)).where(col(Deal.phase_id) == phase_id))
    return generate_n_keys_between(lowest or None, None, count)


def evenly(count: int) -> list[str]:
    """Return ranks for many cards of an empty phase at once."""
    return generate_n_keys_between(None, None, count)
