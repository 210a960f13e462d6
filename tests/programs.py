"""Our own programs in processes of their own, forked from one that has loaded the application: they start at once.

Whatever a start is about (an installed wheel, what is printed when the settings are wrong) starts it from nothing, with
`subprocess`.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sambruk_crm.places import ROOT

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.loaded"])


@dataclass(frozen=True)
class Ended:
    """What a program printed, and how it ended."""

    code: int
    out: str
    err: str


class Program:
    """`sambruk-crm` with some words, running; it answers as `subprocess.Popen` does."""

    def __init__(self, *words: str, env: dict[str, str], out: Path, err: Path | None = None, given: str = "") -> None:
        """Start it, in the root of the checkout and a session of its own; what it prints is added to files."""
        self.args = ["sambruk-crm", *words]
        self._process = _FORKS.Process(target=_run, args=(self.args, env, out, err or out, given))
        self._process.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid or 0

    def poll(self) -> int | None:
        """Return how it ended, or None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, and return how it was.

        Raises:
            subprocess.TimeoutExpired: it still runs.
        """
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as `kill -9` does."""
        self.send_signal(signal.SIGKILL)


def run(*words: str, env: dict[str, str], given: str = "", timeout: float = 120) -> Ended:
    """Run a command of `sambruk-crm` to its end; `given` is what is typed into it."""
    with tempfile.TemporaryDirectory(prefix="sambruk-run-") as home:
        out, err = Path(home, "out"), Path(home, "err")
        program = Program(*words, env=env, out=out, err=err, given=given)
        try:
            code = program.wait(timeout)
        finally:
            program.kill()
        return Ended(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _run(words: list[str], env: dict[str, str], out: Path, err: Path, given: str) -> None:
    """Be the command, in the forked process: its variables, its place, its three streams, and no signals held back."""
    os.setsid()
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(env)
    for number in (signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    for stream, path in ((1, out), (2, err)):
        written = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(written, stream)
        os.close(written)
    with tempfile.TemporaryFile() as typed:
        typed.write(given.encode())
        typed.seek(0)
        os.dup2(typed.fileno(), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- open as long as the process
    sys.argv = words
    from sambruk_crm.cli import app

    app(prog_name=words[0])
