"""What lists of organisations can be sorted by beyond their own columns: membership, people, open work."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from sambruk_crm.models import Deal, MembershipStatus, Organisation, OrganisationResponsibility, Todo, User
from sambruk_crm.services import memberships
from sambruk_crm.services.catalogue import Sorts


def columns(on: date) -> Sorts:
    """Return the sorts by name; members of the day `on` come first, then future and former ones."""
    return {
        "membership": lambda: _membership(on),
        "responsible": _first_responsible,
        "open_deals": lambda: _count(Deal, col(Deal.closed_at).is_(None), col(Deal.deleted_at).is_(None)),
        "open_todos": lambda: _count(Todo, col(Todo.closed_at).is_(None)),
    }


def numbers() -> dict[str, ColumnElement[Any]]:
    """Return what lists of organisations are summed up by."""
    counted = columns(date.min)
    open_deals, open_todos = counted["open_deals"], counted["open_todos"]
    return {"population": sa.inspect(Organisation).c.population, "open_deals": open_deals(), "open_todos": open_todos()}


def _membership(on: date) -> ColumnElement[Any]:
    cases = ((memberships.status_clause(status, on), place) for place, status in enumerate(MembershipStatus))
    return sa.case(*cases, else_=len(MembershipStatus))


def _first_responsible() -> ColumnElement[Any]:
    name = (
        sa.select(sa.func.lower(User.name))
        .join(OrganisationResponsibility, col(OrganisationResponsibility.user_id) == User.id)
        .where(col(OrganisationResponsibility.organisation_id) == Organisation.id)
        .order_by(col(OrganisationResponsibility.position), col(OrganisationResponsibility.id))
        .limit(1)
    )
    return sa.func.coalesce(name.scalar_subquery(), "")


def _count(table: Any, *where: ColumnElement[bool]) -> ColumnElement[Any]:
    return sa.select(sa.func.count()).where(table.organisation_id == Organisation.id, *where).scalar_subquery()
