"""Asking in a dialog for work that is done in the background, and telling in a bar how far it has come."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires


class BackgroundWork(AppState, mixin=True):
    """Mixed into states with `shown`, the work in the bar, whose `id` is 0 while there is none, and `_refresh`."""

    nothing: ClassVar[Any]
    """What is shown while there is no work."""
    topic: ClassVar[str]
    """The table that the work is a row of."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)

    is_open: bool = False
    shown: Any = None

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin a page: what is under way is told on, and what is over was told on the page before."""
        self._close_dialogs()
        if not self.shown.is_busy:
            self.shown = self.nothing
        await self._watch()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Show how far it has come."""
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def put_away(self) -> None:
        """Show the bar no longer."""
        self.shown = self.nothing

    @rx.event
    @requires(Permission.VIEW)
    async def dismiss(self, is_open: bool) -> None:
        """Close the dialog."""
        self.is_open = is_open and self.is_open

    async def _watch(self) -> None:
        if self.shown.id:
            tabs.watch(self, (f"{self.topic}:{self.shown.id}",), type(self).reload)
            await self._refresh()

    async def _refresh(self) -> None:
        raise NotImplementedError
