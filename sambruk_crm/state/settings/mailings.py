"""The choices for mailings: whom they come from, and how fast they leave."""

from typing import Any

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.services import mail, settings
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import stale_errors

FIELDS = ("mail_sender", "mail_reply_to", "mails_per_minute")


class MailingSettingsState(AppState, rx.State):
    """The form in one browser tab."""

    is_loaded: bool = False
    has_mail: bool = True
    values: dict[str, str] = {}
    association: str = ""
    errors: dict[str, str] = {}
    opened: int = 0
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the choices."""
        found = await self._ask(lambda session, _actor: settings.read(session))
        self.has_mail, _ = await self._ask(mail.server.availability)
        self._base = {name: getattr(found, name) for name in FIELDS}
        self.values = {name: str(value) for name, value in self._base.items()}
        self.association = found.association_name
        self.errors = {}
        self.opened += 1
        self.is_loaded = True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save what differs."""
        values: dict[str, Any] = {name: str(form.get(name) or "").strip() for name in FIELDS}
        if values["mails_per_minute"].isdecimal():
            values["mails_per_minute"] = int(values["mails_per_minute"])
        try:
            await self._do(settings.change, self._base, **values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            self.errors = stale_errors(error, FIELDS)
            self._base = {**self._base, **error.current}
            return None
        await self.load()
        return messages.done(translated(say("Saved.")))
