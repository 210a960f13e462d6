"""The address of my calendar, in one browser tab. A new one is here once, until the page is left."""

from typing import Any

import reflex as rx

from sambruk_crm.errors import say
from sambruk_crm.services import todos
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires


class CalendarState(AppState, rx.State):
    """Whether my calendar has an address, and the one just made."""

    has_address: bool = False
    new_address: str = ""

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def load(self) -> None:
        """Show whether there is one."""
        self.has_address, self.new_address = await self._ask(todos.calendars.has_address), ""

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def renew(self) -> None:
        """Make an address and show it this once; the former one ends."""
        address = await self._do(todos.calendars.renew)
        self.has_address, self.new_address = True, address

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def revoke(self) -> Any:
        """End the address."""
        await self._do(todos.calendars.revoke)
        self.has_address, self.new_address = False, ""
        return messages.done(translated(say("The address no longer works.")))
