"""Which records come right before and after one in its noun's list, in the usual order, however long the list is."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.services import catalogue
from sambruk_crm.services.permissions import Actor, Permission, require


def around(session: Session, actor: Actor, noun: str, record_id: int) -> tuple[int | None, int | None]:
    """Return the keys of the record before and of the one after; None at an end, or for what the list does not show."""
    require(actor, Permission.VIEW)
    listed = catalogue.get(noun).in_list()
    wanted = listed.filter()
    where, order, key = listed.where(session, actor, wanted), listed.order(session, actor, "", wanted), listed.key
    own = session.execute(sa.select(order.expression).where(where, key == record_id)).first()
    if own is None:
        return None, None
    place = sa.tuple_(order.expression, key)
    here = sa.tuple_(sa.literal(own[0], order.expression.type), sa.literal(record_id, sa.Integer()))

    def nearest(condition: Any, turn: Any) -> int | None:
        query = sa.select(key).where(where, condition).order_by(turn(order.expression), turn(key)).limit(1)
        return session.scalar(query)

    below, above = nearest(place < here, sa.desc), nearest(place > here, sa.asc)
    return (above, below) if order.descending else (below, above)
