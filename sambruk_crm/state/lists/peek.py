"""The record that is looked at beside its list."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import NotFoundError
from sambruk_crm.services import catalogue
from sambruk_crm.services.lists import peeks
from sambruk_crm.services.lists.peeks import Peek
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.history.timeline import TimelineState
from sambruk_crm.state.records.next import NextState
from sambruk_crm.state.todos.form import TodoFormState

WITH_WORK = ("organisation", "person", "deal", "lead", "contract", "service", "project")
"""What to-dos and history can be about."""


class PeekState(AppState, rx.State):
    """One record beside the list it is in."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    seen: Peek = Peek("", 0, "", "", "", [])

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Look at nothing, when a list is opened, and plan nothing."""
        self._close_dialogs()
        form: Any = await self.get_state(TodoFormState)
        form.is_open = False

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def look(self, noun: str, record_id: int) -> None:
        """Show a record of a list beside it."""
        if noun not in catalogue.in_lists():
            return
        try:
            self.seen = await self._ask(peeks.peek, noun, record_id)
        except NotFoundError:
            self.is_open = False
            return
        if noun in WITH_WORK:
            timeline: Any = await self.get_state(TimelineState)
            await timeline._open(f"{noun}_id", record_id)  # noqa: SLF001 -- a public method would be an event handler
            upcoming: Any = await self.get_state(NextState)
            await upcoming._begin(f"{noun}_id", record_id)  # noqa: SLF001 -- likewise
        tabs.watch(self, (noun,), PeekState.reload)
        self.is_open = True

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Read the record again: somebody changed it."""
        if not self.is_open:
            return
        try:
            self.seen = await self._ask(peeks.peek, self.seen.noun, self.seen.id)
        except NotFoundError:
            self.is_open = False

    @rx.event
    @requires(Permission.VIEW)
    async def close(self) -> None:
        """Show the list alone."""
        self.is_open = False
