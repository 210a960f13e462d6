"""Fixtures for REST: the application in a client, people with keys, on a migrated database of each kind."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from sambruk_crm import db
from sambruk_crm.api.rest import create_rest
from sambruk_crm.models import Role
from sambruk_crm.services import reference, users
from sambruk_crm.services.permissions import Actor
from tests.factories import make_actor

MakeClient = Callable[..., httpx.Client]


@pytest.fixture(scope="session")
def site() -> FastAPI:
    """The API as the server mounts it; it keeps nothing from one request to the next."""
    mounted = FastAPI()
    mounted.mount("/api", create_rest())
    return mounted


@pytest.fixture
def app(migrated: str, site: FastAPI) -> FastAPI:  # noqa: ARG001 -- must be the application's database first
    """The same, with the reference lists loaded."""
    with db.transaction() as session:
        reference.load_vocabularies(session)
    return site


@pytest.fixture
def client_of(app: FastAPI) -> Iterator[MakeClient]:
    """Make a client with the key of a new user; without a role one with no key."""
    opened: list[TestClient] = []

    def make(role: Role | None = Role.STAFF, name: str = "Anna Berg") -> httpx.Client:
        headers: dict[str, str] = {"Accept-Language": "en"}
        if role is not None:
            with db.transaction() as session:
                actor: Actor = make_actor(session, name, role)
                headers["Authorization"] = f"Bearer {users.api_keys.create(session, actor, name='test')}"
        client = TestClient(app, base_url="http://test/api/v1", headers=headers, raise_server_exceptions=False)
        opened.append(client)
        return client

    yield make
    for client in opened:
        client.close()


@pytest.fixture
def anna(client_of: MakeClient) -> httpx.Client:
    """Anna, who is staff."""
    return client_of()


@pytest.fixture
def maria(client_of: MakeClient) -> httpx.Client:
    """Maria, a manager."""
    return client_of(Role.MANAGER, "Maria Lind")
