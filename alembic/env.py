"""How a migration runs: alone, in one transaction, on the configured database."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection

from alembic import context
from sambruk_crm.config import settings
from sambruk_crm.db import open_engine
from sambruk_crm.migrate import is_described_by_models
from sambruk_crm.models import Row

LOCK = 7262_785
WAIT_SECONDS = 600


def run() -> None:
    """Migrate in one transaction that no other migration enters at the same time."""
    url = context.config.attributes.get("database_url") or settings().database_url
    engine = open_engine(url)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _loosen_sqlite)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            if not is_sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
            _migrate(connection)
            if is_sqlite:
                _check_references(connection)
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        transactional_ddl=True,
        render_as_batch=True,
        compare_type=True,
        include_object=is_described_by_models,
    )
    context.run_migrations()


def _loosen_sqlite(connection: Any, _record: Any) -> None:
    # A batch migration replaces whole tables: with foreign keys on, dropping the old one would cascade.
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        msg = f"the migration would leave {len(broken)} references to rows that do not exist, first: {tuple(broken[0])}"
        raise RuntimeError(msg)


run()
