"""Engine and transactions: the only place that opens, commits and closes a session."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from sambruk_crm import live
from sambruk_crm.config import settings
from sambruk_crm.errors import StaleError

BUSY_SECONDS = 10
IDLE_SECONDS = 1.0
"""A connection that was used more lately is not asked whether it is still there."""
HELD = {"key_share": True}
"""How a row is locked by whoever writes it: others wait to write it too, but never to refer to it. A plain FOR UPDATE
makes them wait for that as well, so that two deals changing places between two phases would block each other."""
_write_lock = threading.RLock()


class CrmSession(Session):
    """A session that knows who acts, and remembers what it changed until that may be told."""

    @property
    def user_id(self) -> int | None:
        """Who acts, for the audit log; None for the system itself."""
        return self.info.get("user_id")

    @property
    def changes(self) -> set[live.Change]:
        """What this transaction changed; told to `live` after the commit."""
        return self.info.setdefault("changes", set())


@cache
def engine() -> Engine:
    """Open the engine of this process, once."""
    return open_engine(settings().database_url)


def open_engine(url: str) -> Engine:
    """Open an engine with our settings for its kind of database."""
    made = sa.make_url(url)
    if made.get_backend_name() != "sqlite":
        opened = sa.create_engine(url, pool_size=10, max_overflow=20, connect_args={"prepare_threshold": 1})
        event.listen(opened, "connect", _set_up_postgresql)
        event.listen(opened, "checkin", _note_use)
        event.listen(opened, "checkout", _ping_idle)
        return opened
    if made.database and made.database != ":memory:":
        Path(made.database).parent.mkdir(parents=True, exist_ok=True)
    opened = sa.create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS})
    event.listen(opened, "connect", _set_up_sqlite)
    event.listen(opened, "begin", _begin_sqlite)
    return opened


@contextmanager
def transaction(user_id: int | None = None) -> Iterator[CrmSession]:
    """Open a session for one unit of work: commits at the end and then tells `live`, or rolls back on any error.

    On SQLite one writer at a time enters, in turn, so that none meets "database is locked".

    Raises:
        StaleError: a row was changed by someone else since it was read.
    """
    opened = engine()
    with _turn(opened), CrmSession(opened.execution_options(writes=True), expire_on_commit=False) as session:
        session.info["user_id"] = user_id
        try:
            yield session
            session.commit()
        except StaleDataError as error:
            raise StaleError({}) from error
        changes = frozenset(session.changes)
    live.publish(changes)


@contextmanager
def reading() -> Iterator[CrmSession]:
    """Open a session that only reads; what it would write is never committed."""
    with CrmSession(engine(), expire_on_commit=False, autoflush=False) as session:
        yield session


@contextmanager
def _turn(opened: Engine) -> Iterator[None]:
    if opened.dialect.name != "sqlite":
        yield
        return
    with _write_lock:
        yield


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    """Have moments come back in UTC, wherever the database server thinks it is."""
    connection.autocommit = True
    connection.execute("SET TIME ZONE 'UTC'")
    connection.autocommit = False


def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _ping_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that has lain idle whether it is still there; a fresh one takes its place if not."""
    if time.monotonic() - record.info.get("used", 0.0) < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:
        raise DisconnectionError from error


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.create_function("lower_all", 1, str.lower, deterministic=True)
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def lowered(session: Session, text: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """Return a text in lower case; SQLite's own function knows the letters from A to Z alone."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sa.func.lower_all(text, type_=sa.String()) if is_sqlite else sa.func.lower(text)


def has_text(session: Session, column: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column contains a text, in either case of every letter."""
    return lowered(session, column).contains(text.strip().lower(), autoescape=True)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
