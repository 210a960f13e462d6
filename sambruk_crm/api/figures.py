"""Figures over REST: members and inhabitants of a day."""

from datetime import date

from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.services import clock, memberships

router = noun("figures")


class FiguresOut(BaseModel):
    """Members and inhabitants on a day; nobody is counted twice, whoever covers whom."""

    on: date
    members: int
    members_by_kind: dict[str, int]
    inhabitants: int
    municipalities_covered: int
    without_figure: int


@router.get("")
def get_figures(caller: Caller, on: date | None = None) -> FiguresOut:
    """Count members and inhabitants of a day, today unless given."""
    with db.reading() as session:
        counted = memberships.members_on(session, caller, on or clock.today(session))
    return FiguresOut.model_validate(counted, from_attributes=True)
