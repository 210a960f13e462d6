"""Groups: records of a list whose value of a sort is the same stand together, each group with its count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.services import catalogue
from sambruk_crm.services.paging import among
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Group:
    """A group by its value, as it is sorted by, and how many records are in it."""

    value: str
    count: int


def of_rows(session: Session, actor: Actor, noun: str, wanted: Any, sort: str, keys: Sequence[int]) -> dict[int, Group]:
    """Return the groups that records are in, by key, counted among all that fit the filter.

    Raises:
        InvalidError: the list cannot be sorted by that.
    """
    require(actor, Permission.VIEW)
    listed = catalogue.get(noun).in_list()
    value = listed.order(session, actor, sort, wanted).expression
    held = {key: found for key, found in session.execute(sa.select(listed.key, value).where(among(listed.key, keys)))}
    query = sa.select(value, sa.func.count()).select_from(listed.table).where(listed.where(session, actor, wanted))
    counts = {found: number for found, number in session.execute(query.group_by(value))}
    return {key: Group(str(found), counts.get(found, 0)) for key, found in held.items()}
