"""The servers tests run against: PostgreSQL and Redis for a session, and our own as `sambruk-crm serve`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis
from aiosmtpd.controller import Controller

from sambruk_crm.places import ROOT
from tests import programs
from tests.programs import Program

START_SECONDS = 60
EMPTY = "sambruk_empty"
Running = subprocess.Popen[bytes] | Program
AWAY = (ConnectionRefusedError, psycopg.OperationalError, redis.ConnectionError, httpx.TransportError)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL cluster on a socket of its own; returns the address of its administrator."""
    programs = _postgres_programs()
    account = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="sambruk-pg-") as home, Path(home, "log").open("wb") as log:
        if account:
            shutil.chown(home, account)

        def run(program: str, *words: str) -> subprocess.Popen[bytes]:
            command = [str(programs / program), "-D", f"{home}/db", *words]
            who: dict[str, Any] = {"user": account, "group": account, "extra_groups": []} if account else {}
            return subprocess.Popen[bytes](command, stdout=log, stderr=log, cwd=home, **who)

        made = run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").wait()
        assert made == 0, Path(log.name).read_text(encoding="utf-8")
        hasty = [word for name in ("fsync", "synchronous_commit", "full_page_writes") for word in ("-c", f"{name}=off")]
        server = run("postgres", "-k", home, "-c", "listen_addresses=", "-c", "max_connections=200", *hasty)
        url = f"postgresql://postgres@/postgres?host={home}"
        with running(server, Path(log.name), lambda: psycopg.connect(url).close(), end=signal.SIGINT):
            administer(url, f"CREATE DATABASE {EMPTY}")
            yield url


@contextmanager
def redis_server() -> Iterator[str]:
    """Run a Redis that keeps nothing; returns its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    with tempfile.TemporaryDirectory(prefix="sambruk-redis-") as home, Path(home, "log").open("wb") as log:
        port = free_port()
        words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", home]
        url = f"redis://127.0.0.1:{port}/0"
        with running(
            subprocess.Popen([program, *words], stdout=log, stderr=log), Path(log.name), lambda: empty_redis(url)
        ):
            yield url


@contextmanager
def virus_scanner() -> Iterator[str]:
    """Run ClamAV's daemon, which knows no virus but the test file of EICAR; returns its address."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    with tempfile.TemporaryDirectory(prefix="sambruk-clamd-") as home, Path(home, "log").open("wb") as log:
        port, known = free_port(), Path(home, "known")
        known.mkdir()
        Path(known, "test.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test\n", encoding="ascii")
        said = f"Foreground yes\nTCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {known}\n"
        chosen = Path(home, "clamd.conf")
        chosen.write_text(f"{said}TemporaryDirectory {home}\nStreamMaxLength 30M\n", encoding="utf-8")
        process = subprocess.Popen([program, "--config-file", str(chosen)], stdout=log, stderr=log)
        with running(process, Path(log.name), lambda: socket.create_connection(("127.0.0.1", port)).close()):
            yield f"tcp://127.0.0.1:{port}"


@dataclass(frozen=True)
class Delivered:
    """A mail that a server has taken."""

    recipient: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """What a reader without HTML sees."""
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


