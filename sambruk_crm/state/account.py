"""My own account: name, sessions and API keys. Password and language are plain forms of `api.auth`."""

from typing import Any

import reflex as rx

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Density
from sambruk_crm.services import users
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.users import KeyRow, SessionRow
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires


class AccountState(AppState, rx.State):
    """What the account page shows. A new key's secret is here once, until the page is left."""

    is_loaded: bool = False
    name: str = ""
    density: str = Density.COMFORTABLE.value
    is_last_name_first: bool = False
    sessions: list[SessionRow] = []
    keys: list[KeyRow] = []
    new_secret: str = ""
    errors: dict[str, str] = {}

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def load(self) -> None:
        """Show my account; follows my sessions and keys while the page is open."""
        tabs.watch(self, ("user_session", "api_key"), AccountState.refresh)
        self.new_secret, self.errors = "", {}
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def refresh(self) -> None:
        """Ask again for sessions and keys."""
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def save_name(self, form: dict[str, Any]) -> Any:
        """Change what colleagues see me called."""
        await self._do(users.update_mine, {"name": str(form.get("name", ""))})
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def choose_density(self, density: str) -> None:
        """Keep how close rows stand for this user's other browsers."""
        self.density = (await self._do(users.update_mine, {"density": density})).density.value

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def turn_names(self, is_last_name_first: bool) -> None:
        """Have lists name persons as they are sorted, or no longer."""
        mine = await self._do(users.update_mine, {"is_last_name_first": is_last_name_first})
        self.is_last_name_first = mine.is_last_name_first

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def revoke_session(self, session_id: int) -> None:
        """End another browser's session."""
        await self._do(users.sessions.revoke, session_id)
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def create_key(self, form: dict[str, Any]) -> None:
        """Make a key and show its secret this once."""
        try:
            secret = await self._do(users.api_keys.create, name=str(form.get("key_name", "")))
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        await self._show()
        self.new_secret, self.errors = secret, {}

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def revoke_key(self, key_id: int) -> None:
        """End a key at once."""
        await self._do(users.api_keys.revoke, key_id)
        await self._show()

    async def _show(self) -> None:
        mine = await self._ask(users.sessions.mine)
        keys = await self._ask(users.api_keys.mine)
        me = await self._ask(users.get, self._actor.user_id)
        self.name, self.sessions, self.keys = me.name, mine, keys
        self.density, self.is_last_name_first = me.density.value, me.is_last_name_first
        self.is_loaded = True
