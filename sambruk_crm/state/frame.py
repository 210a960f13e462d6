"""The frame around every page: who I am, what I may, and how much is due."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, say
from sambruk_crm.services import getting_started, todos, trash, users
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.todos import ReminderRow
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, show_error, translated
from sambruk_crm.state.gate import requires


class FrameState(AppState, rx.State):
    """What the menu shows in one browser tab. Rights here only hide what the services would refuse."""

    user_name: str = ""
    user_email: str = ""
    user_id: int = 0
    rights: list[str] = []
    is_last_name_first: bool = False
    badge: int = 0
    is_beginning: bool = False
    """Something is left to do first, and it is mine to do."""
    reminders: list[ReminderRow] = []
    trashed_text: str = ""
    trashed_number: int = 0
    _trashed: tuple[str, int] | None = None
    """The record that was thrown away last in this tab: its noun and its key."""

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

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def fold_menu(self, is_folded: bool) -> None:
        """Keep for this user's other browsers whether the menu is folded."""
        await self._do(users.update_mine, {"is_menu_folded": is_folded})

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def take_back(self) -> EventSpec | None:
        """Take the record that was just thrown away out of the trash again."""
        trashed, self._trashed, self.trashed_text = self._trashed, None, ""
        if trashed is None:
            return None
        try:
            await self._do(trash.restore, *trashed)
        except CrmError as error:
            return show_error(error)
        return messages.done(translated(say("It is back.")))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def dismiss_trashed(self, number: int) -> None:
        """Stop offering the way back, unless another record was thrown away meanwhile."""
        if number == self.trashed_number:
            self._trashed, self.trashed_text = None, ""

    def _offer_back(self, noun: str, row_id: int, name: str) -> None:
        self._trashed = (noun, row_id)
        self.trashed_text = translated(say("{name} is in the trash.", name=name or say("It")))
        self.trashed_number += 1

    async def _show(self) -> None:
        actor = self._actor
        badge = await self._ask(todos.lists.badge_count)
        self.user_name, self.user_email, self.user_id = (
            actor.name,
            actor.email,
            actor.user_id,
        )
        self.is_last_name_first = actor.is_last_name_first
        self.rights = [permission.value for permission in Permission if actor.may(permission)]
        self.badge = badge
        self.is_beginning = await self._ask(getting_started.is_shown)
        self.reminders = await self._ask(todos.reminders.unseen)


async def offer_back(state: AppState, noun: str, row_id: int, name: str, back: str) -> EventSpec:
    """Leave the page of a record that was put in the trash, and offer to take it out again where one lands."""
    tabs.forget(state)
    frame: Any = await state.get_state(FrameState)
    frame._offer_back(noun, row_id, name)  # noqa: SLF001 -- a public method would be an event handler
    return rx.redirect(back)
