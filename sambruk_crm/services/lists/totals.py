"""Totals: what the numbers of a list come to, of all records that match and not only of those on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sambruk_crm.services import catalogue, own_values
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Total:
    """What a column comes to: of the records that have a number there, in one currency if it is money."""

    sum: float
    average: float
    count: int
    currency: str = ""


def totals(session: Session, actor: Actor, noun: str, wanted: Any, names: Sequence[str]) -> dict[str, list[Total]]:
    """Return what the numbers of a list come to, by column; money is told for each currency.

    Args:
        names: which columns; those that are no numbers are left out.
    """
    require(actor, Permission.VIEW)
    listed = catalogue.get(noun).in_list()
    own = own_values.numbers(session, noun, listed.key) if any(map(own_values.is_own, names)) else {}
    found = _own_totals(session, listed, listed.where(session, actor, wanted), {n: own[n] for n in names if n in own})
    known = listed.numbers(session, actor)
    asked = [name for name in names if name in known]
    if not asked:
        return found
    currency = listed.currency if listed.currency is not None else sa.literal("")
    figures = [made(known[name]) for name in asked for made in (sa.func.sum, sa.func.avg, sa.func.count)]
    query = sa.select(currency.label("currency"), *figures).select_from(listed.table)
    query = query.where(listed.where(session, actor, wanted)).group_by("currency").order_by("currency")
    found |= {name: [] for name in asked}
    for of_currency, *values in session.execute(query):
        for at, name in enumerate(asked):
            total, average, count = values[3 * at : 3 * at + 3]
            if count:
                found[name].append(Total(float(total), float(average), count, of_currency or ""))
    return found


def _own_totals(session: Session, listed: Any, where: Any, own: dict[str, Any]) -> dict[str, list[Total]]:
    """Return what own fields come to, whose amounts are all in the association's currency."""
    if not own:
        return {}
    figures = [made(number) for number in own.values() for made in (sa.func.sum, sa.func.avg, sa.func.count)]
    values = session.execute(sa.select(*figures).select_from(listed.table).where(where)).one()
    found: dict[str, list[Total]] = {}
    for at, name in enumerate(own):
        total, average, count = values[3 * at : 3 * at + 3]
        found[name] = [Total(float(total), float(average), count)] if count else []
    return found
