"""Leads as people look at them: the list and what it can be asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.models import HistoryEntry, Lead, LeadState, Todo, User
from sambruk_crm.services.catalogue import (
    In,
    ListFilter,
    NounList,
    Sorts,
    by_last_contact,
    by_next_todo,
    facts_of,
    kept,
    name_of,
    rows_of,
    written,
)
from sambruk_crm.services.leads.columns import COLUMNS
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding


@dataclass(frozen=True, kw_only=True)
class LeadFilter(ListFilter):
    """Which leads are wanted: all that fit every part that is given; within a part any of its values."""

    state: tuple[LeadState, ...] = ()
    source: tuple[str, ...] = ()
    owner: tuple[int, ...] = ()
    service: tuple[int, ...] = ()


@dataclass(frozen=True)
class LeadRow:
    """A lead as lists show it. `created_at` is an ISO moment."""

    id: int
    version: int
    name: str
    organisation: str
    email: str
    phone: str
    source: str
    state: str
    owner: str
    created_at: str
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """Plain facts by their columns' names, those that were asked for."""


def sort_columns(actor: Actor) -> Sorts:
    """Return the columns that lists of leads can be sorted by; names follow the reader's alphabet."""
    columns = sa.inspect(Lead).c
    return {
        "name": columns[folding.SORT_COLUMNS[actor.locale]],
        "organisation": columns.organisation_name,
        "source": columns.source,
        "state": sa.cast(Lead.state, sa.String),
        "owner": name_of(User, Lead.owner_id),
        "created": columns.created_at,
        "last_contact": by_last_contact(HistoryEntry.lead_id, Lead.id),
        "next_todo": by_next_todo(Todo.lead_id, Lead.id, actor),
        "id": columns.id,
    }


LIST = NounList(
    table=Lead,
    filter=LeadFilter,
    present=kept(Lead),
    criteria={
        "state": In(Lead.state),
        "source": In(Lead.source),
        "owner": In(Lead.owner_id),
        "service": In(Lead.service_id),
    },
    sorts=lambda _session, actor, _wanted: sort_columns(actor),
    facts=facts_of(COLUMNS),
    usual_sort="-created",
)


def search(
    session: Session,
    actor: Actor,
    wanted: LeadFilter,
    *,
    sort: str = "-created",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[LeadRow]:
    """Return a page of the leads that fit, as rows, with the plain facts that are asked for."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    keys = {lead.owner_id for lead in page.items if lead.owner_id}
    names = {key: name for key, name in session.execute(sa.select(User.id, User.name).where(col(User.id).in_(keys)))}
    return Page([_row(lead, names, facts) for lead in page.items], page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: LeadFilter, *, sort: str = "-created", paging: Paging | None = None
) -> Page[Lead]:
    """List the leads that fit, as they are stored."""
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def names(session: Session, keys: Iterable[int | None]) -> dict[int | None, str]:
    """Return what leads are called, by key, also those in the trash."""
    return {lead.id: _called(lead) for lead in rows_of(session, Lead, keys)}


def sources(session: Session, actor: Actor) -> list[str]:
    """List where leads have come from."""
    require(actor, Permission.VIEW)
    query = sa.select(Lead.source).where(col(Lead.deleted_at).is_(None), Lead.source != "").distinct()
    return sorted(session.scalars(query), key=str.casefold)


def _called(lead: Lead) -> str:
    return lead.name or lead.organisation_name or lead.email or lead.phone


def _row(lead: Lead, owners: dict[Any, str], facts: Sequence[str]) -> LeadRow:
    return LeadRow(
        lead.key,
        lead.version,
        _called(lead),
        lead.organisation_name,
        lead.email,
        lead.phone,
        lead.source,
        lead.state,
        owners.get(lead.owner_id, ""),
        lead.created_at.isoformat(),
        {name: written(getattr(lead, name)) for name in facts},
    )
