"""What new records have in their fields before anybody writes there, and what goes with records that are erased."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError
from sambruk_crm.models import OwnField, OwnFieldOption, OwnKind, OwnValue, utc_now
from sambruk_crm.services.own_values import kinds
from sambruk_crm.services.own_values.definitions import Field, of_noun
from sambruk_crm.services.own_values.values import colleagues

_KNOWN = "own_defaults"


def fill(session: Session, noun: str, ids: Sequence[int]) -> None:
    """Write the defaults of a noun's fields into records that have just been made.

    A default that cannot be had any more, such as a user who has left, is passed over.
    """
    fields = _with_default(session).get(noun, [])
    if not fields:
        return
    with session.no_autoflush:
        users = colleagues(session) if any(field.kind is OwnKind.USER for field in fields) else {}
    now = utc_now()
    rows = [
        {**row, "created_at": now}
        for field in fields
        if (value := _read(field, users)) is not None
        for key in ids
        for row in kinds.stored(field, key, value)
    ]
    if rows:
        session.connection().execute(sa.insert(OwnValue), rows)


@event.listens_for(CrmSession, "after_flush")
def follow_records(session: CrmSession, _flush: UOWTransaction) -> None:
    """Write the defaults of records made one by one, and take away what stood in those that are erased."""
    if any(isinstance(row, OwnField | OwnFieldOption) for row in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(_KNOWN, None)
    for noun, keys in _by_noun(session.new).items():
        fill(session, noun, keys)
    for noun, keys in _by_noun(session.deleted).items():
        fields = sa.select(col(OwnField.id)).where(col(OwnField.noun) == noun)
        where = col(OwnValue.field_id).in_(fields), col(OwnValue.record_id).in_(keys)
        session.connection().execute(sa.delete(OwnValue).where(*where))


def _by_noun(rows: Iterable[Any]) -> dict[str, list[int]]:
    """Return the keys of rows that may have fields: those that can be put in the trash."""
    found: dict[str, list[int]] = {}
    for row in rows:
        if hasattr(row, "deleted_at"):
            found.setdefault(str(type(row).__tablename__), []).append(row.id)
    return found


def _with_default(session: Session) -> dict[str, list[Field]]:
    """Return the fields that have a default, by noun; asked once in a transaction."""
    if _KNOWN not in session.info:
        query = sa.select(col(OwnField.noun)).where(col(OwnField.default) != "", col(OwnField.archived_at).is_(None))
        with session.no_autoflush:
            nouns = list(session.connection().scalars(query.distinct()))
            found = {noun: [field for field in of_noun(session, noun).values() if field.default] for noun in nouns}
        session.info[_KNOWN] = found
    return session.info[_KNOWN]


def _read(field: Field, users: kinds.Colleagues) -> kinds.Value:
    try:
        return kinds.read(field, field.default, users)
    except InvalidError:
        return None
