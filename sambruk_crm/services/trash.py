"""The trash: what was put there, by whom and when, found by its words and taken out again. Nothing in it is erased."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import AuditEntry, User
from sambruk_crm.services import catalogue
from sambruk_crm.services.catalogue import Noun, Trash
from sambruk_crm.services.paging import Order, Page, Paging, fetch_rows
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.search import hits
from sambruk_crm.services.values import folding


@dataclass(frozen=True)
class TrashRow:
    """A record in the trash. `deleted_at` is an ISO string in UTC; `deleted_by` is empty where nobody is known."""

    noun: str
    id: int
    name: str
    detail: str
    deleted_at: str
    deleted_by: str


def search(
    session: Session, actor: Actor, *, noun: str = "", text: str = "", paging: Paging | None = None
) -> Page[TrashRow]:
    """List what is in the trash, of one noun or of all, what was put there last first.

    Raises:
        InvalidError: there is no such noun in the trash.
    """
    require(actor, Permission.DELETE_RECORDS)
    if noun:
        _check(noun)
    nouns = list(catalogue.trashed().values())
    parts = [_part(session, each, at, len(nouns), text) for at, each in enumerate(nouns) if noun in ("", each.name)]
    rows = sa.union_all(*parts).subquery()
    total = session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
    order = Order(rows.c.deleted_at, descending=True, name="trash")
    query = sa.select(rows.c.noun, rows.c.id, rows.c.deleted_at)
    found, next_cursor = fetch_rows(session, query, order, rows.c.place, paging or Paging())
    return Page(_rows(session, actor, [(row.noun, row.id, row.deleted_at) for row in found]), total, next_cursor)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Count what is in the trash by noun."""
    require(actor, Permission.DELETE_RECORDS)
    parts = [
        sa.select(sa.literal(noun.name), sa.func.count()).where(_is_trashed(noun.table))
        for noun in catalogue.trashed().values()
    ]
    return {noun: count for noun, count in session.execute(sa.union_all(*parts))}


def restore(session: Session, actor: Actor, noun: str, row_id: int) -> Any:
    """Take a record out of the trash; one that is not in it stays as it is.

    Raises:
        InUseError: something else has taken its place meanwhile.
    """
    _check(noun)
    found = catalogue.get(noun)
    particular = found.trash or Trash()
    require(actor, particular.permission)
    row: Any = session.get(found.table, row_id, with_for_update=HELD)
    if row is None:
        raise NotFoundError(say("This record does not exist, or you may not see it."))
    if row.deleted_at is not None:
        particular.before(session, actor, row)
    row.deleted_at = None
    session.flush()
    particular.after(session, actor, row)
    return row


def _check(noun: str) -> None:
    nouns = catalogue.trashed()
    if noun not in nouns:
        raise InvalidError({"noun": say("Choose one of: {choices}.", choices=", ".join(nouns))})


def _is_trashed(table: type[Any]) -> Any:
    return sa.inspect(table).c.deleted_at.is_not(None)


def _part(session: Session, noun: Noun[Any], place: int, count: int, text: str) -> Any:
    columns = sa.inspect(noun.table).c
    told_apart = columns.id * count + place
    query = sa.select(sa.literal(noun.name).label("noun"), columns.id, columns.deleted_at, told_apart.label("place"))
    by_words = noun.trash.has_text if noun.trash is not None else None
    has_text = by_words(session, text) if by_words is not None else folding.contains(noun.table, text)
    return query.where(_is_trashed(noun.table), has_text)


def _rows(session: Session, actor: Actor, found: list[tuple[str, int, Any]]) -> list[TrashRow]:
    keys = {noun: [key for name, key, _ in found if name == noun] for noun in catalogue.trashed()}
    shown = {(noun, hit.id): hit for noun, ids in keys.items() for hit in hits(session, actor, noun, ids)}
    people = _deleters(session, keys)
    return [
        TrashRow(
            noun=noun,
            id=key,
            name=shown[noun, key].name,
            detail=shown[noun, key].detail,
            deleted_at=moment.isoformat(),
            deleted_by=people.get((noun, key), ""),
        )
        for noun, key, moment in found
    ]


def _deleters(session: Session, keys: dict[str, list[int]]) -> dict[tuple[str, int], str]:
    """Return who put records in the trash: the last whose change of `deleted_at` the audit log tells of."""
    wanted = [
        sa.and_(col(AuditEntry.noun) == noun, col(AuditEntry.row_id).in_(ids)) for noun, ids in keys.items() if ids
    ]
    if not wanted:
        return {}
    query = (
        sa.select(AuditEntry.noun, AuditEntry.row_id, AuditEntry.after, User.name)
        .join(User, col(User.id) == AuditEntry.user_id)
        .where(sa.or_(*wanted))
        .order_by(col(AuditEntry.id))
    )
    return {(noun, key): name for noun, key, after, name in session.execute(query) if (after or {}).get("deleted_at")}
