"""Which mail I get, in one browser tab."""

from typing import Any

import reflex as rx

from sambruk_crm.errors import say
from sambruk_crm.services import mail
from sambruk_crm.services.mail import MailChoices
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires


class MailChoiceState(AppState, rx.State):
    """What I have chosen; the hour is empty when no list comes."""

    is_configured: bool = True
    ask_whom: str = ""
    mails_reminders: bool = True
    digest_hour: str = ""

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def load(self) -> None:
        """Show what I have chosen."""
        self.is_configured, self.ask_whom = await self._ask(mail.server.availability)
        self._show(await self._ask(mail.choices.mine))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def choose_reminders(self, is_wanted: bool) -> Any:
        """Get reminders by mail, or not."""
        self._show(await self._do(mail.choices.change, {"mails_reminders": is_wanted}))
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def choose_hour(self, hour: str) -> Any:
        """Get the morning's list at another hour, or not at all."""
        self._show(await self._do(mail.choices.change, {"digest_hour": hour}))
        return messages.done(translated(say("Saved.")))

    def _show(self, chosen: MailChoices) -> None:
        self.mails_reminders = chosen.mails_reminders
        self.digest_hour = "" if chosen.digest_hour is None else str(chosen.digest_hour)
