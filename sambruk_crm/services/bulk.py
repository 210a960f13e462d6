"""Many rows of a table made at once: one INSERT for all of them, audited and told like any other row.

The unit of work makes a row in a millisecond; an import of ten thousand would take a minute of it.
"""

from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from pydantic_core import PydanticUndefined
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.models import Row
from sambruk_crm.services import audit, own_values


def draft(table: type[Row], **values: Any) -> Any:
    """Return a row to be made, with its table's defaults: the nouns' rules write on it as on a row."""
    plain, made = _defaults(table)
    return SimpleNamespace(**(plain | {name: make() for name, make in made} | values))


def insert(session: Session, table: type[Row], drafts: Sequence[Any]) -> list[int]:
    """Make rows of drafts, in their order; each draft has its key then."""
    if not drafts:
        return []
    values = [{name: value for name, value in vars(each).items() if name != "id"} for each in drafts]
    keys = _keys(session, table, len(values))
    numbered = [{**each, "id": key} for each, key in zip(values, keys, strict=True)]
    session.connection().execute(sa.insert(table), numbered)
    for each, key in zip(drafts, keys, strict=True):
        each.id = key
    audit.note_made(session, table, drafts)
    if "deleted_at" in table.model_fields:
        own_values.fill(session, str(table.__tablename__), keys)
    return keys


def hold(session: Session, table: Any, ids: Sequence[int]) -> dict[int, Any]:
    """Load rows to be changed, and hold them, always in the same order so that no two writers wait for each other."""
    query = select(table).where(col(table.id).in_(ids)).order_by(col(table.id)).with_for_update(**HELD)
    return {row.key: row for row in session.exec(query.execution_options(populate_existing=not session.dirty))}


def _keys(session: Session, table: type[Row], count: int) -> list[int]:
    """Take the next keys of a table: known beforehand, rows are sent without waiting for what each of them is called.

    An `INSERT ... RETURNING` in the order of its rows takes SQLite a statement for each row, and psycopg the reading of
    thousands of parameters.
    """
    connection, key = session.connection(), sa.inspect(table).local_table.c.id
    if connection.dialect.name == "sqlite":  # nobody else writes meanwhile
        first = (connection.scalar(sa.select(sa.func.max(key))) or 0) + 1
        return list(range(first, first + count))
    sequence = sa.func.pg_get_serial_sequence(str(table.__tablename__), "id")
    numbers = sa.func.generate_series(1, count).table_valued("number")
    return list(connection.scalars(sa.select(sa.func.nextval(sequence)).select_from(numbers)))


@cache
def _defaults(table: type[Row]) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    plain: dict[str, Any] = {}
    made: list[tuple[str, Any]] = []
    for name, field in table.model_fields.items():
        if field.default_factory is not None:
            made.append((name, field.default_factory))
        elif field.default is not PydanticUndefined:
            plain[name] = field.default
    return plain, made
