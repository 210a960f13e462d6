"""What stands in the fields of records: read for many at once, written with its reasons, audited with the record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models import OwnKind, OwnValue, Row, User, utc_now
from sambruk_crm.services.audit import announce, note_fields
from sambruk_crm.services.own_values import kinds
from sambruk_crm.services.own_values.definitions import PREFIX, Field, of_noun
from sambruk_crm.services.own_values.kinds import COLUMNS, Colleague, Colleagues, Value
from sambruk_crm.services.paging import among

Values = dict[int, dict[str, Value]]
"""By record and key of the field."""


def of_records(session: Session, fields: Iterable[Field], ids: Sequence[int]) -> Values:
    """Return what stands in fields of records; every record has all fields."""
    known = {field.id: field for field in fields}
    found: dict[tuple[int, int], list[Any]] = {}
    if known and ids:
        columns = sa.inspect(OwnValue).c
        held = [columns[name] for name in dict.fromkeys(COLUMNS.values())]
        query = sa.select(columns.field_id, columns.record_id, *held)
        where = columns.field_id.in_(known), among(columns.record_id, ids)
        for field_id, record_id, *values in session.execute(query.where(*where)):
            value = next((value for value in values if value is not None), None)
            found.setdefault((record_id, field_id), []).append(value)
    return {
        record_id: {field.key: kinds.loaded(field, found.get((record_id, field.id), [])) for field in known.values()}
        for record_id in ids
    }


def told_of_records(session: Session, noun: str, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what stands in all fields of records of a noun, as programs get it."""
    fields = of_noun(session, noun)
    found = of_records(session, fields.values(), ids)
    return {
        record_id: {key: kinds.told(fields[key], value) for key, value in values.items()}
        for record_id, values in found.items()
    }


def put_on(
    session: Session,
    table: type[Row],
    wanted: Mapping[int, Mapping[str, Any]],
    *,
    base: Mapping[str, Any] | None = None,
) -> None:
    """Write what is sent into fields of records that are there, by their keys; the caller has the right.

    Args:
        base: what the editor saw; refuse where somebody else wrote another value into the same field.

    Raises:
        InvalidError: told beside `fields.<key>`.
        StaleError: naming `fields.<key>` with its value now.
    """
    wanted = {record_id: sent for record_id, sent in wanted.items() if sent}
    if not wanted:
        return
    noun = str(table.__tablename__)
    fields = of_noun(session, noun)
    if unknown := [key for sent in wanted.values() for key in sent if key not in fields]:
        raise InvalidError({f"{PREFIX}{unknown[0]}": say("There is no such field.")})
    sent_keys = {key for sent in wanted.values() for key in sent}
    touched = [field for key, field in fields.items() if key in sent_keys]
    users = colleagues(session) if any(field.kind is OwnKind.USER for field in touched) else {}
    present = of_records(session, touched, list(wanted))
    changes: list[tuple[int, Field, Value, Value]] = []
    for record_id, sent in wanted.items():
        for key, value in sent.items():
            field, now = fields[key], present[record_id][key]
            new = kinds.read(field, value, users, now)
            if new == now:
                continue
            if base is not None and key in base and not _is_seen(field, base[key], now, users):
                raise StaleError({field.column: kinds.typed(field, now)}, (field.column,))
            changes.append((record_id, field, now, new))
    _write(session, noun, changes)
    _touch(session, table, {record_id for record_id, *_ in changes})


def colleagues(session: Session) -> Colleagues:
    """Return all users by key, those who no longer sign in too."""
    query = sa.select(User.id, User.name, User.email, User.is_active).order_by(sa.func.lower(User.name))
    return {key: Colleague(key, name, email, is_active) for key, name, email, is_active in session.execute(query)}


def _is_seen(field: Field, seen: Any, now: Value, users: Colleagues) -> bool:
    if seen == kinds.typed(field, now):
        return True
    try:
        return kinds.read(field, seen, users, now) == now
    except InvalidError:
        return False


def _write(session: Session, noun: str, changes: list[tuple[int, Field, Value, Value]]) -> None:
    emptied: dict[int, list[int]] = {}
    for record_id, field, *_ in changes:
        emptied.setdefault(field.id, []).append(record_id)
    for field_id, record_ids in emptied.items():
        where = col(OwnValue.field_id) == field_id, among(col(OwnValue.record_id), record_ids)
        session.execute(sa.delete(OwnValue).where(*where).execution_options(synchronize_session=False))
    now = utc_now()
    rows = [
        {**row, "created_at": now}
        for record_id, field, _, new in changes
        for row in kinds.stored(field, record_id, new)
    ]
    if rows:
        session.connection().execute(sa.insert(OwnValue), rows)
    told: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}
    for record_id, field, old, new in changes:
        before, after = told.setdefault(record_id, ({}, {}))
        before[field.column], after[field.column] = kinds.told(field, old), kinds.told(field, new)
    note_fields(session, noun, told)


def _touch(session: Session, table: type[Row], record_ids: set[int]) -> None:
    """Count up the versions of records, so that tabs hear of it and programs with older ones are refused."""
    loaded = [row for row in list(session.identity_map.values()) if isinstance(row, table) and row.id in record_ids]
    for record in loaded:
        record.updated_at = utc_now()  # pyright: ignore[reportAttributeAccessIssue] -- whatever is edited has it
    session.flush()
    others = list(record_ids - {record.id for record in loaded})
    if others:
        columns = sa.inspect(table).c
        changed = sa.update(table).where(among(columns.id, others)).values(version=columns.version + 1)
        session.execute(changed.execution_options(synchronize_session=False))
        announce(session, table, *others)
