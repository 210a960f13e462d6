"""The frame around every page: who I am, what I may, and how much is due."""

import reflex as rx

from sambruk_crm.services import todos, users
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.todos import ReminderRow
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires


class FrameState(AppState, rx.State):
    """What the menu shows in one browser tab. Rights here only hide what the services would refuse."""

    user_name: str = ""
    user_email: str = ""
    user_id: int = 0
    rights: list[str] = []
    badge: int = 0
    reminders: list[ReminderRow] = []

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def load(self) -> None:
        """Fill the frame; runs before a page's own loading."""
        actor = self._actor
        tabs.begin(self, actor)
        tabs.watch(self, ("todo", "absence"), FrameState.refresh_badge)
        tabs.watch(self, ("todo_reminder",), FrameState.refresh_reminders)
        tabs.watch(
            self,
            (f"user_session:{actor.session_id}", f"user_account:{actor.user_id}"),
            FrameState.refresh,
        )
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def refresh(self) -> None:
        """Show name, rights and badge anew; the gate leads away whose session has ended."""
        await self._show()

    @rx.event
    @requires(Permission.VIEW)
    async def refresh_badge(self) -> None:
        """Count again what is due."""
        self.badge = await self._ask(todos.lists.badge_count)
        if self.reminders:
            self.reminders = await self._ask(todos.reminders.unseen)

    @rx.event
    @requires(Permission.VIEW)
    async def refresh_reminders(self) -> None:
        """Show the reminders that have fired and that nobody has put away."""
        self.reminders = await self._ask(todos.reminders.unseen)

    @rx.event
    @requires(Permission.VIEW)
    async def put_reminder_away(self, reminder_id: int) -> None:
        """Have a reminder out of sight."""
        await self._do(todos.reminders.put_away, reminder_id)
        self.reminders = await self._ask(todos.reminders.unseen)

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def choose_colours(self, color_scheme: str) -> None:
        """Keep light, dark or the system's colours for this user's other browsers."""
        await self._do(users.update_mine, {"color_scheme": color_scheme})

    async def _show(self) -> None:
        actor = self._actor
        badge = await self._ask(todos.lists.badge_count)
        self.user_name, self.user_email, self.user_id = (
            actor.name,
            actor.email,
            actor.user_id,
        )
        self.rights = [permission.value for permission in Permission if actor.may(permission)]
        self.badge = badge
        self.reminders = await self._ask(todos.reminders.unseen)
