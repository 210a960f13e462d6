"""Installing what the lock files name and nothing else: `python -m sambruk_crm.installing runtime|dev`.

Runs before anything is installed, so it uses the standard library alone. Nothing is resolved: pip gets a complete lock
with hashes and takes wheels only, so that what has appeared in a registry since changes nothing.
"""

import fcntl
import hashlib
import importlib.util
import json
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
OLDEST_PYTHON = (3, 11)
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
PATIENCE = ("--timeout", "15", "--retries", "2")
"""How long pip waits for a registry that does not answer: in all less than a minute."""
HEARTBEAT_SECONDS = 10
LAST_LINES = 15
INTERRUPTED = 130
LEAST_FREE = 10_000_000
"""Bytes on the disk below which nothing can be installed, whatever the installer says of it."""

_FULL = re.compile(r"No space left on device|ENOSPC|Disk quota exceeded|EDQUOT")
_HASH = re.compile(r"DO NOT MATCH THE HASHES|EINTEGRITY")
_UNREACHABLE = re.compile(
    r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Read timed out|Max retries exceeded|ProxyError"
    r"|Temporary failure in name resolution|Name or service not known|CERTIFICATE_VERIFY_FAILED|SSLError"
    r"|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT"
    r"|FETCH_ERROR|network timeout|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|\(from versions: none\)"
)


class InstallError(Exception):
    """A step failed; the text says why and what to do, on one line."""


