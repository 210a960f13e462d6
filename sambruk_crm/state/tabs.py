"""Live tabs: which tabs of this process have what on screen, and telling them to ask again.

A tab is told with an ordinary event, which it sends back through the gate: no data travels unasked.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import redis.asyncio as aioredis
import reflex as rx
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from sambruk_crm import db, live
from sambruk_crm.config import settings
from sambruk_crm.services import clock, todos
from sambruk_crm.services.permissions import Actor

GATHERED_SECONDS = 0.1
"""Changes this close together are told at once."""
SPREAD_SECONDS = 0.1
"""Tabs are told within this time of each other, so that they do not all ask in the same moment."""
LONGEST_SLEEP = timedelta(hours=1)
CLOCK_TOPICS = frozenset({"todo", "setting"})
log = logging.getLogger(__name__)

Handler = Callable[[], Any]


@dataclass
class Tab:
    """A browser tab and what it has on screen: handlers to ask for, by topic or `topic:row`."""

    session_id: int | None
    watched: dict[str, list[Handler]] = field(default_factory=dict[str, list[Handler]])

    def concerned(self, changes: Iterable[live.Change]) -> list[Handler]:
        """List, each once, the handlers that these changes call for."""
        names = {name for change in changes for name in (change.topic, f"{change.topic}:{change.row_id}")}
        found = [handler for name in names for handler in self.watched.get(name, ())]
        return list(dict.fromkeys(found))


_tabs: dict[str, Tab] = {}


def begin(state: BaseState, actor: Actor) -> None:
    """Start a page: what the tab had on screen before is forgotten."""
    _tabs[_token(state)] = Tab(actor.session_id)


def watch(state: BaseState, topics: Iterable[str], handler: Handler) -> None:
    """Have `handler` asked for in this tab when a topic changes, until it shows another page.

    A topic is a table's name, as "deal", or one row of it, as "deal:17".
    """
    tab = _tabs.setdefault(_token(state), Tab(None))
    for topic in topics:
        handlers = tab.watched.setdefault(topic, [])
        if handler not in handlers:
            handlers.append(handler)


def forget(state: BaseState) -> None:
    """Let the tab hear of nothing any more, as when what it shows is thrown away."""
    _tabs.pop(_token(state), None)


class Messenger:
    """Hears of changes, gathers them for a moment, and tells the tabs that have them on screen."""

    def __init__(self, app: rx.App) -> None:
        self._app = app
        self._loop = asyncio.get_running_loop()
        self._gathered: set[live.Change] = set()
        self._due: asyncio.TimerHandle | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self.clock_changed = asyncio.Event()

    def hear(self, changes: frozenset[live.Change]) -> None:
        """Take changes from any thread."""
        self._loop.call_soon_threadsafe(self._gather, changes)

    def _gather(self, changes: frozenset[live.Change]) -> None:
        self._gathered |= changes
        if CLOCK_TOPICS.intersection(change.topic for change in changes):
            self.clock_changed.set()
        if self._due is None:
            self._due = self._loop.call_later(GATHERED_SECONDS, self._tell)

    def _tell(self) -> None:
        changes, self._gathered, self._due = self._gathered, set(), None
        for token, tab in tuple(_tabs.items()):
            if not self._is_here(token):
                _tabs.pop(token, None)
            elif handlers := tab.concerned(changes):
                task = self._loop.create_task(self._ask_again(token, handlers))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    async def _ask_again(self, token: str, handlers: list[Handler]) -> None:
        namespace = self._app.event_namespace
        if namespace is None:
            return
        await asyncio.sleep(random.uniform(0, SPREAD_SECONDS))  # noqa: S311 -- spreads load, guards nothing
        events = [event for handler in handlers for event in Event.from_event_type(handler())]
        await namespace.emit_update(StateUpdate(events=events), token=token)

    def _is_here(self, token: str) -> bool:
        namespace = self._app.event_namespace
        if namespace is None:
            return False
        sockets = namespace._token_manager  # noqa: SLF001 -- the only register of connected tabs
        record = sockets.token_to_socket.get(token)
        return record is not None and record.instance_id == sockets.instance_id


@contextlib.asynccontextmanager
async def live_tabs(app: rx.App) -> AsyncIterator[None]:
    """Keep tabs told for as long as the server runs; one per worker process."""
    messenger = Messenger(app)
    stop_hearing = live.subscribe(messenger.hear)
    tasks = [asyncio.create_task(_watch_clock(messenger), name="clock")]
    if url := settings().redis_url:
        tasks.append(asyncio.create_task(_hear_redis(url), name="changes"))
    try:
        yield
    finally:
        stop_hearing()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _hear_redis(url: str) -> None:
    """Hand on what other processes changed; when Redis is away, try again."""
    while True:
        try:
            async with aioredis.from_url(url) as client, client.pubsub() as channel:
                await channel.subscribe(live.CHANNEL)
                async for message in channel.listen():
                    if message["type"] == "message":
                        live.deliver(live.decode(message["data"]))
        except (aioredis.RedisError, OSError):
            log.exception("Redis is away; changes by other processes are not heard")
            await asyncio.sleep(2)


async def _watch_clock(messenger: Messenger) -> None:
    """Tell the tabs when a day begins and when a to-do falls due, though nothing was changed."""
    while True:
        messenger.clock_changed.clear()
        try:
            due = await asyncio.to_thread(_next_turn)
        except Exception:
            log.exception("The clock could not read when the next to-do falls due")
            due = None
        wait = min(due - datetime.now(UTC), LONGEST_SLEEP) if due else timedelta(minutes=1)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(messenger.clock_changed.wait(), max(wait.total_seconds(), 0.05))
            continue
        if due and due <= datetime.now(UTC):
            messenger.hear(frozenset({live.Change("todo", 0), live.Change("absence", 0)}))


def _next_turn() -> datetime | None:
    with db.reading() as session:
        due = todos.lists.next_due_at(session)
        midnight = clock.day_end(clock.today(session), clock.zone(session))
    return min(due, midnight) if due else midnight


def _token(state: BaseState) -> str:
    return state.router.session.client_token
