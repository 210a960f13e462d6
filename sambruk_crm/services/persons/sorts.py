"""What lists of persons can be sorted by beyond their own columns: place of work, how to reach them, who minds them."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from sambruk_crm.models import Affiliation, Organisation, Person, PersonEmail, PersonPhone, PersonResponsibility, User
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding


def columns(actor: Actor, holds: ColumnElement[bool]) -> dict[str, ColumnElement[Any]]:
    """Return the names of the sorts; `holds` says which affiliations count."""
    place = (
        sa.select(sa.inspect(Organisation).c[folding.SORT_COLUMNS[actor.locale]])
        .join(Affiliation, col(Affiliation.organisation_id) == Organisation.id)
        .where(col(Affiliation.person_id) == Person.id, holds)
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    minder = (
        sa.select(sa.func.lower(User.name))
        .join(PersonResponsibility, col(PersonResponsibility.user_id) == User.id)
        .where(col(PersonResponsibility.person_id) == Person.id)
        .order_by(col(PersonResponsibility.position), col(PersonResponsibility.id))
    )
    email = sa.select(col(PersonEmail.email)).where(col(PersonEmail.person_id) == Person.id)
    phone = sa.select(col(PersonPhone.phone)).where(col(PersonPhone.person_id) == Person.id)
    firsts: dict[str, sa.Select[Any]] = {
        "organisation": place,
        "responsible": minder,
        "email": email.order_by(col(PersonEmail.position), col(PersonEmail.id)),
        "phone": phone.order_by(col(PersonPhone.position), col(PersonPhone.id)),
    }
    return {name: sa.func.coalesce(query.limit(1).scalar_subquery(), "") for name, query in firsts.items()}


def current(on: date) -> ColumnElement[bool]:
    """Return the SQL condition that an affiliation holds on a day."""
    begun = sa.or_(col(Affiliation.from_on).is_(None), col(Affiliation.from_on) <= on)
    lasting = sa.or_(col(Affiliation.to_on).is_(None), col(Affiliation.to_on) > on)
    return sa.and_(begun, lasting)
