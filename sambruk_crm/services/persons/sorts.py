"""What lists of persons can be sorted by beyond their own columns: place of work, how to reach them, who minds them."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from sambruk_crm.models import Affiliation, Organisation, Person, PersonEmail, PersonPhone, PersonResponsibility, User
from sambruk_crm.services.catalogue import Sorts
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding


def columns(actor: Actor, on: date) -> Sorts:
    """Return the sorts by name; the affiliations of the day `on` count."""
    return {
        "organisation": lambda: _first(_places(actor, on)),
        "responsible": lambda: _first(_responsible()),
        "email": lambda: _first(_reach(PersonEmail, col(PersonEmail.email))),
        "phone": lambda: _first(_reach(PersonPhone, col(PersonPhone.phone))),
    }


def _first(query: sa.Select[Any]) -> ColumnElement[Any]:
    return sa.func.coalesce(query.limit(1).scalar_subquery(), "")


def _places(actor: Actor, on: date) -> sa.Select[Any]:
    return (
        sa.select(sa.inspect(Organisation).c[folding.SORT_COLUMNS[actor.locale]])
        .join(Affiliation, col(Affiliation.organisation_id) == Organisation.id)
        .where(col(Affiliation.person_id) == Person.id, current(on))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )


def _responsible() -> sa.Select[Any]:
    return (
        sa.select(sa.func.lower(User.name))
        .join(PersonResponsibility, col(PersonResponsibility.user_id) == User.id)
        .where(col(PersonResponsibility.person_id) == Person.id)
        .order_by(col(PersonResponsibility.position), col(PersonResponsibility.id))
    )


def _reach(table: Any, shown: ColumnElement[Any]) -> sa.Select[Any]:
    return sa.select(shown).where(table.person_id == Person.id).order_by(table.position, table.id)


def current(on: date) -> ColumnElement[bool]:
    """Return the SQL condition that an affiliation holds on a day."""
    begun = sa.or_(col(Affiliation.from_on).is_(None), col(Affiliation.from_on) <= on)
    lasting = sa.or_(col(Affiliation.to_on).is_(None), col(Affiliation.to_on) > on)
    return sa.and_(begun, lasting)
