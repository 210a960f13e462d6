"""What is read often and changes seldom, remembered in this process: who calls, and the association's settings."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sambruk_crm import live

T = TypeVar("T")
SECONDS = 3.0
"""How long something is trusted; how long another process's change may take to be felt where no Redis tells of it."""
MOST = 10_000
_all: list["Remembered[Any]"] = []


@dataclass(frozen=True)
class _Kept(Generic[T]):
    value: T
    until: float


class Remembered(Generic[T]):
    """Values by key, forgotten when one of the topics changes, and by time.

    A change that this process commits is felt at once: what was being read meanwhile is not kept.
    """

    def __init__(self, *topics: str) -> None:
        self._topics = frozenset(topics)
        self._kept: dict[Hashable, _Kept[T]] = {}
        self._generation = 0
        self._lock = threading.Lock()
        live.subscribe(self.forget, at_once=True)
        _all.append(self)

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what is remembered, or read it."""
        known = self._kept.get(key)
        if known is not None and known.until > time.monotonic():
            return known.value
        generation = self._generation
        value = read()
        with self._lock:
            if generation == self._generation:
                if len(self._kept) >= MOST:
                    self._kept.clear()
                self._kept[key] = _Kept(value, time.monotonic() + SECONDS)
        return value

    def known(self, key: Hashable) -> tuple[T] | None:
        """Return what is remembered, if it is, without reading."""
        known = self._kept.get(key)
        return (known.value,) if known is not None and known.until > time.monotonic() else None

    def forget(self, changes: frozenset[live.Change] | None = None) -> None:
        """Forget everything, unless the changes are of other topics."""
        if changes is None or any(change.topic in self._topics for change in changes):
            with self._lock:
                self._generation += 1
                self._kept.clear()


def forget_everything() -> None:
    """Forget all that is remembered, as when the process turns to another database."""
    for each in _all:
        each.forget()
