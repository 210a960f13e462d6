"""The databases that are measured: large example data on SQLite and PostgreSQL, made once and kept in var/bench."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sambruk_crm import db
from sambruk_crm.build import ROOT, fingerprint
from sambruk_crm.config import settings
from tests import servers

FOLDER = ROOT / "var" / "bench"
SOURCES = ("alembic", "sambruk_crm/models", "sambruk_crm/services/demo", "sambruk_crm/services/reference.py")


def large_sqlite() -> Path:
    """Give a SQLite file with large example data; made anew when its sources changed."""
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
    try:
        yield
    finally:
        db.engine().dispose()
        db.engine.cache_clear()
        settings.cache_clear()
        del os.environ["DATABASE_URL"]
