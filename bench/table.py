"""What was measured, as rows of a table."""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """A median, what it is compared with, and their ratio. Without a base it stands alone."""

    name: str
    value: float
    unit: str
    base_name: str = ""
    base: float = 0.0

    def __str__(self) -> str:
        told = f"{self.name:<58} {self.value:>10.1f} {self.unit:<3}"
        if self.base:
            told += f" {self.base_name:<34} {self.base:>9.1f} {self.unit:<3} x{self.value / self.base:.2f}"
        return told


def median_ms(deed: Callable[[], Any], repeats: int) -> float:
    """Time a deed, warmed up by two that do not count."""
    for _ in range(2):
        deed()
    times: list[float] = []
    for _ in range(repeats):
        started = time.perf_counter()
        deed()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def show(figures: list[Figure]) -> None:
    """Print figures as they come."""
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
    sys.stdout.flush()
