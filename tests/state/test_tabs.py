"""Live tabs: who is told of what, from this process, from another, and from the clock."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from reflex.state import StateUpdate

from sambruk_crm import db, live
from sambruk_crm.config import settings
from sambruk_crm.live import Change
from sambruk_crm.models import Todo
from sambruk_crm.state import tabs
from sambruk_crm.state.account import AccountState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.tabs import Tab
from tests.factories import make_user

BADGE, ACCOUNT = FrameState.refresh_badge, AccountState.refresh


class Socket:
    """Stands where the tab's connection is, in Reflex's register of them."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.event_namespace = self
        self._token_manager = self
        self.instance_id = "here"
        self.token_to_socket: dict[str, Any] = {}

    def connect(self, token: str, tab: Tab) -> None:
        """Open a tab."""
        self.token_to_socket[token] = self
        tabs._tabs[token] = tab

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Hear what a tab is told to ask for."""
        self.told += [(token, event.name.rsplit(".", 1)[-1]) for event in update.events]


@pytest.fixture
def socket() -> Iterator[Socket]:
    """A process with no tabs yet."""
    tabs._tabs.clear()
    yield Socket()
    tabs._tabs.clear()


def run(socket: Socket, happening: Callable[[], None], seconds: float = 0.5) -> list[tuple[str, str]]:
    """Let something happen while the live tabs are running, and tell what the tabs heard."""

    async def story() -> None:
        async with tabs.live_tabs(socket):  # pyright: ignore[reportArgumentType]
            await asyncio.sleep(0.2)
            await asyncio.to_thread(happening)
            await asyncio.sleep(seconds)

    asyncio.run(story())
    return socket.told


def change(*topics: str) -> Callable[[], None]:
    return lambda: live.publish(frozenset(Change(topic, 1) for topic in topics))


def test_a_tab_hears_of_what_it_has_on_screen(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("board", Tab(1, {"deal": [ACCOUNT]}))
    socket.connect("inbox", Tab(2, {"todo": [BADGE]}))

    assert run(socket, change("deal")) == [("board", "refresh")]


def test_many_changes_at_once_are_told_once(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("inbox", Tab(1, {"todo": [BADGE], "todo:1": [BADGE]}))

    def often() -> None:
        for row_id in range(50):
            live.publish(frozenset({Change("todo", row_id)}))

    assert run(socket, often) == [("inbox", "refresh_badge")]


def test_one_row_can_be_watched_alone(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("other", Tab(1, {"deal:2": [ACCOUNT]}))
    socket.connect("this", Tab(2, {"deal:1": [ACCOUNT]}))

    assert run(socket, change("deal")) == [("this", "refresh")]


def test_a_tab_that_is_gone_is_forgotten(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("gone", Tab(1, {"deal": [ACCOUNT]}))
    socket.token_to_socket.clear()

    assert run(socket, change("deal")) == []
    assert tabs._tabs == {}


def test_a_change_in_another_process_is_heard_through_redis(
    socket: Socket, migrated: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert migrated
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setattr(live, "_redis", None)
    settings.cache_clear()
    socket.connect("board", Tab(1, {"deal": [ACCOUNT]}))

    assert run(socket, change("deal"), seconds=1.0) == [("board", "refresh")]


def test_a_tab_is_told_when_a_reminder_falls_due(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("inbox", Tab(1, {"todo": [BADGE]}))
    with db.transaction() as session:
        user = make_user(session)
        session.add(Todo(assignee_id=user.key, remind_at=datetime.now(UTC) + timedelta(seconds=1)))

    assert run(socket, lambda: None, seconds=2.0) == [("inbox", "refresh_badge")]


def test_a_reminder_made_while_the_clock_sleeps_is_not_missed(socket: Socket, migrated: str) -> None:
    assert migrated
    socket.connect("inbox", Tab(1, {"todo": [BADGE]}))

    def remind() -> None:
        with db.transaction() as session:
            user = make_user(session)
            session.add(Todo(assignee_id=user.key, remind_at=datetime.now(UTC) + timedelta(seconds=1)))

    assert run(socket, remind, seconds=2.5) == [("inbox", "refresh_badge")] * 2
