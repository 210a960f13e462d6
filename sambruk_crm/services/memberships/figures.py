"""Figures of a day: how many members there are, of which kinds, and how many people live where they are."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.models import Coverage, Membership, MembershipStatus, Organisation, OrganisationKind, PopulationFigure
from sambruk_crm.services import clock
from sambruk_crm.services.memberships import coverages
from sambruk_crm.services.memberships.lists import present
from sambruk_crm.services.memberships.rules import status_clause
from sambruk_crm.services.permissions import Actor, Permission, require

OF_NO_KIND = "none"


@dataclass(frozen=True)
class MemberCount:
    """The members of one day, and the people who live where they are, each counted once.

    Attributes:
        without_figure: members whose inhabitants nobody has told, such as companies.
        members_by_kind: by kind of organisation, or `none` for those of no kind; only kinds that have members.
        municipalities_covered: municipalities that are members themselves or are covered by one.
    """

    on: date
    members: int
    inhabitants: int
    without_figure: int
    members_by_kind: dict[str, int]
    municipalities_covered: int


def members_on(session: Session, actor: Actor, on: date) -> MemberCount:
    """Count the members of a day and their inhabitants.

    Whoever covers municipalities is counted by them, so that a region and a municipality in it count nobody twice.
    The figure is the newest of that day, or the oldest there is when all are younger.
    """
    require(actor, Permission.VIEW)
    is_present = col(Organisation.deleted_at).is_(None)
    query = sa.select(Organisation.id, Organisation.kind).where(status_clause(MembershipStatus.MEMBER, on), is_present)
    members = {key: kind for key, kind in session.execute(query)}
    covered = _covered(session, on)
    counted: set[int] = set()
    for member in members:
        counted |= _reached(member, covered)
    figures = inhabitants_on(session, on)
    municipalities = set(
        session.exec(select(Organisation.id).where(col(Organisation.kind) == OrganisationKind.MUNICIPALITY, is_present))
    )
    kinds = Counter(kind.value if kind else OF_NO_KIND for kind in members.values())
    return MemberCount(
        on=on,
        members=len(members),
        inhabitants=sum(figures.get(organisation_id, 0) for organisation_id in counted),
        without_figure=len(members.keys() - covered.keys() - figures.keys()),
        members_by_kind=dict(sorted(kinds.items())),
        municipalities_covered=len(counted & municipalities),
    )


def inhabitants_on(session: Session, on: date) -> dict[int, int]:
    """Return every organisation's inhabitants as known on a day, or by the oldest figure when all are younger."""
    return {key: figure.inhabitants for key, figure in figures_on(session, on).items()}


@dataclass(frozen=True)
class Inhabitants:
    """How many, and on which day they were counted."""

    inhabitants: int
    counted_on: date


def figures_on(session: Session, on: date) -> dict[int, Inhabitants]:
    """Return the same with the day of each figure."""
    query = select(PopulationFigure.organisation_id, PopulationFigure.counted_on, PopulationFigure.inhabitants)
    known: dict[int, Inhabitants] = {}
    for organisation_id, counted_on, inhabitants in session.exec(query.order_by(col(PopulationFigure.counted_on))):
        if counted_on <= on or organisation_id not in known:
            known[organisation_id] = Inhabitants(inhabitants, counted_on)
    return known


def _covered(session: Session, on: date) -> dict[int, set[int]]:
    """Return whom each organisation covers on a day."""
    query = select(Coverage.coverer_id, Coverage.covered_id).where(coverages.lasts_on(on))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for coverer, covered in session.exec(query):
        found[coverer].add(covered)
    return found


def _reached(start: int, covered: dict[int, set[int]]) -> set[int]:
    """Return whom an organisation stands for: itself, or the last of those it covers, in however many steps."""
    ends: set[int] = set()
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        below = covered.get(here)
        if below is None:
            ends.add(here)
            continue
        ahead += below - seen
        seen |= below
    return ends


@dataclass(frozen=True)
class YearCount:
    """How many became members in a year, how many left, and how many members there were when it ended.

    Whoever goes on in another period the day one ends has neither left nor joined.
    """

    year: int
    joined: int
    left: int
    members: int


def by_year(session: Session, actor: Actor) -> list[YearCount]:
    """Count who came and went, from the first year to this one, or the last that is planned; oldest first."""
    require(actor, Permission.VIEW)
    other = aliased(Membership)
    same = col(other.organisation_id) == col(Membership.organisation_id)
    came = _per_year(session, Membership.joined_on, ~_is_there(other, same, col(other.left_on) == Membership.joined_on))
    went = _per_year(session, Membership.left_on, ~_is_there(other, same, col(other.joined_on) == Membership.left_on))
    counts: list[YearCount] = []
    for year in range(min(came), max(clock.today(session).year, *came, *went) + 1) if came else ():
        before = counts[-1].members if counts else 0
        counts.append(YearCount(year, came[year], went[year], before + came[year] - went[year]))
    return counts


def _is_there(other: Any, *that: ColumnElement[bool]) -> ColumnElement[bool]:
    return sa.select(other.id).where(*that).exists()


def _per_year(session: Session, day: Any, that: ColumnElement[bool]) -> Counter[int]:
    year = sa.extract("year", col(day))
    query = sa.select(year, sa.func.count()).select_from(Membership).where(col(day).is_not(None), present(), that)
    return Counter({int(each): count for each, count in session.execute(query.group_by(year))})
