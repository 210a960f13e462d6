"""What a membership is, for lists, exports and the API."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Membership, MembershipCategory, Organisation, Person
from sambruk_crm.services import clock, vocabularies
from sambruk_crm.services.catalogue import Column, Links, Noun, Rules, linked, named, own, part
from sambruk_crm.services.memberships import rules
from sambruk_crm.services.memberships.lists import LIST
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.vocabularies import word


def _places(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return kind, county and municipality code of each period's organisation."""
    query = sa.select(Organisation.id, Organisation.kind, Organisation.county_name, Organisation.municipality_code)
    query = query.where(among(col(Organisation.id), sorted({row.organisation_id for row in rows})))
    told = {key: (word(kind), county or "", code or "") for key, kind, county, code in session.execute(query)}
    return {row.id: told[row.organisation_id] for row in rows}


def _categories(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    wanted = {row.category_id for row in rows} - {None}
    found = session.scalars(sa.select(MembershipCategory).where(col(MembershipCategory.id).in_(wanted)))
    return {category.key: vocabularies.shown(category, actor.locale) for category in found}


def _today(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    today = clock.today(session)
    return {row.id: word(rules.status_of([row], today)) for row in rows}


def _status(row: Any, found: Links) -> Any:
    return found[_today][row.id]


COLUMNS: dict[str, Column] = {
    "id": Column(say("Number"), own("id")),
    "organisation": linked(
        say("Organisation"), named(Organisation, "organisation_id"), "organisation_id", is_usual=True
    ),
    "kind": part(say("Kind"), _places, 0, is_usual=True),
    "county": part(say("County"), _places, 1),
    "municipality_code": part(say("Municipality code"), _places, 2),
    "status": Column(say("Status"), _status, link=_today, is_usual=True),
    "joined_on": Column(say("Member from"), own("joined_on"), CellKind.DATE, is_usual=True),
    "left_on": Column(say("Left on"), own("left_on"), CellKind.DATE, is_usual=True),
    "category": linked(say("Kind of membership"), _categories, "category_id", is_usual=True),
    "contact": linked(say("Contact"), named(Person, "contact_id"), "contact_id"),
    "decision": Column(say("Decision"), own("decision"), is_usual=True),
    "reason": Column(say("Reason for joining"), own("reason"), is_usual=True),
    "left_reason": Column(say("Reason for leaving"), own("left_reason"), is_usual=True),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}

MEMBERSHIP = Noun(
    "membership",
    say("Membership"),
    say("Memberships"),
    Membership,
    path="/memberships",
    rules=Rules(rules.get, rules.update, rules.delete),
    listed=LIST,
    columns=COLUMNS,
    shown="joined_on",
)
