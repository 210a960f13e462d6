"""Fixtures for states: the whole application's events, sent as a browser tab sends them, without a browser."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex.state import State, StateUpdate
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from sambruk_crm import db
from sambruk_crm.models import Role, User
from sambruk_crm.services import reference, users
from sambruk_crm.state import gate
from tests.factories import make_user


@dataclass
class Wire:
    """Stands where the websocket is, and remembers what was sent to the tab."""

    sent: list[StateUpdate] = field(default_factory=list)

    async def emit_update(self, update: StateUpdate, token: str) -> None:  # noqa: ARG002 -- one tab is enough
        """Remember an update."""
        self.sent.append(update)

    @property
    def events(self) -> list[Event]:
        """The events the tab was told to run."""
        return [event for update in self.sent for event in update.events]

    @property
    def delta(self) -> dict[str, Any]:
        """What changed in the tab's state, by state and var."""
        found: dict[str, Any] = {}
        for update in self.sent:
            for state, values in update.delta.items():
                found.setdefault(state, {}).update(values)
        return found


@dataclass
class Tab:
    """A browser tab with a cookie: sends events and tells what came back."""

    manager: StateManagerMemory
    cookie: str = ""
    token: str = "a-tab"

    def send(self, name: str, /, **payload: Any) -> Wire:
        """Send one event and wait until it and what it started are done."""
        return asyncio.run(self._send(name, payload))

    def state(self, kind: type[State]) -> Any:
        """Return a state of this tab as the server holds it."""

        async def find() -> Any:
            root = await self.manager.get_state(BaseStateToken(ident=self.token, cls=State))
            return await root.get_state(kind)

        return asyncio.run(find())

    async def _send(self, name: str, payload: dict[str, Any]) -> Wire:
        from sambruk_crm.sambruk_crm import app

        wire = Wire()
        processor = BaseStateEventProcessor(
            middleware=app, backend_exception_handler=app.backend_exception_handler, graceful_shutdown_timeout=5
        )
        headers = {"cookie": f"{gate.cookie_name()}={self.cookie}; locale=en", "origin": "http://127.0.0.1:3000"}
        route = {"headers": headers, "pathname": "/konto", "asPath": "/konto", "token": self.token, "query": {}}
        processor.configure(state_manager=self.manager, event_namespace=wire)  # pyright: ignore[reportArgumentType]
        async with processor:
            future = await processor.enqueue(self.token, Event(name=name, payload=payload, router_data=route))
            await _settled(future.wait_all())
        return wire


async def _settled(waiting: Coroutine[Any, Any, Any]) -> None:
    try:
        await asyncio.wait_for(waiting, 10)
    except TimeoutError:
        raise
    except Exception:  # noqa: BLE001, S110 -- a failing handler is answered by the exception handler, seen on the wire
        pass


@pytest.fixture(autouse=True)
def _fresh_gate() -> Iterator[None]:
    gate.forget_actors()
    yield
    gate.forget_actors()


@pytest.fixture
def people(migrated: str) -> dict[Role, str]:  # noqa: ARG001 -- the database they are in
    """Signed-in browsers, one for each role: the session tokens."""
    tokens: dict[Role, str] = {}
    with db.transaction() as session:
        reference.load_vocabularies(session)
        for role in Role:
            user = make_user(session, role.value.title(), role)
            tokens[role] = users.sessions.start(session, user)
    return tokens


@pytest.fixture
def tab() -> Tab:
    """A tab in which nobody is signed in."""
    return Tab(StateManagerMemory())


def user_named(name: str) -> int:
    """Return the key of a user made by `people`."""
    with db.reading() as session:
        from sqlmodel import select

        return session.exec(select(User).where(User.name == name)).one().key
