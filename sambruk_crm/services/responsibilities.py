"""Which users are responsible for an organisation or a person, the first one first."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import OrganisationResponsibility, PersonResponsibility, User
from sambruk_crm.services.paging import group_by_id


def of_organisations(session: Session, ids: list[int]) -> dict[int, list[User]]:
    """Give the responsible users of each organisation."""
    return _of(session, OrganisationResponsibility, OrganisationResponsibility.organisation_id, ids)


def of_persons(session: Session, ids: list[int]) -> dict[int, list[User]]:
    """Give the responsible users of each person."""
    return _of(session, PersonResponsibility, PersonResponsibility.person_id, ids)


def put_on_organisation(session: Session, organisation_id: int, user_ids: list[int]) -> None:
    """Make exactly these users responsible, in this order; the caller has checked the right."""
    _put(session, OrganisationResponsibility, {"organisation_id": organisation_id}, user_ids)


def put_on_person(session: Session, person_id: int, user_ids: list[int]) -> None:
    """Make exactly these users responsible, in this order; the caller has checked the right."""
    _put(session, PersonResponsibility, {"person_id": person_id}, user_ids)


def _of(session: Session, table: Any, owner: Any, ids: list[int]) -> dict[int, list[User]]:
    query = sa.select(owner, User).join(User, col(User.id) == table.user_id).where(owner.in_(ids))
    return group_by_id(session.execute(query.order_by(table.position, table.id)))


def _put(session: Session, table: Any, owner: dict[str, int], user_ids: list[int]) -> None:
    wanted = list(dict.fromkeys(user_ids))
    known = set(session.exec(select(User.id).where(col(User.id).in_(wanted))))
    if set(wanted) - known:
        raise InvalidError({"responsible": say("Choose users from the list.")})
    present = {row.user_id: row for row in session.exec(select(table).filter_by(**owner))}
    for user_id in present.keys() - set(wanted):
        session.delete(present[user_id])
    for position, user_id in enumerate(wanted):
        row = present.get(user_id) or table(user_id=user_id, **owner)
        row.position = position
        session.add(row)
