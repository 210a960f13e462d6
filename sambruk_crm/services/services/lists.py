"""Services as people look at them: the list, what it can be asked, and those that can be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Contract,
    Deal,
    HistoryEntry,
    Project,
    ProjectStatus,
    Service,
    ServiceKind,
    ServiceStatus,
    Todo,
    User,
)
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    In,
    ListFilter,
    NounList,
    Sorts,
    by_last_contact,
    by_next_todo,
    fact,
    facts_of,
    kept,
    last_contact,
    linked,
    name_of,
    next_todo,
    own,
    users_of,
    written,
)
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.services import participants
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import folding


@dataclass(frozen=True)
class ServiceRow:
    """A service as lists show it, with how many organisations take part today."""

    id: int
    version: int
    name: str
    kind: str
    status: str
    participants: int
    owner: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Surroundings:
    """How much is going on about a service."""

    open_deals: int = 0
    contracts: int = 0
    open_projects: int = 0


@dataclass(frozen=True, kw_only=True)
class ServiceFilter(ListFilter):
    """Which services are wanted: all that fit every part that is given; within a part any of its values."""

    kind: tuple[ServiceKind, ...] = ()
    status: tuple[ServiceStatus, ...] = ()
    owner: tuple[int, ...] = ()


COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), is_usual=True),
    **fact("kind", say("Type"), words=ServiceKind, is_usual=True),
    **fact("status", say("Status"), words=ServiceStatus, is_usual=True),
    "participants": linked(say("Participants"), participants.counts, is_usual=True),
    "owner": linked(say("Responsible"), users_of("owner_id"), "owner_id", is_usual=True),
    "funding": Column(say("Funding in all"), own("funding"), CellKind.NUMBER),
    "funding_yearly": Column(say("Funding a year"), own("funding_yearly"), CellKind.NUMBER),
    "funding_each": Column(say("Funding for each participant"), own("funding_each"), CellKind.NUMBER),
    **fact("description", say("Description"), control=Control.LONG),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.service_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.service_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _sorts(actor: Actor) -> Sorts:
    columns = sa.inspect(Service).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "kind": sa.cast(Service.kind, sa.String),
        "status": sa.cast(Service.status, sa.String),
        "owner": name_of(User, Service.owner_id),
        "created": columns.created_at,
        "last_contact": by_last_contact(HistoryEntry.service_id, Service.id),
        "next_todo": by_next_todo(Todo.service_id, Service.id, actor),
        "id": columns.id,
    }


LIST = NounList(
    table=Service,
    filter=ServiceFilter,
    present=kept(Service),
    criteria={"kind": In(Service.kind), "status": In(Service.status), "owner": In(Service.owner_id)},
    sorts=lambda _session, actor, _wanted: _sorts(actor),
    facts=facts_of(COLUMNS),
    usual_sort="name",
)


def search(
    session: Session,
    actor: Actor,
    wanted: ServiceFilter,
    *,
    sort: str = "name",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[ServiceRow]:
    """Return a page of the services that fit, as rows, with the plain facts that are asked for."""
    page = LIST.find(session, actor, wanted, sort=sort, paging=paging)
    counted = participants.counts(session, actor, page.items)
    owners = users_of("owner_id")(session, actor, page.items)
    found = [
        ServiceRow(
            id=row.key,
            version=row.version,
            name=row.name,
            kind=row.kind,
            status=row.status,
            participants=counted[row.key],
            owner=owners.get(row.owner_id, ""),
            facts={name: written(getattr(row, name)) for name in facts},
        )
        for row in page.items
    ]
    return Page(found, page.total, page.next_cursor)


def choices(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """List by name the services that deals and contracts can be about: those that are not closed down."""
    require(actor, Permission.VIEW)
    query = sa.select(Service.id, Service.name).where(
        col(Service.deleted_at).is_(None), col(Service.status) != ServiceStatus.CLOSED
    )
    return [(key, name) for key, name in session.execute(query.order_by(col(Service.sort_sv)))]


def around(session: Session, actor: Actor, service_id: int) -> Surroundings:
    """Count what is going on about a service."""
    require(actor, Permission.VIEW)
    kinds = (
        (Deal, col(Deal.outcome).is_(None)),
        (Contract, sa.true()),
        (Project, col(Project.status) != ProjectStatus.CLOSED),
    )
    return Surroundings(
        *(
            session.scalar(
                sa.select(sa.func.count())
                .select_from(table)
                .where(sa.inspect(table).c.service_id == service_id, sa.inspect(table).c.deleted_at.is_(None), open_)
            )
            or 0
            for table, open_ in kinds
        )
    )
