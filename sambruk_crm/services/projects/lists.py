"""Projects as people look at them: the list, and what it can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import HistoryEntry, Organisation, Project, ProjectStatus, Service, Todo, User
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
    named,
    next_todo,
    own,
    users_of,
    written,
)
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import folding


@dataclass(frozen=True)
class ProjectRow:
    """A project as lists show it. Days are ISO days, or empty."""

    id: int
    version: int
    name: str
    organisation_id: int
    organisation: str
    service: str
    status: str
    owner: str
    from_on: str
    to_on: str
    facts: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ProjectFilter(ListFilter):
    """Which projects are wanted: all that fit every part that is given; within a part any of its values."""

    status: tuple[ProjectStatus, ...] = ()
    service: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()
    owner: tuple[int, ...] = ()


COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), is_usual=True),
    "organisation": linked(
        say("Organisation"), named(Organisation, "organisation_id"), "organisation_id", is_usual=True
    ),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id", is_usual=True),
    **fact("status", say("Status"), words=ProjectStatus, is_usual=True),
    "owner": linked(say("Responsible"), users_of("owner_id"), "owner_id", is_usual=True),
    "from_on": Column(say("From"), own("from_on"), CellKind.DATE, is_usual=True),
    "to_on": Column(say("To"), own("to_on"), CellKind.DATE, is_usual=True),
    **fact("note", say("Note"), control=Control.LONG),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.project_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.project_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _sorts(_session: Session, actor: Actor, _wanted: ProjectFilter) -> Sorts:
    columns = sa.inspect(Project).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "organisation": name_of(Organisation, Project.organisation_id),
        "service": name_of(Service, Project.service_id),
        "status": sa.cast(Project.status, sa.String),
        "owner": name_of(User, Project.owner_id),
        "from": sa.func.coalesce(Project.from_on, date.min),
        "created": columns.created_at,
        "last_contact": by_last_contact(HistoryEntry.project_id, Project.id),
        "next_todo": by_next_todo(Todo.project_id, Project.id, actor),
        "id": columns.id,
    }


LIST = NounList(
    table=Project,
    filter=ProjectFilter,
    present=kept(Project),
    criteria={
        "status": In(Project.status),
        "service": In(Project.service_id),
        "organisation": In(Project.organisation_id),
        "owner": In(Project.owner_id),
    },
    sorts=_sorts,
    facts=facts_of(COLUMNS),
    usual_sort="name",
)


def search(
    session: Session,
    actor: Actor,
    wanted: ProjectFilter,
    *,
    sort: str = "name",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[ProjectRow]:
    """Return a page of the projects that fit, as rows, with the plain facts that are asked for."""
    page = LIST.find(session, actor, wanted, sort=sort, paging=paging)
    return Page(rows(session, actor, page.items, facts), page.total, page.next_cursor)


def rows(session: Session, actor: Actor, found: Sequence[Project], facts: Sequence[str] = ()) -> list[ProjectRow]:
    """Show projects as lists do, in as many queries as one would take."""
    places = named(Organisation, "organisation_id")(session, actor, found)
    offered = named(Service, "service_id")(session, actor, found)
    owners = users_of("owner_id")(session, actor, found)
    return [
        ProjectRow(
            id=project.key,
            version=project.version,
            name=project.name,
            organisation_id=project.organisation_id,
            organisation=places.get(project.organisation_id, ""),
            service=offered.get(project.service_id, ""),
            status=project.status,
            owner=owners.get(project.owner_id, ""),
            from_on=project.from_on.isoformat() if project.from_on else "",
            to_on=project.to_on.isoformat() if project.to_on else "",
            facts={name: written(getattr(project, name)) for name in facts},
        )
        for project in found
    ]
