"""Who gets a to-do that nobody asked for, as the days of contracts and the meetings of municipalities leave behind."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.models import OrganisationResponsibility, Role, User
from sambruk_crm.services.permissions import ROLE_PERMISSIONS, Permission

NEITHER = 2


def receiver(session: Session, owner_id: int | None, organisations: Any) -> User:
    """Return the owner, else who is responsible for a customer, else the administrator who has been here longest.

    Each of them only while they may have to-dos.

    Args:
        organisations: their keys, as a list or a query.
    """
    may_have = [role for role, rights in ROLE_PERMISSIONS.items() if Permission.EDIT_TODOS in rights]
    responsible = sa.select(OrganisationResponsibility.user_id).where(
        col(OrganisationResponsibility.organisation_id).in_(organisations)
    )
    order = sa.case((col(User.id) == owner_id, 0), (col(User.id).in_(responsible), 1), else_=NEITHER)
    wanted = sa.or_(order < NEITHER, col(User.role) == Role.ADMINISTRATOR)
    found = select(User).where(col(User.is_active), col(User.role).in_(may_have), wanted)
    return session.exec(found.order_by(order, col(User.id)).limit(1)).one()
