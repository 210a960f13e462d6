"""Who our members are: a pasted list as it is read, towns that are ticked, and making all of them members."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, InvalidError, say_n
from sambruk_crm.services import clock, new_members
from sambruk_crm.services.new_members import Line, LineOutcome, Suggested
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.values.validation import Day, Input, parse
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice

SHOWN_TOWNS = 60


@dataclass(frozen=True)
class LineRow:
    """A line as it is shown, and what it means."""

    number: int
    text: str
    outcome: str
    name: str
    since: str
    reason: str
    suggestions: list[Suggested]


@dataclass(frozen=True)
class TownRow:
    """A municipality to be ticked."""

    key: str
    name: str
    county: str
    is_member: bool
    is_ticked: bool


class _Since(Input):
    since: Day = None


class NewMembersState(AppState, rx.State):
    """One browser tab's list. Nothing is written before the button."""

    is_loaded: bool = False
    since: str = ""
    since_error: str = ""
    kept: str = ""
    """What the field begins with: the lines that nobody was found for the last time."""
    lines: list[LineRow] = []
    counted: int = 0
    """How many would become members, of the list and of the towns ticked."""
    open_lines: int = 0
    """Lines that need an answer, or that nobody is found for."""
    error: str = ""
    entered: int = 0
    """How many the last press of the button has made members."""
    opened: int = 0

    search: str = ""
    county: str = ""
    counties: list[Choice] = []
    towns: list[TownRow] = []
    more_towns: int = 0

    _text: str = ""
    _chosen: dict[int, str] = {}
    _ticked: list[str] = []
    _ready: list[tuple[str, str]] = []

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def load(self) -> None:
        """Begin with nothing, and offer the towns."""
        self._begin()
        self.entered, self.error, self.search, self.county = 0, "", "", ""
        self.since = (await self._ask(_today)).isoformat()
        self.counties = [Choice(code, name) for code, name in new_members.counties()]
        await self._show_towns()
        self.is_loaded = True

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def read(self, text: str) -> None:
        """Match what is pasted or written."""
        self._text, self._chosen, self.entered = text, {}, 0
        await self._match()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_since(self, day: str) -> None:
        """Say since when, for lines that do not."""
        try:
            found = parse(_Since, {"since": day}).since
        except InvalidError as error:
            self.since_error = field_errors(error).get("since", "")
            return
        self.since_error = ""
        if found is not None:
            self.since = found.isoformat()
            await self._match()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose(self, number: int, key: str) -> None:
        """Say whom a line means."""
        self._chosen = {**self._chosen, number: key}
        await self._match()

    @rx.event(supersedes=True)
    @requires(Permission.EDIT_RECORDS)
    async def seek(self, text: str) -> None:
        """Find towns by a part of their name, or their code."""
        self.search = text
        await self._show_towns()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def choose_county(self, code: str) -> None:
        """Show the towns of one county, or of all."""
        self.county = code
        await self._show_towns()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def tick(self, key: str) -> None:
        """Tick a town, or take that back."""
        self.entered = 0
        self._ticked = [one for one in self._ticked if one != key] if key in self._ticked else [*self._ticked, key]
        self.towns = [
            TownRow(town.key, town.name, town.county, town.is_member, town.key in self._ticked) for town in self.towns
        ]
        self._count()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def join(self) -> Any:
        """Make all that are found and ticked members."""
        self.error = ""
        pairs = dict(self._ready) | {key: self.since for key in self._ticked if key not in dict(self._ready)}
        if not pairs:
            return None
        try:
            wanted = [new_members.joining_of(key, since) for key, since in pairs.items()]
            made = await self._do(new_members.join, wanted)
        except CrmError as error:
            self.error = translated(error.message)
            return None
        left = "\n".join(line.text for line in self.lines if line.outcome in (LineOutcome.UNKNOWN, LineOutcome.UNCLEAR))
        self._begin(left)
        await self._match()
        await self._show_towns()
        self.entered = made
        return messages.done(
            translated(say_n("{count} has become a member.", "{count} have become members.", count=made))
        )

    def _begin(self, text: str = "") -> None:
        self._text, self._chosen, self._ticked, self._ready = text, {}, [], []
        self.kept = text
        self.lines, self.counted, self.open_lines = [], 0, 0
        self.opened += 1

    async def _match(self) -> None:
        self.error = ""
        since = parse(_Since, {"since": self.since}).since
        try:
            found = await self._ask(new_members.read, self._text, since=since, chosen=self._chosen)
        except CrmError as error:
            self.error = translated(error.message)
            return
        self._ready = [(line.key, line.since) for line in found if line.outcome in (LineOutcome.FOUND, LineOutcome.NEW)]
        self.open_lines = sum(line.outcome in (LineOutcome.UNKNOWN, LineOutcome.UNCLEAR) for line in found)
        self.lines = [_row(line) for line in found]
        self._count()

    async def _show_towns(self) -> None:
        found = await self._ask(new_members.towns, text=self.search, county=self.county)
        self.more_towns = max(len(found) - SHOWN_TOWNS, 0)
        self.towns = [
            TownRow(town.key, town.name, town.county, town.is_member, town.key in self._ticked)
            for town in found[:SHOWN_TOWNS]
        ]

    def _count(self) -> None:
        self.counted = len({key for key, _ in self._ready} | set(self._ticked))


def _row(line: Line) -> LineRow:
    reason = translated(line.reason) if line.reason else ""
    return LineRow(line.number, line.text, line.outcome.value, line.name, line.since, reason, list(line.suggestions))


def _today(session: CrmSession, _actor: Actor) -> Any:
    return clock.today(session)
