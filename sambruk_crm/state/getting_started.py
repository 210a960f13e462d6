"""What an association does first, in one browser tab."""

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.services import getting_started
from sambruk_crm.services.getting_started import Step
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.frame import FrameState
from sambruk_crm.state.gate import requires


class GettingStartedState(AppState, rx.State):
    """The steps, as the data say."""

    is_loaded: bool = False
    steps: list[Step] = []
    done: int = 0
    upcoming: str = ""
    """The first step that is left."""
    is_put_away: bool = False

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show what is done, and follow it."""
        tabs.watch(self, ("setting", "user_account", "membership", "person", "deal"), GettingStartedState.refresh)
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def refresh(self) -> None:
        """Look again."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def put_away(self, is_away: bool) -> list[EventSpec]:
        """Have it out of the menu, and go on with the day; or in it again."""
        await self._do(getting_started.put_away, is_away=is_away)
        await self._show()
        return [FrameState.refresh(), *([rx.redirect("/")] if is_away else [])]  # pyright: ignore[reportReturnType, reportCallIssue]

    async def _show(self) -> None:
        found = await self._ask(getting_started.read)
        self.steps, self.is_put_away = list(found.steps), found.is_put_away
        self.done = sum(step.is_done for step in found.steps)
        self.upcoming = next((step.name for step in found.steps if not step.is_done), "")
        self.is_loaded = True
