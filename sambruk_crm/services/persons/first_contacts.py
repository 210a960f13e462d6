"""The first contact of an organisation: one person at most, which the database holds to as well."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.models import Affiliation, Organisation, Person
from sambruk_crm.services import clock
from sambruk_crm.services.persons.sorts import current


def settle(session: Session, written: Sequence[Any], *, unsaid: Collection[Any] = ()) -> None:
    """Let whoever is said to be first contact take it over, and the first person at an organisation become it.

    Args:
        written: affiliations that are about to be stored, rows or drafts of them.
        unsaid: those of them of which nobody said whether they are first contact.
    """
    is_unsaid = {id(row) for row in unsaid}
    open_to = {row.organisation_id for row in written if row.is_primary or id(row) in is_unsaid}
    if not open_to:
        return
    own = {row.id for row in written if getattr(row, "id", None) is not None}
    with session.no_autoflush:
        _hold(session, open_to)
        holders = {row.organisation_id: row for row in _holders(session, open_to) if row.id not in own}
        present = _present(session, [row.key for row in holders.values()])
    first: dict[int, Any] = {}
    for row in written:
        holder = holders.get(row.organisation_id)
        is_free = holder is None or holder.id not in present
        wants = row.is_primary or (is_free and id(row) in is_unsaid)
        row.is_primary = False  # until whoever was it before has been written as no longer being it
        if wants and row.organisation_id not in first:
            first[row.organisation_id] = row
            if holder is not None:
                holder.is_primary = False
    if first.keys() & holders.keys():
        session.flush()
    for row in first.values():
        row.is_primary = True


def _hold(session: Session, organisation_ids: Collection[int]) -> None:
    """Hold the organisations, so that no two persons become first contact of one at the same moment."""
    query = sa.select(Organisation.id).where(col(Organisation.id).in_(organisation_ids)).order_by(col(Organisation.id))
    session.execute(query.with_for_update(**HELD)).all()


def _holders(session: Session, organisation_ids: Collection[int]) -> list[Affiliation]:
    query = select(Affiliation).where(
        col(Affiliation.is_primary), col(Affiliation.organisation_id).in_(organisation_ids)
    )
    return list(session.exec(query))


def _present(session: Session, ids: Collection[int]) -> set[int]:
    """Return which of the affiliations hold today, of persons who are not in the trash."""
    query = (
        sa.select(Affiliation.id)
        .join(Person, col(Person.id) == Affiliation.person_id)
        .where(col(Affiliation.id).in_(ids), current(clock.today(session)), col(Person.deleted_at).is_(None))
    )
    return set(session.scalars(query)) if ids else set()
