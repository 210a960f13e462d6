"""Measures everything once and prints the table: `make bench`; `python -m bench --quick` repeats less.

`python -m bench --reach` measures only how far things are on the screens.
"""

import argparse
import itertools
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from bench import browser, data, excel, imports, matrix, own_fields, pages, queries, reach, rest, searches, starts
from bench.table import Figure, Missing, say, show
from sambruk_crm import build
from tests import servers
from tests.servers import RunningServer

REPEATS = 40
FEWER = 10


def main() -> int:
    """Run every measurement; slowness is no failure, an error is."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="repeat less")
    parser.add_argument("--reach", action="store_true", help="only how far things are on the screens")
    asked = parser.parse_args()
    repeats = FEWER if asked.quick else REPEATS
    build.build_if_changed()
    show(_reach() if asked.reach else [*_queries(repeats), *_server(repeats), *_reach()])
    return 0


def _queries(repeats: int) -> list[Figure | Missing]:
    say("Large example data (made at the first run, which takes minutes)")
    source = data.large_sqlite()
    say("Queries on SQLite")
    figures: list[Figure | Missing] = [*_asked("SQLite", f"sqlite:///{source}", repeats)]
    say("Excel and import on SQLite")
    figures += excel.measure("SQLite", f"sqlite:///{source}")
    with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
        numbers = itertools.count()
        figures += imports.measure("SQLite", lambda: f"sqlite:///{folder}/{next(numbers)}.db")
        say("REST on SQLite")
        copied = Path(folder) / "rest.db"
        shutil.copy(source, copied)
        figures += rest.measure("SQLite", f"sqlite:///{copied}", Path(folder), repeats)
        say("Own fields on SQLite")
        figures += own_fields.measure("SQLite", f"sqlite:///{copied}", FEWER)
        say("Pages on SQLite")
        figures += pages.measure("SQLite", f"sqlite:///{copied}", Path(folder), FEWER)
    say("Queries on PostgreSQL, on a copy of the same rows")
    try:
        with servers.postgres() as admin:
            url = data.copy_to_postgresql(source, admin)
            figures += _asked("PostgreSQL", url, repeats)
            say("Own fields on PostgreSQL")
            figures += own_fields.measure("PostgreSQL", url, FEWER)
            say("REST on PostgreSQL")
            with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
                figures += rest.measure("PostgreSQL", url, Path(folder), repeats)
                say("Pages on PostgreSQL")
                figures += pages.measure("PostgreSQL", url, Path(folder), FEWER)
            return [*figures, *imports.measure("PostgreSQL", lambda: data.empty_postgresql(admin))]
    except pytest.skip.Exception as reason:
        return [*figures, Missing("PostgreSQL: persons and board", str(reason))]


def _asked(kind: str, url: str, repeats: int) -> list[Figure]:
    return [
        *queries.measure(kind, url, repeats),
        *matrix.measure(kind, url, repeats),
        *searches.measure(kind, url, repeats),
    ]


def _server(repeats: int) -> list[Figure | Missing]:
    with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
        server = RunningServer(Path(folder), f"sqlite:///{folder}/sambruk.db")
        say("Starts")
        figures: list[Figure | Missing] = [*starts.measure(server, 3 if repeats == FEWER else 5)]
        say("Chromium")
        server.start()
        try:
            return [*figures, *browser.measure(server, repeats)]
        finally:
            server.stop()


def _reach() -> list[Figure | Missing]:
    say("How far things are on the screens")
    with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
        return [*reach.measure(Path(folder))]


if __name__ == "__main__":
    sys.exit(main())
