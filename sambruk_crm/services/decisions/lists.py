"""What is decided when: the meetings that deals wait for, those that have been without a result first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

import sqlalchemy as sa
from babel.dates import format_date, format_skeleton
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.i18n import translate
from sambruk_crm.models import Deal, Decision, DecisionBody, DecisionResult, Organisation, User
from sambruk_crm.services import clock
from sambruk_crm.services.catalogue import Code, In, ListFilter, NounList, Sorts, Through
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding


class Span(StrEnum):
    """What stands together in the list."""

    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class DecisionFilter(ListFilter):
    """Which decisions are wanted: those that deals wait for, or with `result` those that came to one of these."""

    owner: tuple[int, ...] = ()
    body: tuple[DecisionBody, ...] = ()
    county: tuple[Code, ...] = ()
    organisation: tuple[int, ...] = ()
    deal: tuple[int, ...] = ()
    result: tuple[DecisionResult, ...] = ()
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class DecisionRow:
    """A decision as lists show it. Days are ISO days, or empty."""

    id: int
    version: int
    deal_id: int
    deal: str
    organisation_id: int | None
    organisation: str
    county: str
    owner: str
    body: str
    meets_on: str
    result: str
    postponed_to: str
    note: str
    is_overdue: bool
    """The meeting has been, and nobody has said what came of it."""


@dataclass(frozen=True)
class DecisionGroup:
    """The decisions of a month or week, or all that are overdue, under their heading."""

    name: str
    is_overdue: bool
    rows: list[DecisionRow]


def waiting() -> ColumnElement[bool]:
    """Return the condition that a deal waits for a decision: open, not in the trash, and without a result yet."""
    return sa.and_(col(Decision.result).is_(None), col(Decision.deal_id).in_(_deals(col(Deal.closed_at).is_(None))))


def _deals(*conditions: ColumnElement[bool]) -> sa.Select[tuple[int | None]]:
    return sa.select(Deal.id).where(col(Deal.deleted_at).is_(None), *conditions)


def _more(_session: Session, _actor: Actor, wanted: DecisionFilter) -> Iterable[ColumnElement[bool]]:
    if not wanted.result:
        yield waiting()
    if wanted.from_on is not None:
        yield col(Decision.meets_on) >= wanted.from_on
    if wanted.to_on is not None:
        yield col(Decision.meets_on) <= wanted.to_on
    if wanted.county:
        inside = sa.select(Organisation.id).where(col(Organisation.county_code).in_(wanted.county))
        yield col(Decision.deal_id).in_(_deals(col(Deal.organisation_id).in_(inside)))


def _has_text(session: Session, text: str) -> ColumnElement[bool]:
    return col(Decision.deal_id).in_(_deals(folding.matches(session, Deal, text)))


def _sorts(_session: Session, _actor: Actor, _wanted: DecisionFilter) -> Sorts:
    columns = sa.inspect(Decision).c
    return {"meets_on": columns.meets_on, "created": columns.created_at, "id": columns.id}


LIST = NounList(
    table=Decision,
    filter=DecisionFilter,
    present=lambda _actor: col(Decision.deal_id).in_(_deals()),
    criteria={
        "owner": Through(Deal.owner_id, Deal.id, Decision.deal_id),
        "body": In(Decision.body),
        "organisation": Through(Deal.organisation_id, Deal.id, Decision.deal_id),
        "deal": In(Decision.deal_id),
        "result": In(Decision.result),
    },
    sorts=_sorts,
    usual_sort="meets_on",
    more=_more,
    has_text=_has_text,
)


def search(
    session: Session, actor: Actor, wanted: DecisionFilter, *, sort: str = "", paging: Paging | None = None
) -> Page[DecisionRow]:
    """List the decisions that fit, the earliest meeting first, which is the one that is overdue longest."""
    page = LIST.find(session, actor, wanted, sort=sort, paging=paging)
    return Page(rows(session, page.items), page.total, page.next_cursor)


def rows(session: Session, found: Sequence[Decision]) -> list[DecisionRow]:
    """Show decisions as lists do, in one query more."""
    query = (
        sa.select(Deal, Organisation, User)
        .outerjoin(Organisation, col(Organisation.id) == Deal.organisation_id)
        .outerjoin(User, col(User.id) == Deal.owner_id)
        .where(col(Deal.id).in_({decision.deal_id for decision in found}))
    )
    about = {deal.key: (deal, place, owner) for deal, place, owner in session.execute(query)} if found else {}
    today = clock.today(session)
    return [_row(decision, *about[decision.deal_id], today) for decision in found]


def _row(decision: Decision, deal: Deal, place: Organisation | None, owner: User | None, today: date) -> DecisionRow:
    is_waiting = decision.result is None and deal.closed_at is None
    return DecisionRow(
        id=decision.key,
        version=decision.version,
        deal_id=deal.key,
        deal=deal.title or (place.name if place else ""),
        organisation_id=deal.organisation_id,
        organisation=place.name if place else "",
        county=(place.county_name or "") if place else "",
        owner=(owner.name or owner.email) if owner else "",
        body=decision.body,
        meets_on=decision.meets_on.isoformat(),
        result=decision.result or "",
        postponed_to=decision.postponed_to.isoformat() if decision.postponed_to else "",
        note=decision.note,
        is_overdue=is_waiting and decision.meets_on < today,
    )


def grouped(found: Sequence[DecisionRow], by: Span, locale: str) -> list[DecisionGroup]:
    """Put rows in the order of their meetings under headings in the reader's language, what is overdue above all."""

    def heading(row: DecisionRow) -> str:
        return "" if row.is_overdue else _name(date.fromisoformat(row.meets_on), by, locale)

    ordered = sorted(found, key=lambda row: not row.is_overdue)
    return [
        DecisionGroup(name or translate(say("Overdue"), locale), name == "", list(those))
        for name, those in groupby(ordered, heading)
    ]


def _name(day: date, by: Span, locale: str) -> str:
    if by is Span.MONTH:
        name = format_skeleton("yMMMM", day, locale=locale)
        return name[:1].upper() + name[1:]
    monday = day - timedelta(days=day.weekday())
    begins, ends = (format_date(one, "d MMM", locale=locale) for one in (monday, monday + timedelta(days=6)))
    return translate(
        say("Week {number}, {begins} – {ends}", number=day.isocalendar().week, begins=begins, ends=ends), locale
    )
