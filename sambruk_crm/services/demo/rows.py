"""Rows written in bulk, with keys that are known before they are written."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from sambruk_crm.db import CrmSession
from sambruk_crm.models import Row, VersionedRow
from sambruk_crm.services.audit import announce

BATCH = 20_000
_LOCK_TABLES = "LOCK TABLE {} IN EXCLUSIVE MODE"


class Rows:
    """Collects rows and writes them in the order that references ask for.

    Nobody else may write to the tables meanwhile: SQLite has one writer anyway, on PostgreSQL they are locked.
    """

    def __init__(self, session: CrmSession, made_at: datetime) -> None:
        self.made: defaultdict[type[SQLModel], int] = defaultdict(int)
        self._session = session
        self._made_at = made_at
        self._pending: defaultdict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)
        self._waiting = 0
        self._keys: dict[type[SQLModel], int] = {}
        self._defaults: dict[type[SQLModel], dict[str, Any]] = {}
        self._is_postgres = session.get_bind().dialect.name == "postgresql"

    def add(self, table: type[Row], *, made_at: datetime | None = None, **values: Any) -> int:
        """Have a row written, with the table's defaults for what is not said; returns its key."""
        if table not in self._keys:
            self._open(table)
        key = self._keys[table] = self._keys[table] + 1
        moment = made_at or self._made_at
        row = {**self._defaults[table], "id": key, "created_at": moment, **values}
        if "updated_at" in row:
            row["updated_at"] = moment
        self._pending[table].append(row)
        self.made[table] += 1
        self._waiting += 1
        if self._waiting >= BATCH:
            self.write()
        return key

    def write(self) -> None:
        """Write what waits, parents first."""
        order = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
        for table in sorted(self._pending, key=lambda table: order[str(table.__tablename__)]):
            self._session.connection().execute(sa.insert(table), self._pending[table])
        self._pending.clear()
        self._waiting = 0

    def finish(self) -> None:
        """Write the rest, let the database count keys on from here, and tell `live`."""
        self.write()
        for table, key in self._keys.items():
            announce(self._session, table, key)
            if self._is_postgres:
                sequence = sa.func.pg_get_serial_sequence(str(table.__tablename__), "id")
                self._session.execute(sa.select(sa.func.setval(sequence, key)))

    def _open(self, table: type[Row]) -> None:
        if self._is_postgres:
            self._session.execute(sa.text(_LOCK_TABLES.format(table.__tablename__)))
        columns = sa.inspect(table).c
        self._keys[table] = self._session.scalar(sa.select(sa.func.max(columns.id))) or 0
        self._defaults[table] = {
            name: field.get_default(call_default_factory=True, validated_data={})
            for name, field in table.model_fields.items()
            if not field.is_required()
        }
        if issubclass(table, VersionedRow):
            self._defaults[table]["version"] = 1
