"""Organisations as people look at them: the list, what it can be asked, and a record with what hangs on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.models import (
    CustomerStatus,
    Deal,
    Membership,
    MembershipStatus,
    Organisation,
    OrganisationDepartment,
    OrganisationKind,
    OrganisationResponsibility,
    OrganisationTag,
    Todo,
)
from sambruk_crm.services import clock, files, memberships, responsibilities, tags
from sambruk_crm.services.catalogue import Cases, Code, In, ListFilter, NounList, Through, facts_of, kept, written
from sambruk_crm.services.organisations import sorts
from sambruk_crm.services.organisations.columns import COLUMNS
from sambruk_crm.services.paging import Page, Paging, among
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding, numbers


@dataclass(frozen=True, kw_only=True)
class OrganisationFilter(ListFilter):
    """Which organisations are wanted: all that fit every part that is given; within a part any of its values."""

    kind: tuple[OrganisationKind, ...] = ()
    status: tuple[CustomerStatus, ...] = ()
    membership: tuple[MembershipStatus, ...] = ()
    membership_on: date | None = None
    membership_category: tuple[int, ...] = ()
    tag: tuple[int, ...] = ()
    responsible: tuple[int, ...] = ()
    county: tuple[Code, ...] = ()
    department: tuple[int, ...] = ()


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation as a list shows it."""

    id: int
    version: int
    name: str
    organisation_number: str
    kind: str
    status: str
    membership: str
    county: str
    population: int | None
    responsible: list[str]
    tags: list[tuple[str, str]]
    open_deals: int
    open_todos: int
    email: str = ""
    phone: str = ""
    logo: str = ""
    """Where its logo is fetched."""
    held: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """The keys of its tags and of who is responsible, in the order they are shown."""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """Plain facts by their columns' names, those that were asked for."""


_SHOWN = (
    "id",
    "version",
    "name",
    "email",
    "phone",
    "organisation_number",
    "country",
    "kind",
    "status",
    "county_name",
    "population",
    "logo",
)


def sort_columns(actor: Actor) -> dict[str, ColumnElement[Any]]:
    """Return the columns that lists of organisations can be sorted by; names follow the reader's alphabet."""
    columns = sa.inspect(Organisation).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "population": sa.func.coalesce(Organisation.population, -1),
        "county": sa.func.coalesce(Organisation.county_name, ""),
        "kind": sa.func.coalesce(sa.cast(Organisation.kind, sa.String), ""),
        "status": sa.func.coalesce(sa.cast(Organisation.status, sa.String), ""),
        "created": columns.created_at,
        "id": columns.id,
    }


def _on(session: Session, wanted: OrganisationFilter) -> date:
    return wanted.membership_on or clock.today(session)


def _memberships(session: Session, wanted: OrganisationFilter) -> list[tuple[str, ColumnElement[bool]]]:
    on = _on(session, wanted)
    return [(status.value, memberships.status_clause(status, on)) for status in MembershipStatus]


LIST = NounList(
    table=Organisation,
    filter=OrganisationFilter,
    present=kept(Organisation),
    criteria={
        "kind": In(Organisation.kind),
        "status": In(Organisation.status),
        "county": In(Organisation.county_code),
        "tag": Through(OrganisationTag.tag_id, OrganisationTag.organisation_id, Organisation.id),
        "responsible": Through(
            OrganisationResponsibility.user_id, OrganisationResponsibility.organisation_id, Organisation.id
        ),
        "department": Through(
            OrganisationDepartment.department_id, OrganisationDepartment.organisation_id, Organisation.id
        ),
        "membership": Cases(_memberships),
        "membership_category": Through(
            Membership.category_id,
            Membership.organisation_id,
            Organisation.id,
            lambda session: memberships.lasts_on(clock.today(session)),
        ),
    },
    sorts=lambda session, actor, wanted: sort_columns(actor) | sorts.columns(_on(session, wanted)),
    facts=facts_of(COLUMNS),
    usual_sort="name",
    summed=lambda *_: sorts.numbers(),
)


def search(
    session: Session,
    actor: Actor,
    wanted: OrganisationFilter,
    *,
    sort: str = "name",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[OrganisationRow]:
    """Return a page of the organisations that fit, as rows, with the plain facts that are asked for."""
    page = LIST.read(session, actor, wanted, [*_SHOWN, *facts], sort=sort, paging=paging)
    return Page(_rows(session, page.items, wanted.membership_on, facts), page.total, page.next_cursor)


def suggest(session: Session, actor: Actor, text: str, limit: int = 10) -> list[tuple[int, str]]:
    """Propose organisations while someone types: those that begin so first."""
    require(actor, Permission.VIEW)
    begins = col(Organisation.fold).like(f"{' '.join(folding.words_of(text))}%")
    query = (
        select(Organisation.id, Organisation.name)
        .where(LIST.where(session, actor, OrganisationFilter(text=text)))
        .order_by(sa.desc(begins), sort_columns(actor)["name"])
        .limit(limit)
    )
    return [(row_id or 0, name) for row_id, name in session.exec(query)]


def names(session: Session, actor: Actor, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return what organisations are called, by key."""
    require(actor, Permission.VIEW)
    query = select(Organisation.id, Organisation.name).where(among(col(Organisation.id), ids))
    return [(row_id or 0, name) for row_id, name in session.exec(query)]


def counties(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """List the counties that organisations lie in, as (code, name)."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(Organisation.county_code, sa.func.max(Organisation.county_name))
        .where(col(Organisation.county_code).is_not(None))
        .group_by(Organisation.county_code)
        .order_by(Organisation.county_code)
    )
    return [(code, name) for code, name in session.execute(query)]


def _rows(
    session: Session, organisations: Sequence[Mapping[str, Any]], on: date | None, facts: Sequence[str]
) -> list[OrganisationRow]:
    ids = [row["id"] for row in organisations]
    statuses = memberships.statuses(session, ids, on or clock.today(session))
    carried = tags.of_records(session, "organisation", ids)
    people = responsibilities.of_records(session, "organisation", ids)
    deals = _count(session, Deal, ids, col(Deal.closed_at).is_(None), col(Deal.deleted_at).is_(None))
    open_todos = _count(session, Todo, ids, col(Todo.closed_at).is_(None))
    return [
        OrganisationRow(
            id=key,
            version=row["version"],
            name=row["name"] or row["email"] or row["organisation_number"] or "",
            organisation_number=numbers.shown(row["organisation_number"], row["country"]),
            kind=row["kind"] or "",
            status=row["status"] or "",
            membership=statuses[key],
            county=row["county_name"],
            population=row["population"],
            responsible=[user.name for user in people.get(key, [])],
            tags=[(tag.name, tag.color) for tag in carried.get(key, [])],
            open_deals=deals.get(key, 0),
            open_todos=open_todos.get(key, 0),
            email=row["email"],
            phone=row["phone"],
            logo=files.address_of(row["logo"]) if row["logo"] else "",
            held={
                "responsible": [user.key for user in people.get(key, [])],
                "tags": [tag.id for tag in carried.get(key, [])],
            },
            facts={name: written(row[name]) for name in facts},
        )
        for key, row in zip(ids, organisations, strict=True)
    ]


def _count(session: Session, table: Any, ids: list[int], *where: ColumnElement[bool]) -> dict[int, int]:
    query = sa.select(table.organisation_id, sa.func.count()).where(among(table.organisation_id, ids), *where)
    return {key: count for key, count in session.execute(query.group_by(table.organisation_id))}
