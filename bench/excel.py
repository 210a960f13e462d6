"""Excel of 100 000 persons, each way in a process of its own: ours, and the same cells by the bare library.

`python -m bench.excel ours FILE` and `python -m bench.excel bare LINES FILE` print rows, milliseconds and megabytes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from rustpy_xlsxwriter import write_worksheet

from bench.table import Figure
from sambruk_crm import db
from sambruk_crm.models import Locale, Role, User
from sambruk_crm.places import ROOT
from sambruk_crm.services import exports, settings
from sambruk_crm.services.exports import ExportInput
from sambruk_crm.services.lists.selections import Selection
from sambruk_crm.services.permissions import Actor

BARE = "the same cells by the bare library"


def measure(name: str, url: str) -> list[Figure]:
    """Take all persons of a database out, and write the same cells again."""
    with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
        book, lines = Path(folder) / "ours.xlsx", Path(folder) / "rows.jsonl"
        rows, taken, memory = run("ours", str(book), url=url)
        _write_lines(book, lines)
        _, bare, bare_memory = run("bare", str(lines), str(Path(folder) / "bare.xlsx"), url=url)
    what = f"{name}: Excel of {rows:,.0f} persons".replace(",", " ")
    return [
        Figure(f"{what}: time", taken, "ms", BARE, bare),
        Figure(f"{what}: peak memory of the process", memory, "MB", BARE, bare_memory),
    ]


def run(*words: str, url: str) -> tuple[float, float, float]:
    """Run one way in a process of its own; returns rows, milliseconds and megabytes."""
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "bench.excel", *words]
    told = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows, taken, memory = map(float, told.split())
    return rows, taken, memory


def main(way: str, *paths: str) -> None:
    """Write a file and tell what it took."""
    started = time.perf_counter()
    count = _ours(Path(paths[0])) if way == "ours" else _bare(Path(paths[0]), paths[1])
    taken = (time.perf_counter() - started) * 1000
    sys.stdout.write(f"{count} {taken} {_peak_megabytes()}\n")


def _peak_megabytes() -> float:
    """Read the most memory this program had; getrusage would count what its parent had before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _ours(path: Path) -> int:
    with db.reading() as session:
        user = session.scalars(sa.select(User).where(sa.inspect(User).c.role == Role.ADMINISTRATOR).limit(1)).one()
        actor = Actor(user.key, user.name, user.email, user.role, Locale.SV, settings.read(session).zone)
        return exports.write(session, actor, ExportInput(selection=Selection(noun="person")), path)


def _bare(lines: Path, path: str) -> int:
    count = 0

    def records() -> Iterator[dict[str, Any]]:
        nonlocal count
        with lines.open(encoding="utf-8") as file:
            for line in file:
                count += 1
                yield json.loads(line)

    write_worksheet(records(), path)
    return count


def _write_lines(book: Path, lines: Path) -> None:
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).iter_rows()
    head = [str(title) for title in next(rows)]
    with lines.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(dict(zip(head, row, strict=True)), default=str) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
