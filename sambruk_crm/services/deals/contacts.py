"""Whom one calls or writes to about a deal."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.models import Deal, Organisation, Person, PersonEmail, PersonPhone
from sambruk_crm.services import persons
from sambruk_crm.services.deals import rules
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class DealContact:
    """Who to turn to about a deal; each way is empty where none is known."""

    deal_id: int
    title: str
    person_id: int | None = None
    name: str = ""
    phone: str = ""
    """As it is kept, in E.164."""
    email: str = ""

    @property
    def called(self) -> str:
        """What a message calls them: by name, or by the deal where nobody is known."""
        return self.name or self.title


def of(session: Session, actor: Actor, deal_id: int) -> DealContact:
    """Return the deal's person, else the first contact of its organisation; what they lack is the organisation's."""
    require(actor, Permission.VIEW)
    deal = rules.get(session, actor, deal_id)
    place = session.get(Organisation, deal.organisation_id) if deal.organisation_id else None
    person = _person(session, actor, deal)
    own = {name: _first(session, table, person) for name, table in (("phone", PersonPhone), ("email", PersonEmail))}
    title = deal.title or (place.name if place else "")
    return DealContact(
        deal_id,
        title,
        person.key if person else None,
        person.name if person else (place.name if place else ""),
        own["phone"] or (place.phone if place else ""),
        own["email"] or (place.email if place else ""),
    )


def _person(session: Session, actor: Actor, deal: Deal) -> Person | None:
    found = session.get(Person, deal.person_id) if deal.person_id else None
    if found is not None and found.deleted_at is None:
        return found
    if deal.organisation_id is None:
        return None
    return next((who for _, who in persons.affiliations.of_organisation(session, actor, deal.organisation_id)), None)


def _first(session: Session, table: Any, person: Person | None) -> str:
    if person is None:
        return ""
    value = table.phone if table is PersonPhone else table.email
    query = sa.select(value).where(table.person_id == person.key).order_by(table.position, table.id)
    return session.scalar(query.limit(1)) or ""
