"""Facts of records as bulk work sees them: each can be read, written through the noun's own service, and put back.

A fact is named like a field, or by what it is about: `status`, `tag:7`, `responsible`, `department:3`, `archived`.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import NotFoundError
from sambruk_crm.models import OrganisationTag, PersonTag, TagScope, User
from sambruk_crm.services import (
    contracts,
    deals,
    departments,
    leads,
    organisations,
    persons,
    responsibilities,
    tags,
    trash,
)
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.selections import SelectionNoun
from sambruk_crm.services.trash import TABLES, Trashed

SCOPES: dict[str, TagScope] = {"organisation": TagScope.ORGANISATION, "person": TagScope.PERSON}
_SERVICES: dict[str, Any] = {
    "organisation": organisations,
    "person": persons,
    "lead": leads,
    "deal": deals,
    "contract": contracts,
}


def read(session: Session, actor: Actor, noun: SelectionNoun, row_id: int, name: str) -> Any:
    """Give a fact as JSON can hold it."""
    kind, _, key = name.partition(":")
    match kind:
        case "archived":
            return _row(session, noun, row_id).deleted_at is not None
        case "tag":
            return _has_tag(session, SCOPES[noun], row_id, int(key))
        case "department":
            return departments.has_organisation(session, actor, int(key), row_id)
        case "responsible":
            return _responsible(session, noun, row_id)
        case _:
            return plain(getattr(_SERVICES[noun].get(session, actor, row_id), name))


def write(session: Session, actor: Actor, noun: SelectionNoun, row_id: int, name: str, value: Any) -> None:
    """Make a fact so; rights and rules are those of the noun's service."""
    kind, _, key = name.partition(":")
    service = _SERVICES[noun]
    if kind != "archived":
        service.get(session, actor, row_id)
    match kind:
        case "archived":
            if value:
                service.delete(session, actor, row_id)
            else:
                trash.restore(session, actor, noun, row_id)
        case "tag":
            put = tags.add if value else tags.remove
            put(session, actor, SCOPES[noun], row_id, int(key))
        case "department":
            place = departments.add_organisation if value else departments.remove_organisation
            place(session, actor, int(key), row_id)
        case "responsible":
            responsibilities.replace(session, actor, SCOPES[noun], row_id, value)
        case _:
            service.update(session, actor, row_id, {name: value})


def labels(session: Session, noun: str, row_ids: list[int]) -> dict[int, str]:
    """Give what records are called, also those in the trash."""
    columns = sa.inspect(TABLES[noun]).c
    table, name = TABLES[noun], columns.name if "name" in columns else columns.title
    return {key: text for key, text in session.execute(sa.select(table.id, name).where(col(table.id).in_(row_ids)))}


def user_name(session: Session, user_id: int) -> str:
    """Give a user's name; none of somebody who is not there or no longer signs in."""
    user = session.get(User, user_id)
    return user.name if user is not None and user.is_active else ""


def _row(session: Session, noun: SelectionNoun, row_id: int) -> Trashed:
    row = session.get(TABLES[noun], row_id)
    if row is None:
        raise NotFoundError
    return row


def _has_tag(session: Session, scope: TagScope, row_id: int, tag_id: int) -> bool:
    link = tags.LINKS[scope]
    owner = OrganisationTag.organisation_id if link is OrganisationTag else PersonTag.person_id
    return session.exec(select(link.id).where(link.tag_id == tag_id, owner == row_id)).first() is not None


def _responsible(session: Session, noun: SelectionNoun, row_id: int) -> list[int]:
    of = responsibilities.of_organisations if noun == "organisation" else responsibilities.of_persons
    return [user.key for user in of(session, [row_id]).get(row_id, [])]
