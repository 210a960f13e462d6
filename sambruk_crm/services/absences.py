"""Absences: in the period, and only then, a stand-in sees a colleague's to-dos."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import Absence


def stood_in_for(session: Session, user_id: int, on: date) -> list[int]:
    """List the users for whom this one stands in on a day."""
    query = sa.select(Absence.user_id).where(
        col(Absence.stand_in_id) == user_id, col(Absence.from_on) <= on, col(Absence.to_on) >= on
    )
    return list(dict.fromkeys(session.scalars(query)))
