"""Figures over REST: members and inhabitants of a day."""

from datetime import date

from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Listed, whole
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


class YearOut(BaseModel):
    """How many became members in a year, how many left, and how many members there were when it ended.

    Whoever goes on in another period the day one ends has neither left nor joined.
    """

    year: int
    joined: int
    left: int
    members: int


@router.get("")
def get_figures(caller: Caller, on: date | None = None) -> FiguresOut:
    """Count members and inhabitants of a day, today unless given."""
    with db.reading() as session:
        counted = memberships.members_on(session, caller, on or clock.today(session))
    return FiguresOut.model_validate(counted, from_attributes=True)


@router.get("/years")
def list_years(caller: Caller) -> Listed[YearOut]:
    """Count who came and went in each year, oldest first, all in one page."""
    with db.reading() as session:
        found = memberships.by_year(session, caller)
    return Listed[YearOut](**whole([YearOut.model_validate(year, from_attributes=True) for year in found]))
