"""What every test has: databases of both kinds, Redis, no network, and no leave to be skipped in CI."""

import ipaddress
import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as properties

from sambruk_crm import db, migrate
from sambruk_crm.config import settings
from sambruk_crm.services import remembered
from tests import servers

ALL_MUST_RUN = bool(os.environ.get("CI") or os.environ.get("SAMBRUK_TEST_ALL"))
LONGEST = frozenset({"test_installing.py", "test_wheel.py"})
"""They install and build, for minutes."""
MIGRATED = "sambruk_migrated"

properties.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("same")  # the same examples each time, and none fails for being slow

MakeDatabase = Callable[[str], str]


def pytest_configure() -> None:
    """Forget the settings of whoever runs the tests."""
    for name in ("DATABASE_URL", "REDIS_URL", *(n for n in os.environ if n.startswith("SAMBRUK_"))):
        if not name.startswith("SAMBRUK_TEST_"):
            os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: at the end one worker would wait for the other."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Tell fixtures whether their test failed; where everything must run, a skipped test is a failed one."""
    report = yield
    if ALL_MUST_RUN and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, but CI or SAMBRUK_TEST_ALL says everything must run: {report.longrepr}"
    if report.failed:
        item.user_properties.append(("failed", report.when))
    return report


@pytest.fixture(autouse=True, scope="session")
def _own_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMBRUK_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            msg = f"tests reach no network but loopback, and this one asked for {address[0]}"
            raise PermissionError(msg)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture(autouse=True, scope="session")
def _kept_engines() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "open_engine", cache(db.open_engine))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of the administrator of a PostgreSQL cluster that lives as long as the session."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a Redis that lives as long as the session, with whatever others left in it."""
    with servers.redis_server() as url:
        yield url


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[servers.MailServer]:
    """A mail server that is the application's."""
    with servers.mail_server() as running:
        monkeypatch.setenv("SAMBRUK_SMTP_URL", running.url)
        monkeypatch.setenv("SAMBRUK_MAIL_FROM", "crm@sambruk.example")
        settings.cache_clear()
        yield running
    settings.cache_clear()


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of a Redis with nothing in it."""
    servers.empty_redis(redis_server)
    return redis_server


@pytest.fixture
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeDatabase]:
    """Make empty databases, "sqlite" or "postgresql"; returns their addresses."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = _name()
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        made.append(name)
        return servers.create_database(request.getfixturevalue("postgres_url"), name)

    yield make
    for name in made:
        servers.administer(request.getfixturevalue("postgres_url"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, empty_database: MakeDatabase) -> str:
    """The address of an empty database; the test runs once on each kind."""
    return empty_database(request.param)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The address of a migrated PostgreSQL database, which every test gets empty."""
    url = servers.create_database(postgres_url, MIGRATED)
    migrate.upgrade(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a migrated database without rows, which is the application's; once on each kind.

    Each kind has one address for the whole session, so that its engine keeps the statements it has compiled.
    """
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("migrated_sqlite")
        url = f"sqlite:///{_replaced(template.with_name('current.db'), template)}"
    else:
        url = request.getfixturevalue("migrated_postgres")
        servers.empty_tables(url)
    monkeypatch.setenv("DATABASE_URL", url)
    _forget_database()
    yield url
    _forget_database()


def _replaced(path: Path, template: Path) -> Path:
    """Put a copy of a database in the place of one that was used."""
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copy(template, path)
    return path


def _forget_database() -> None:
    if db.engine.cache_info().currsize:
        db.engine().dispose()
    db.engine.cache_clear()
    settings.cache_clear()
    remembered.forget_everything()


def _name() -> str:
    return f"test_{secrets.token_hex(6)}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
