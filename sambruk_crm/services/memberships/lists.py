"""Memberships as people look at them: every period of every organisation, and what the list can be asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Membership, MembershipCategory, MembershipStatus, Organisation, OrganisationKind, Person
from sambruk_crm.services import clock, vocabularies
from sambruk_crm.services.catalogue import Cases, Code, In, ListFilter, NounList, Sorts, Through, by_key, name_of
from sambruk_crm.services.memberships.rules import lasts_on, status_of
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding

Year = Annotated[str, Field(pattern=r"^\d{4}$")]


@dataclass(frozen=True, kw_only=True)
class MembershipFilter(ListFilter):
    """Which periods are wanted: all that fit every part that is given; within a part any of its values.

    `status` is the period's own on the day `on`, today unless given: it lasts, has ended, or is still to begin.
    """

    status: tuple[MembershipStatus, ...] = ()
    on: date | None = None
    category: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()
    kind: tuple[OrganisationKind, ...] = ()
    county: tuple[Code, ...] = ()
    joined: tuple[Year, ...] = ()
    left: tuple[Year, ...] = ()


@dataclass(frozen=True)
class MembershipRow:
    """A period as a list shows it. Days are ISO days, or empty; the status is that of the day that was asked for."""

    id: int
    version: int
    organisation_id: int
    organisation: str
    kind: str
    county: str
    status: str
    joined_on: str
    left_on: str
    category_id: int | None
    category: str
    contact: str
    decision: str
    reason: str
    left_reason: str
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """What else is asked for, by its columns' names."""


def present() -> ColumnElement[bool]:
    """Return the condition that a period is of an organisation that is not in the trash."""
    kept = sa.select(Organisation.id).where(col(Organisation.deleted_at).is_(None))
    return col(Membership.organisation_id).in_(kept)


def _statuses(session: Session, wanted: MembershipFilter) -> list[tuple[str, ColumnElement[bool]]]:
    on = wanted.on or clock.today(session)
    return [
        (MembershipStatus.MEMBER.value, lasts_on(on)),
        (MembershipStatus.FUTURE.value, col(Membership.joined_on) > on),
        (MembershipStatus.FORMER.value, col(Membership.left_on) <= on),
    ]


def _years(column: Any) -> Cases:
    """Return the filter by the year of a day."""

    def cases(session: Session, _wanted: MembershipFilter) -> Iterator[tuple[str, ColumnElement[bool]]]:
        first, last = session.execute(sa.select(sa.func.min(column), sa.func.max(column))).one()
        for year in range(first.year, last.year + 1) if first else ():
            yield str(year), col(column).between(date(year, 1, 1), date(year, 12, 31))

    return Cases(cases)


def _of_organisation(column: Any) -> ColumnElement[Any]:
    return sa.select(column).where(col(Organisation.id) == Membership.organisation_id).scalar_subquery()


def _sorts(_session: Session, actor: Actor, _wanted: MembershipFilter) -> Sorts:
    columns = sa.inspect(Membership).c
    by_name = sa.inspect(Organisation).c[folding.SORT_COLUMNS[actor.locale]]
    return {
        "organisation": lambda: _of_organisation(by_name),
        "kind": lambda: sa.func.coalesce(_of_organisation(sa.cast(Organisation.kind, sa.String)), ""),
        "county": lambda: sa.func.coalesce(_of_organisation(Organisation.county_name), ""),
        "joined": columns.joined_on,
        "left": sa.func.coalesce(columns.left_on, date.max),
        "category": name_of(MembershipCategory, Membership.category_id),
        "contact": name_of(Person, Membership.contact_id),
        "created": columns.created_at,
        "id": columns.id,
    }


def _has_text(session: Session, text: str) -> ColumnElement[bool]:
    named = sa.select(Organisation.id).where(folding.matches(session, Organisation, text))
    return col(Membership.organisation_id).in_(named)


LIST = NounList(
    table=Membership,
    filter=MembershipFilter,
    present=lambda _actor: present(),
    criteria={
        "status": Cases(_statuses),
        "category": In(Membership.category_id),
        "organisation": In(Membership.organisation_id),
        "kind": Through(Organisation.kind, Organisation.id, Membership.organisation_id),
        "county": Through(Organisation.county_code, Organisation.id, Membership.organisation_id),
        "joined": _years(Membership.joined_on),
        "left": _years(Membership.left_on),
    },
    sorts=_sorts,
    usual_sort="-joined",
    has_text=_has_text,
)


def search(
    session: Session, actor: Actor, wanted: MembershipFilter, *, sort: str = "", paging: Paging | None = None
) -> Page[MembershipRow]:
    """Return a page of the periods that fit, as rows."""
    page = LIST.find(session, actor, wanted, sort=sort, paging=paging)
    return Page(_rows(session, actor, page.items, wanted.on or clock.today(session)), page.total, page.next_cursor)


def _rows(session: Session, actor: Actor, found: Sequence[Membership], on: date) -> list[MembershipRow]:
    places = by_key(session, Organisation, (period.organisation_id for period in found))
    kinds = by_key(session, MembershipCategory, (period.category_id for period in found))
    people = by_key(session, Person, (period.contact_id for period in found))
    rows: list[MembershipRow] = []
    for period in found:
        place, contact = places[period.organisation_id], people.get(period.contact_id)
        rows.append(
            MembershipRow(
                id=period.key,
                version=period.version,
                organisation_id=place.key,
                organisation=place.name,
                kind=place.kind or "",
                county=place.county_name or "",
                status=status_of([period], on),
                joined_on=period.joined_on.isoformat(),
                left_on=period.left_on.isoformat() if period.left_on else "",
                category_id=period.category_id,
                category=vocabularies.shown(kinds.get(period.category_id), actor.locale),
                contact=contact.name if contact else "",
                decision=period.decision,
                reason=period.reason,
                left_reason=period.left_reason,
            )
        )
    return rows
