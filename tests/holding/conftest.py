"""Our own server under load, on each kind of database, and those who work with it at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from sambruk_crm.build import build_if_changed
from sambruk_crm.models import Role, User
from sambruk_crm.services import users
from tests import servers
from tests.browser.stories import records
from tests.factories import actor_of, make_user
from tests.servers import RunningServer

PATIENCE = 60
"""Seconds until an answer is given up; far above what one takes, so that only a hang fails by it."""

MakeOffice = Callable[[str], "Office"]


@dataclass
class Office:
    """A server and those who work with it."""

    server: RunningServer
    clients: list[httpx.Client] = field(default_factory=list[httpx.Client])

    def client(self, role: Role = Role.STAFF) -> httpx.Client:
        """Return a program with the API key of a new user."""
        with records(self.server) as session:
            key = users.api_keys.create(session, actor_of(make_user(session, role.value.title(), role)), name="test")
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
        made = httpx.Client(base_url=f"{self.server.url}/api/v1", headers=headers, timeout=PATIENCE)
        self.clients.append(made)
        return made

    def sign_in(self, role: Role = Role.STAFF) -> tuple[int, str]:
        """Sign a new user in; returns their key and the token in their browser's cookie."""
        with records(self.server) as session:
            user = make_user(session, role.value.title(), role)
            return user.key, users.sessions.start(session, user)

    def sign_in_again(self, user_id: int) -> str:
        """Return a token of a new session of somebody."""
        with records(self.server) as session:
            return users.sessions.start(session, session.get_one(User, user_id))

    def close(self) -> None:
        """Send everybody home and stop the server."""
        for client in self.clients:
            client.close()
        self.server.stop()


@pytest.fixture(scope="session")
def make_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakeOffice]:
    """Open offices, each with a server and data of its own, on "sqlite" or "postgresql"."""
    build_if_changed()
    made: list[Office] = []

    def make(kind: str) -> Office:
        data_dir = tmp_path_factory.mktemp("office")
        url = f"sqlite:///{data_dir / 'sambruk.db'}"
        if kind == "postgresql":
            url = servers.create_database(request.getfixturevalue("postgres_url"), f"office_{len(made)}")
        office = Office(RunningServer(data_dir, url, {"SAMBRUK_WORKERS": "1"}))
        made.append(office)
        office.server.start()
        return office

    yield make
    for office in made:
        office.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, make_office: MakeOffice) -> Iterator[Office]:
    """An office that the tests of a file share; they run once on each kind of database."""
    opened = make_office(request.param)
    yield opened
    opened.close()