@dataclass
class MailServer:
    """A mail server on loopback that keeps what it gets. `refused` addresses it refuses, with the code of each."""

    delivered: list[Delivered] = field(default_factory=list[Delivered])
    refused: dict[str, int] = field(default_factory=dict[str, int])
    port: int = 0
    contents: list[bytes] = field(default_factory=list[bytes])
    """Every mail as it came over the wire."""

    @property
    def url(self) -> str:
        """The address for SAMBRUK_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, recipient: str) -> list[Delivered]:
        """Return what one address got."""
        return [mail for mail in self.delivered if mail.recipient == recipient]

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Accept a recipient or refuse it."""
        if code := self.refused.get(address):
            return f"{code} Not this one"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        """Keep a mail."""
        self.contents.append(envelope.content)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.delivered += [Delivered(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def mail_server(*, smtputf8: bool = True) -> Iterator[MailServer]:
    """Run a mail server, which may be one that takes no letters such as å in addresses."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port, enable_SMTPUTF8=smtputf8)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class RunningServer:
    """A server of our own: `sambruk-crm serve` in a process of its own, with its own data."""

    data_dir: Path
    database_url: str
    variables: dict[str, str] = field(default_factory=dict[str, str])
    port: int = 0
    process: Running | None = None

    def __post_init__(self) -> None:
        self.port = self.port or free_port()

    @property
    def url(self) -> str:
        """The address of its first page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """The file with what it printed."""
        return self.data_dir / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that it runs with, for commands that work on its data."""
        own = {"SAMBRUK_DATA_DIR": str(self.data_dir), "DATABASE_URL": self.database_url}
        return {**os.environ, **own, "SAMBRUK_HOST": "127.0.0.1", "SAMBRUK_PORT": str(self.port), **self.variables}

    def command(self, *words: str, given: str = "") -> str:
        """Run a `sambruk-crm` command on this server's data; returns what it prints, fails when it fails."""
        done = programs.run(*words, env=self.environment, given=given)
        assert done.code == 0, f"sambruk-crm {' '.join(words)}: {done.out}{done.err}"
        return done.out

    def start(self, *, from_nothing: bool = False) -> None:
        """Start it and wait until it answers; from nothing it loads all by itself, as an operator's does."""
        if from_nothing:
            with self.log.open("ab") as log:
                command = [program(), "serve"]
                self.process = subprocess.Popen(
                    command, env=self.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
                )
        else:
            self.process = Program("serve", env=self.environment, out=self.log)
        _await(self.process, self.log, lambda: httpx.get(f"{self.url}/ping", timeout=2).raise_for_status())

    def stop(self) -> None:
        """Ask it to end, and see to it."""
        if self.process is not None and self.process.poll() is None:
            _end(self.process, signal.SIGTERM)

    def kill(self) -> None:
        """End it as `kill -9` does, in the middle of whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        while self._listens():
            assert time.monotonic() < deadline, f"somebody still listens on port {self.port} after the kill"
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self.port)) == 0


def empty_tables(url: str) -> None:
    """Take every row out of a PostgreSQL database, and count keys from 1 again; the schema stays.

    Rows are deleted and not truncated: of a few rows that takes a tenth of the time.
    """
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        names = connection.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE relname <> 'alembic_version'"
        ).fetchall()
        asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for (name,) in names)
        filled = [name for (name,) in connection.execute(asked.encode())]
        emptied = "; ".join(f'DELETE FROM "{name}"' for name in filled)
        if filled:
            connection.execute(f"SET session_replication_role = replica; {emptied}".encode())
        connection.execute("SELECT setval(seqrelid, 1, false) FROM pg_sequence")


def program() -> str:
    """The path of `sambruk-crm` in this environment."""
    return str(Path(sys.executable).parent / "sambruk-crm")


def create_database(admin: str, name: str, *, template: str = EMPTY) -> str:
    """Make a database from a template, which nobody may have open; returns the address the application takes."""
    administer(admin, f"CREATE DATABASE {name} TEMPLATE {template}")
    return admin.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def administer(url: str, statement: str) -> None:
    """Run one statement as PostgreSQL's administrator."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def empty_redis(url: str) -> None:
    """Remove everything from a Redis."""
    with redis.Redis.from_url(url) as client:
        client.flushall()


def free_port() -> int:
    """Find a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    process: Running, log: Path, attempt: Callable[[], Any], end: signal.Signals = signal.SIGTERM
) -> Iterator[None]:
    """Wait until a server answers, and end it afterwards."""
    try:
        _await(process, log, attempt)
        yield
    finally:
        _end(process, end)


def _await(process: Running, log: Path, attempt: Callable[[], Any]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            attempt()
        except AWAY:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{process.args} did not start:\n{log.read_text(encoding='utf-8')}")
            time.sleep(0.05)
        else:
            return


def _end(process: Running, how: signal.Signals) -> None:
    process.send_signal(how)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _postgres_programs() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    if found is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return Path(found).parent
