"""How many recipients of a mailing stand where: counted for rows that are there, and in SQL for sorts and sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Mailing, MailingRecipient, MailingState, RecipientState, SkipReason

FIGURES: dict[str, tuple[RecipientState, ...]] = {
    "recipients": tuple(state for state in RecipientState if state is not RecipientState.SKIPPED),
    "sent": (RecipientState.SENT,),
    "failed": (RecipientState.FAILED, RecipientState.UNSURE),
    "waiting": (RecipientState.WAITING, RecipientState.SENDING),
    "skipped": (RecipientState.SKIPPED,),
}
"""The numbers that lists tell of a mailing, by the states that they add up. A draft has none yet."""


@dataclass(frozen=True)
class Counts:
    """How many of a mailing's recipients stand where; `skipped` by reason."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    unsure: int = 0
    skipped: int = 0
    no_address: int = 0
    opted_out: int = 0
    bounced: int = 0
    duplicate: int = 0
    erased: int = 0

    @property
    def recipients(self) -> int:
        """How many get the mailing, or were to."""
        return self.figure("recipients")

    def figure(self, name: str) -> int:
        """Return one of the numbers that lists tell."""
        return sum(getattr(self, state.value) for state in FIGURES[name])


def counts_of(session: Session, ids: Sequence[int]) -> dict[int, Counts]:
    """Count the recipients of mailings by where they stand and why they were skipped."""
    state, skipped = col(MailingRecipient.state), col(MailingRecipient.skipped_for)
    query = (
        sa.select(MailingRecipient.mailing_id, state, skipped, sa.func.count())
        .where(col(MailingRecipient.mailing_id).in_(ids))
        .group_by(MailingRecipient.mailing_id, state, skipped)
    )
    found: dict[int, dict[str, int]] = {}
    for mailing_id, at, reason, count in session.execute(query):
        numbers = found.setdefault(mailing_id, {})
        numbers[at.value] = numbers.get(at.value, 0) + count
        if at is RecipientState.SKIPPED and reason is not None:
            numbers[SkipReason(reason).value] = count
    return {mailing_id: Counts(**numbers) for mailing_id, numbers in found.items()}


def by_figure(name: str) -> ColumnElement[Any]:
    """Return one of the numbers as SQL of a mailing by itself, NULL of a draft."""
    counted = sa.select(sa.func.count()).where(
        col(MailingRecipient.mailing_id) == Mailing.id, col(MailingRecipient.state).in_(FIGURES[name])
    )
    return sa.case((col(Mailing.state) != MailingState.DRAFT, counted.scalar_subquery()))
