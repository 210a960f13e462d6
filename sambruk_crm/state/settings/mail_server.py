"""The mail server as an administrator sees it, and the test mail."""

import asyncio
from typing import Any

import reflex as rx

from sambruk_crm.errors import CrmError, InvalidError, say
from sambruk_crm.services import mail
from sambruk_crm.services.mail import ServerShown
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires

FIELDS = ("host", "port", "security", "user", "sender_name", "sender_address")


class MailServerState(AppState, rx.State):
    """The form in one browser tab; the password goes in and never comes out."""

    is_loaded: bool = False
    shown: ServerShown = ServerShown()
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    form_error: str = ""
    opened: int = 0
    is_testing: bool = False
    told: str = ""
    """How the last test mail went."""
    is_sent: bool = False
    my_address: str = ""

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def load(self) -> None:
        """Show the server that holds."""
        self.told, self.is_testing, self.my_address = "", False, self._actor.email
        self._fill(await self._ask(mail.server.get))
        self.is_loaded = True

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Keep the server; an empty field for the password leaves the one there is."""
        self.errors, self.form_error, self.told = {}, "", ""
        values: dict[str, Any] = {name: str(form.get(name) or "").strip() for name in FIELDS}
        if password := str(form.get("password") or ""):
            values["password"] = password
        try:
            self._fill(await self._do(mail.server.change, values))
        except InvalidError as error:
            self.values = {name: values[name] for name in FIELDS}
            self.errors = field_errors(error)
            self.form_error = self.errors.get("", "")
            return None
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def try_out(self) -> Any:
        """Say that a test mail is on its way, and send it."""
        self.told, self.is_testing = "", True
        return MailServerState.send_test

    @rx.event
    @requires(Permission.MANAGE_SETTINGS)
    async def send_test(self) -> None:
        """Send a mail to myself, and tell what the server said."""
        try:
            server, written = await self._ask(mail.server.test_mail)
            outcome = await asyncio.to_thread(mail.server.try_out, server, written)
            self.is_sent, self.told = outcome.is_sent, translated(outcome.told)
        except CrmError as error:
            self.is_sent, self.told = False, translated(error.message)
        finally:
            self.is_testing = False

    def _fill(self, found: ServerShown) -> None:
        self.shown = found
        self.values = {name: str(getattr(found, name) or "") for name in FIELDS}
        self.errors, self.form_error = {}, ""
        self.opened += 1
