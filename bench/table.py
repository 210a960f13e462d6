"""What was measured, as rows of one table."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sambruk_crm.places import ROOT

LAST = ROOT / "bench" / "last.json"
"""The ratios that were committed last, by figure."""
NOW = ROOT / "var" / "bench" / "now.json"
"""Those of this run; copied over `last.json` when they are to be committed."""
HEAD = ("", "ours", "compared with", "", "ratio")


@dataclass(frozen=True)
class Figure:
    """A median, and what it is compared with, in the same unit."""

    name: str
    value: float
    unit: str
    base_name: str
    base: float

    @property
    def ratio(self) -> float:
        """How much more it is than what it is compared with; 0 where that is nothing."""
        return self.value / self.base if self.base else 0.0

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        ratio = f"{self.ratio:.2f}" if self.base else "-"
        return self.name, f"{self.value:.1f} {self.unit}", self.base_name, f"{self.base:.1f} {self.unit}", ratio


@dataclass(frozen=True)
class Missing:
    """A row that says what could not be measured, and why."""

    name: str
    reason: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the table shows it."""
        return self.name, "not measured", self.reason, "", ""


def median_ms(deed: Callable[[], Any], repeats: int) -> float:
    """Time a deed, warmed up by two that do not count."""
    for _ in range(2):
        deed()
    return statistics.median(timed_ms(deed) for _ in range(repeats))


def timed_ms(deed: Callable[[], Any]) -> float:
    """Time a deed once."""
    started = time.perf_counter()
    deed()
    return (time.perf_counter() - started) * 1000


def say(text: str) -> None:
    """Return what is being done; apart from the table, which is all that standard output holds."""
    sys.stderr.write(f"{text}\n")


def show(rows: Sequence[Figure | Missing]) -> None:
    """Print the table, which is Markdown, with what each figure was when it was last committed; and keep the new ones.

    Times on different machines differ; ratios of ratios are what tells.
    """
    last: dict[str, float] = json.loads(LAST.read_text()) if LAST.exists() else {}
    cells = [(*HEAD, "last ratio"), *((*row.cells, _last(row, last)) for row in rows)]
    NOW.parent.mkdir(parents=True, exist_ok=True)
    NOW.write_text(json.dumps({row.name: round(row.ratio, 2) for row in rows if isinstance(row, Figure)}, indent=1))
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "-|-".join("-" * width for width in widths))
    sys.stdout.write("".join(f"| {line} |\n" for line in lines))


def _last(row: Figure | Missing, last: dict[str, float]) -> str:
    return f"{last[row.name]:.2f}" if row.name in last else ""
