"""Records that are likely here already: the same number, e-mail or phone, or a name that is the same or nearly so."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.models import Deal, DealParticipant, Organisation, Person, PersonEmail, PersonPhone
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding, similar
from sambruk_crm.services.values.validation import phone_number

MOST = 10
Record = TypeVar("Record", Organisation, Person)


def of_organisation(
    session: Session, actor: Actor, values: dict[str, Any], *, but: int | None = None
) -> list[Organisation]:
    """Find organisations by number, e-mail or its domain first, then those called so or nearly so."""
    require(actor, Permission.VIEW)
    signs: list[ColumnElement[bool]] = []
    if number := folding.digits(str(values.get("organisation_number") or "")):
        signs.append(col(Organisation.organisation_number) == number)
    email = str(values.get("email") or "").strip().lower()
    if domain := email.rpartition("@")[2]:
        signs += [col(Organisation.email) == email, col(Organisation.email_domain) == domain]
    return _both(session, Organisation, signs, str(values.get("name") or ""), but)


def of_person(session: Session, actor: Actor, values: dict[str, Any], *, but: int | None = None) -> list[Person]:
    """Find persons by e-mail or phone first, then those called so or nearly so, in whichever order of their names."""
    require(actor, Permission.VIEW)
    signs: list[ColumnElement[bool]] = []
    emails = [str(email).strip().lower() for email in values.get("emails") or [] if str(email).strip()]
    if emails:
        signs.append(col(Person.id).in_(sa.select(PersonEmail.person_id).where(col(PersonEmail.email).in_(emails))))
    if phones := [phone for text in values.get("phones") or [] if (phone := phone_number(str(text)))]:
        signs.append(col(Person.id).in_(sa.select(PersonPhone.person_id).where(col(PersonPhone.phone).in_(phones))))
    name = f"{values.get('last_name') or ''} {values.get('first_name') or ''}"
    return _both(session, Person, signs, name, but)


def of_deal(
    session: Session, actor: Actor, *, organisation_id: int | None, service_id: int | None
) -> list[tuple[int, str]]:
    """Find the open deals of an organisation, its own and those it shares, about a service: their keys and titles."""
    require(actor, Permission.VIEW)
    if organisation_id is None or service_id is None:
        return []
    shared = sa.select(DealParticipant.deal_id).where(col(DealParticipant.organisation_id) == organisation_id)
    query = sa.select(Deal.id, Deal.title).where(
        col(Deal.service_id) == service_id,
        sa.or_(col(Deal.organisation_id) == organisation_id, col(Deal.id).in_(shared)),
        col(Deal.outcome).is_(None),
        col(Deal.deleted_at).is_(None),
    )
    return [(key, title) for key, title in session.execute(query.order_by(col(Deal.id)).limit(MOST))]


def _both(
    session: Session, table: type[Record], signs: list[ColumnElement[bool]], name: str, but: int | None
) -> list[Record]:
    certain: list[Record] = []
    if signs:
        query = select(table).where(sa.or_(*signs), col(table.deleted_at).is_(None), table.id != but)
        certain = list(session.exec(query.order_by(col(table.id)).limit(MOST)))
    known = {but, *(row.key for row in certain)}
    alike = [key for key in similar.by_name(session, table, name, MOST + len(known)) if key not in known]
    found = {row.key: row for row in session.exec(select(table).where(col(table.id).in_(alike)))} if alike else {}
    return [*certain, *(found[key] for key in alike)][:MOST]
