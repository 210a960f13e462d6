"""How long a start with nothing to build takes, from the command to the first page."""

import statistics
import subprocess
import sys
import time

import httpx

from bench.table import Figure, median_ms, timed_ms
from tests.servers import RunningServer

IMPORTS = {"python -c 'import reflex'": "import reflex", "the same, with all it needs": "from reflex.app import App"}
"""Reflex loads its parts when they are first used: `import reflex` alone loads nearly nothing."""


def measure(server: RunningServer, repeats: int) -> list[Figure]:
    """Measure starts on a database that is there already; the server is stopped before and after."""
    server.start()
    server.stop()
    taken = statistics.median(_start(server) for _ in range(repeats))
    bare = {name: median_ms(lambda words=words: _run(words), repeats) for name, words in IMPORTS.items()}
    return [Figure("start with nothing to build, to first page", taken, "ms", *base) for base in bare.items()]


def _start(server: RunningServer) -> float:
    taken = timed_ms(lambda: (server.start(from_nothing=True), _first_page(server)))
    server.stop()
    time.sleep(0.2)
    return taken


def _first_page(server: RunningServer) -> None:
    httpx.get(f"{server.url}/login").raise_for_status()


def _run(words: str) -> None:
    subprocess.run([sys.executable, "-c", words], check=True)
