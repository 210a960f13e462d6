"""Measures everything once and prints the table: `make bench`; `python -m bench --quick` repeats less."""

import subprocess
import sys
import tempfile
from pathlib import Path

from bench import data, queries
from bench.table import Figure, median_ms, show
from tests import servers
from tests.servers import RunningServer


def main() -> int:
    """Run every measurement; slowness is no failure, an error is."""
    repeats = 10 if "--quick" in sys.argv else 40
    with data.application(f"sqlite:///{data.large_sqlite()}"):
        show(queries.measure("SQLite", repeats))
    if "--postgresql" in sys.argv:
        with servers.postgres() as admin:
            url = servers.create_database(admin, "bench")
            data.fill(url, "large")
            with data.application(url):
                show(queries.measure("PostgreSQL", repeats))
    with tempfile.TemporaryDirectory(prefix="sambruk-bench-") as folder:
        server = RunningServer(Path(folder), f"sqlite:///{folder}/sambruk.db")
        show([_start(server)])
    return 0


def _start(server: RunningServer) -> Figure:
    """Time a start with nothing to build, on a database that is there already."""
    server.start()
    server.stop()
    bare = median_ms(lambda: subprocess.run([sys.executable, "-c", "import reflex"], check=True), 3)
    taken = median_ms(lambda: (server.start(), server.stop()), 3)
    return Figure("start with nothing to build, and stop", taken, "ms", "python -c 'import reflex'", bare)


if __name__ == "__main__":
    sys.exit(main())