def main(arguments: Sequence[str]) -> int:
    """Bring `.venv` to what the lock files say, and return the exit code."""
    kind = arguments[0] if arguments else "runtime"
    try:
        _require_python()
        with one_at_a_time(ROOT / ".install.lock"):
            install(kind)
    except InstallError as error:
        sys.stderr.write(f"make: {error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"make: {explain([str(error)])}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. The same command goes on where it must.\n")
        return INTERRUPTED
    return 0


def install(kind: str, home: Path = ROOT) -> None:
    """Install the packages of `kind` into `home/.venv`; what was begun and not finished is made anew.

    Raises:
        InstallError: a step failed.
    """
    place = home / ".venv"
    if not (place / "bin" / "python").exists() or (place / "unfinished").exists():
        _make_environment(place)
    if any(_is_outdated(place / f"{stage}-installed", home / lock) for stage, lock in LOCKS.items()):
        _make_environment(place)  # another lock: what it no longer names must go
    for stage, lock in list(LOCKS.items())[: list(LOCKS).index(kind) + 1]:
        if not (place / f"{stage}-installed").exists():
            _install_packages(place, home / lock)
            _write_stamp(place / f"{stage}-installed", _fingerprint(home / lock))
        (place / f"{stage}-installed").touch()
    project = _project(home)
    if _read_stamp(place / "checkout-installed") != project:
        _install_checkout(place, home)
        _write_stamp(place / "checkout-installed", project)


def explain(lines: Sequence[str], place: Path = ROOT) -> str:
    """Return why an installer failed and what to do about it, from what it wrote."""
    errors = [line.strip() for line in lines if re.search(r"\berror\b", line, re.IGNORECASE)]
    said = errors or [line.strip() for line in lines if line.strip()] or ["it ended without a word"]
    return _known_reason(lines, place) or said[-1].removeprefix("error: ")


def _known_reason(lines: Sequence[str], place: Path) -> str:
    text = "\n".join(lines)
    if _FULL.search(text) or shutil.disk_usage(place).free < LEAST_FREE:
        return f"the disk is full. Free some space (about 2 GB are needed in {place}) and run the same command again."
    if _HASH.search(text):
        return "a package is not the one that the lock file names; it was refused. Ask who runs the package registry."
    if _UNREACHABLE.search(text):
        return (
            "the package registry cannot be reached. Check the network, the proxy (HTTPS_PROXY) and the certificate "
            "(PIP_CERT, NODE_EXTRA_CA_CERTS), or install from a folder (PIP_NO_INDEX=1 PIP_FIND_LINKS=/folder); "
            "docs/operations.md tells how."
        )
    return ""


def run(
    title: str,
    command: Sequence[str],
    *,
    log: Path,
    counted: str = "",
    shown: Callable[[str], bool] | None = None,
    env: dict[str, str] | None = None,
    cwd: Path = ROOT,
) -> None:
    """Run a step, saying what it does while it waits and how long it took; its own words go to `log`.

    Args:
        counted: what a line must hold to count as one more package in what is said while waiting.
        shown: which lines are passed on as they come.

    Raises:
        InstallError: it failed.
    """
    report(f"{title} …")
    started, lines = time.monotonic(), list[str]()
    process = subprocess.Popen(  # noqa: S603 -- commands of our own
        list(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=env, cwd=cwd
    )
    try:
        for line in _lines_of(process):
            if line is None:
                count = sum(counted in each for each in lines) if counted else 0
                report(f"  … {f'{count} packages so far, ' if count else ''}{time.monotonic() - started:.0f} s")
                continue
            lines.append(line)
            if shown and shown(line):
                report(line.rstrip())
    except KeyboardInterrupt:
        process.terminate()
        process.wait()
        raise
    finally:
        _keep(log, lines)
    if process.wait() != 0:
        if not _known_reason(lines, log.parent):
            sys.stderr.writelines(f"  {line.rstrip()}\n" for line in lines[-LAST_LINES:])
        msg = f"{title}: {explain(lines, log.parent)} (All that was said: {log})"
        raise InstallError(msg)
    report(f"{title}: done in {time.monotonic() - started:.0f} s")


def report(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Wait until nobody else holds this lock, and say so."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Another run is at work here; waiting for it …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        msg = f"Sambruk CRM needs Python 3.11 or newer (this is {sys.version.split()[0]}). Name one: make PYTHON=/path"
        raise InstallError(msg)
    if importlib.util.find_spec("ensurepip") is None:  # Debian leaves it out
        msg = "this Python cannot make virtual environments. On Debian: apt-get install python3-venv"
        raise InstallError(msg)


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def _project(home: Path) -> str:
    """Return what the installed command depends on: its name, version and programs."""
    project = tomllib.loads((home / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return json.dumps([project[name] for name in ("name", "version", "scripts")])


def _is_outdated(stamp: Path, lock: Path) -> bool:
    return stamp.exists() and _read_stamp(stamp) != _fingerprint(lock)


def _read_stamp(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def _write_stamp(stamp: Path, text: str) -> None:
    stamp.write_text(text, encoding="utf-8")
    (stamp.parent / "unfinished").unlink(missing_ok=True)


def _make_environment(place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    log = place.parent / ".install.log"
    (place / "unfinished").touch()
    run(f"Python {sys.version.split()[0]} in .venv", [sys.executable, "-m", "venv", str(place)], log=log)


def _install_packages(place: Path, lock: Path) -> None:
    (place / "unfinished").touch()
    count = len(re.findall(r"^[a-zA-Z0-9].*==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    pip, log = _pip(place), place.parent / ".install.log"
    exactly = ("--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", str(lock))
    title = f"{count} packages of {lock.name}"
    run(title, [*pip, "install", *PATIENCE, *exactly], log=log, counted="Collecting ")
    run(f"Do the packages of {lock.name} fit together", [*pip, "check"], log=log)


def _install_checkout(place: Path, home: Path) -> None:
    own = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(home))
    run("The command sambruk-crm", [*_pip(place), "install", *own], log=place.parent / ".install.log")


def _pip(place: Path) -> list[str]:
    return [str(place / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _lines_of(process: subprocess.Popen[str]) -> Iterator[str | None]:
    """Yield what a process writes, and None whenever it has been silent for a while."""
    written: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        if process.stdout is not None:
            with process.stdout as told:
                for line in told:
                    written.put(line)
        written.put(None)

    threading.Thread(target=read, daemon=True).start()
    said = time.monotonic()
    while True:
        try:
            line = written.get(timeout=max(0.05, said + HEARTBEAT_SECONDS - time.monotonic()))
        except queue.Empty:
            line = ""
        if line is None:
            return
        if line:
            yield line
        if time.monotonic() - said >= HEARTBEAT_SECONDS:
            said = time.monotonic()
            yield None


def _keep(log: Path, lines: list[str]) -> None:
    try:
        log.write_text("".join(lines), encoding="utf-8")
    except OSError:
        return  # on a full disk what went wrong is told all the same


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
