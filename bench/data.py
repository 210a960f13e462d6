"""The databases that are measured: large example data on SQLite, kept in var/bench, and the same rows on PostgreSQL."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from sambruk_crm import db, migrate
from sambruk_crm.build import fingerprint
from sambruk_crm.config import settings
from sambruk_crm.places import ROOT
from sambruk_crm.services import remembered
from tests import servers

FOLDER = ROOT / "var" / "bench"
SOURCES = ("alembic", "sambruk_crm/models", "sambruk_crm/services/demo", "sambruk_crm/services/reference.py")
POSTGRESQL = postgresql.psycopg.dialect()


def large_sqlite() -> Path:
    """Return a SQLite file with large example data; made anew when its sources changed."""
    kept = FOLDER / f"large-{fingerprint(SOURCES)[:12]}.db"
    if not kept.exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        made = Path(f"{kept}.part")
        fill(f"sqlite:///{made}", "large")
        with closing(sqlite3.connect(made)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        made.rename(kept)
    return kept


def empty_postgresql(admin: str) -> str:
    """Make a PostgreSQL database with nothing in it; returns its address."""
    return servers.create_database(admin, f"bench_{secrets.token_hex(4)}")


def copy_to_postgresql(source: Path, admin: str) -> str:
    """Put the rows of a SQLite file into a PostgreSQL database of their own; returns its address."""
    url = servers.create_database(admin, "bench")
    migrate.upgrade(url)
    servers.empty_tables(url)
    engine = db.open_engine(f"sqlite:///{source}")
    with engine.connect() as rows, psycopg.connect(url.replace("+psycopg", "")) as target:
        target.execute("SET session_replication_role = replica")  # the source has kept its foreign keys already
        for table in SQLModel.metadata.sorted_tables:
            _copy(rows, target, table)
            if "id" in table.c:
                name, text = sql.Identifier(table.name), sql.Literal(table.name)
                query = sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}")
                target.execute(query.format(text, name))
        target.commit()
        target.autocommit = True
        target.execute("VACUUM ANALYZE")
    engine.dispose()
    return url


def fill(url: str, size: str) -> None:
    """Load example data by our own command."""
    environment = {**os.environ, "DATABASE_URL": url, "SAMBRUK_DATA_DIR": str(FOLDER)}
    words = [servers.program(), "demo", "--size", size, "--seed", "1"]
    subprocess.run(words, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def application(url: str) -> Iterator[None]:
    """Let the application of this process work on a database."""
    os.environ["DATABASE_URL"] = url
    settings.cache_clear()
    db.engine.cache_clear()
    remembered.forget_everything()
    try:
        yield
    finally:
        db.engine().dispose()
        db.engine.cache_clear()
        settings.cache_clear()
        del os.environ["DATABASE_URL"]


def _copy(rows: sa.Connection, target: psycopg.Connection, table: sa.Table) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    write = [column.type.dialect_impl(POSTGRESQL).bind_processor(POSTGRESQL) for column in table.columns]
    with target.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN'.encode()) as copy:
        for row in rows.execute(sa.select(table)):
            copy.write_row([turn(value) if turn else value for turn, value in zip(write, row, strict=True)])
