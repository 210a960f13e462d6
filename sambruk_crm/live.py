"""Who must hear that something changed: listeners in this process, and through Redis those of the others."""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import redis

from sambruk_crm.config import settings

CHANNEL = "sambruk-crm:changes"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Change:
    """What kind of thing changed (a table's name) and which row; never the data itself."""

    topic: str
    row_id: int


Listener = Callable[[frozenset[Change]], None]
_listeners: set[Listener] = set()
_at_once: set[Listener] = set()
_redis_lock = threading.Lock()
_redis: redis.Redis | None = None


def subscribe(listener: Listener, *, at_once: bool = False) -> Callable[[], None]:
    """Call `listener`, from any thread, with every set of changes; calling the result ends it.

    Args:
        at_once: changes of this process are heard before `publish` returns, also where they go by way of Redis. Such
            a listener hears them twice.
    """
    _listeners.add(listener)
    if at_once:
        _at_once.add(listener)
    return lambda: _forget(listener)


def publish(changes: frozenset[Change]) -> None:
    """Tell everybody what was committed: by way of Redis where there is one, else directly."""
    if not changes:
        return
    if settings().redis_url is None:
        deliver(changes)
        return
    _call(_at_once, changes)
    try:
        _client().publish(CHANNEL, encode(changes))
    except redis.RedisError:
        log.exception("Redis is away; only this process hears of the change")
        deliver(changes)


def deliver(changes: frozenset[Change]) -> None:
    """Call every listener of this process; one that fails does not keep the others from hearing."""
    _call(_listeners, changes)


def _call(listeners: set[Listener], changes: frozenset[Change]) -> None:
    for listener in tuple(listeners):
        try:
            listener(changes)
        except Exception:
            log.exception("A listener failed")


def _forget(listener: Listener) -> None:
    _listeners.discard(listener)
    _at_once.discard(listener)


def encode(changes: frozenset[Change]) -> str:
    """Write changes for the wire."""
    return json.dumps(sorted((change.topic, change.row_id) for change in changes))


def decode(wire: str | bytes) -> frozenset[Change]:
    """Read changes from the wire."""
    return frozenset(Change(topic, row_id) for topic, row_id in json.loads(wire))


def _client() -> redis.Redis:
    global _redis  # noqa: PLW0603 -- opened at first use: production forks after import
    with _redis_lock:
        if _redis is None:
            _redis = redis.Redis.from_url(settings().redis_url or "")
        return _redis
