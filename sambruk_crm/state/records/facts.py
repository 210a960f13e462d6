"""Facts edited in place: one field at a time is written, and the answer says what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError, NotFoundError, StaleError, say
from sambruk_crm.services import catalogue
from sambruk_crm.services.lists import neighbours
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import Input, parse
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.frame import offer_back
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.lists.query import LARGEST_KEY


@dataclass(frozen=True)
class Answer:
    """What became of the last change: saved, refused with a reason, or the same field was changed by someone else.

    `stamp` is the change's own number, by which its editor knows that the answer is for it.
    """

    stamp: int = 0
    error: str = ""
    is_stale: bool = False
    theirs: str = ""
    shown: str = ""
    """What is called so, where theirs is a key."""


def _to_write(state: Any) -> Permission:
    return catalogue.right_to_change(state.noun)


class FactsState(AppState, mixin=True):
    """Mixed into record states, which give `_write_fact`, `_refresh_facts` and `facts` by field."""

    noun: ClassVar[str]
    record_id: int = 0
    is_missing: bool = False
    facts: dict[str, str] = {}
    answer: Answer = Answer()
    place: Place = Place("/")
    is_loaded: bool = False
    shows_empty: bool = False
    """Whether facts that nobody has filled in are shown too."""
    dialogs: ClassVar[tuple[str, ...]] = ("delete_open",)
    delete_open: bool = False

    @rx.event
    @requires(Permission.VIEW)
    async def toggle_empty(self) -> None:
        """Show the facts that nobody has filled in, or no longer."""
        self.shows_empty = not self.shows_empty

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def show_delete(self, is_open: bool) -> None:
        """Ask whether the record goes to the trash, or no longer."""
        if is_open:
            await self._before_asking()
        self.delete_open = is_open

    @rx.event
    @requires(_to_write)
    async def save_fact(self, name: str, value: str, base: str, stamp: int) -> None:
        """Write one field, unless somebody else changed that same field since `base` was read."""
        try:
            await self._write_fact(name, value, base)
        except InvalidError as error:
            self.answer = Answer(stamp, error=translated(error.fields.get(name, error.message)))
        except StaleError as error:
            theirs = as_text(error.current.get(name))
            self.answer = Answer(
                stamp, is_stale=True, theirs=theirs, error=translated(error.message) if not error.current else ""
            )
        else:
            await self._refresh_facts()
            self.answer = Answer(stamp)

    async def _arrive(self, listed: Any, *topics: str) -> None:
        """Show the record in the address and follow it, and find where it stands in the list one comes from.

        Args:
            listed: the state of that list.
            topics: what else the page shows.
        """
        key = record_key(self.router.url.path)
        if key != self.record_id:
            self.is_loaded = False
        self._close_dialogs()
        self.record_id, self.is_missing = key, False
        tabs.watch(self, (f"{self.noun}:{key}", *topics), type(self).reload)  # pyright: ignore[reportAttributeAccessIssue] -- each state has it
        try:
            await self._refresh_facts()
        except NotFoundError:
            self.is_missing, self.is_loaded = True, True
            return
        beside = await self.get_state(listed)
        self.place = await self._beside(await beside._place_of(key))  # noqa: SLF001 -- a public method would be an event handler
        self.is_loaded = True

    async def _throw_away(self, name: str, delete: Callable[..., Any], back: str) -> EventSpec:
        """Put the record in the trash, go back to where it was opened from, and offer to take it out again."""
        await self._do(delete, self.record_id)
        return await offer_back(self, self.noun, self.record_id, name, back)

    async def _beside(self, place: Place) -> Place:
        """Add the neighbours in the usual order for who did not come from a list."""
        if place.number:
            return place
        found = await self._ask(neighbours.around, self.noun, self.record_id)
        before, after = ("" if key is None else catalogue.get(self.noun).page(str(key)) for key in found)
        return replace(place, previous=before, next=after)

    async def _follow(self) -> None:
        """Fetch what is shown again; a record that somebody threw away meanwhile is missing from then on."""
        try:
            await self._refresh_facts()
        except NotFoundError:
            self.is_missing = True

    async def _before_asking(self) -> None:
        """Find out what is told before the record is thrown away."""

    async def _write_fact(self, name: str, value: str, base: str) -> None:
        raise NotImplementedError

    async def _refresh_facts(self) -> None:
        raise NotImplementedError


def as_text(value: Any) -> str:
    """Write a stored value as its editor shows it; several values one to a line."""
    if value is None:
        return ""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def read_base(kind: type[Input], base: Mapping[str, Any]) -> dict[str, Any]:
    """Read what the editor saw the way the new value is read, so that they can be compared."""
    try:
        return parse(kind, base).sent()
    except InvalidError:
        return dict(base)


def record_key(path: str) -> int:
    """Read a record's key from the end of an address; nothing is 0, which no record has."""
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and int(last) <= LARGEST_KEY else 0


def stale_errors(error: StaleError, names: Iterable[str]) -> dict[str, str]:
    """Show beside the fields of a form what somebody else wrote there meanwhile."""
    return {
        name: translated(
            say("Someone else wrote “{value}” here meanwhile. Save again to keep yours.", value=as_text(value))
        )
        for name, value in error.current.items()
        if name in names and (not error.fields or name in error.fields)
    }
