"""Managing the people who sign in."""

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, StaleError, say
from sambruk_crm.models import Role
from sambruk_crm.services import todos, users
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import Workload
from sambruk_crm.services.users import Invited, UserRow
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.settings.lists import Conflict

FIELDS = ("name", "email", "role")
PASSWORD_MAKERS = ("invented", "typed")


@dataclass(frozen=True)
class ManagedUser:
    """A user as administrators see them; without a key while they are being added."""

    id: int = 0
    name: str = ""
    email: str = ""
    role: str = Role.STAFF.value
    is_active: bool = True
    is_me: bool = False
    seen_at: str = ""
    open_todos: int = 0
    open_deals: int = 0


class UserAdminState(AppState, rx.State):
    """The users in one browser tab. A made-up password is here once, until its dialog is closed."""

    is_loaded: bool = False
    users: list[ManagedUser] = []
    inactive: list[ManagedUser] = []

    edited: ManagedUser = ManagedUser()
    dialogs: ClassVar[tuple[str, ...]] = ("is_editing",)
    is_editing: bool = False
    errors: dict[str, str] = {}
    conflicts: list[Conflict] = []
    form_error: str = ""

    chosen: ManagedUser = ManagedUser()
    asks: str = ""
    """Which question about `chosen` is open: password or sign_out; or what is shown: secret or link."""
    question_error: str = ""
    secret: str = ""
    is_mailed: bool = False
    """The link shown went off by mail too."""

    _base: dict[str, str] = {}

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def load(self) -> None:
        """Show the users, and follow them."""
        tabs.watch(self, ("user_account",), UserAdminState.refresh)
        self._close_dialogs()
        self.asks, self.secret = "", ""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def refresh(self) -> None:
        """Ask for the users again."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def begin(self) -> None:
        """Open the form for a new user."""
        self._open(ManagedUser())

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def edit(self, user_id: int) -> None:
        """Open the form for a user."""
        self._open(self._user(user_id))

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def close_form(self, is_open: bool) -> None:
        """Close the form without saving."""
        self.is_editing = self.is_editing and is_open

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save a user; what cannot be saved stays in the form, with the reason beside it."""
        self.errors, self.conflicts, self.form_error = {}, [], ""
        try:
            invited = await self._save(form)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            self.conflicts = [Conflict(name, str(value)) for name, value in error.current.items()]
            self._base = {**self._base, **error.current}
            return None
        except CrmError as error:
            self.form_error = translated(error.message)
            return None
        self.is_editing = False
        await self._show()
        if invited:
            self._reveal_link(invited)
            return None
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def ask(self, question: str, user_id: int) -> None:
        """Ask before a user is signed out or given a new password."""
        await self._show()
        self.chosen = self._user(user_id)
        self.asks, self.question_error, self.secret = question, "", ""
        self.errors = {}

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def close_question(self, is_open: bool) -> None:
        """Leave things as they are, and forget a password that was shown."""
        if not is_open:
            self.asks, self.secret = "", ""

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def sign_out(self) -> Any:
        """End all sessions of the user who was asked about."""
        return await self._settle(users.sign_out, say("{name} is signed out everywhere.", name=self.chosen.name))

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def make_link(self, user_id: int) -> None:
        """Make a link to choose a password, by which the former ones end, and show it."""
        self.errors, self.question_error = {}, ""
        self._reveal_link(await self._do(users.links.renew, user_id))

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def reactivate(self, user_id: int) -> Any:
        """Let a user in again."""
        await self._do(users.reactivate, user_id)
        await self._show()
        return messages.done(translated(say("{name} can sign in again.", name=self._user(user_id).name)))

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def reset_password(self, form: dict[str, Any]) -> Any:
        """Return the user who was asked about a new password: the one typed, else one made up and shown once."""
        typed = str(form.get("password") or "")
        secret = typed or users.passwords.invent()
        user = self.chosen
        try:
            hashed = await asyncio.to_thread(users.passwords.make_hash, secret)
            await self._do(users.set_password, user.id, hashed)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        if not typed:
            self._reveal(secret, user.email)
            return None
        self.asks = ""
        return messages.done(translated(say("The password is changed.")))

    async def _settle(self, deed: Any, done: Any) -> Any:
        try:
            await self._do(deed, self.chosen.id)
        except CrmError as error:
            self.question_error = translated(error.message)
            return None
        self.asks = ""
        await self._show()
        return messages.done(translated(done))

    async def _show(self) -> None:
        found = await self._ask(_managed)
        self.users = [user for user in found if user.is_active]
        self.inactive = [user for user in found if not user.is_active]
        self.is_loaded = True

    async def _save(self, form: dict[str, Any]) -> Invited | None:
        """Save, and return the link of whoever is invited by it."""
        values = {name: str(form.get(name) or "").strip() for name in FIELDS}
        if self.edited.id:
            changed = {name: value for name, value in values.items() if value != self._base[name]}
            if changed:
                await self._do(users.update, self.edited.id, changed, base=self._base)
            return None
        return await self._do(users.links.invite, values)

    def _open(self, user: ManagedUser) -> None:
        self.edited, self.is_editing = user, True
        self.errors, self.conflicts, self.form_error = {}, [], ""
        self._base = {name: getattr(user, name) for name in FIELDS}

    def _reveal(self, secret: str, email: str) -> None:
        self.chosen = next((user for user in self.users if user.email == users.canonical(email)), self.chosen)
        self.asks, self.secret = "secret", secret

    def _reveal_link(self, made: Invited) -> None:
        self.chosen = ManagedUser(made.user_id, made.name, made.email)
        self.asks, self.secret, self.is_mailed = "link", made.link, made.is_mailed

    def _user(self, user_id: int) -> ManagedUser:
        found = next((user for user in (*self.users, *self.inactive) if user.id == user_id), None)
        if found is None:
            raise NotFoundError
        return found


def _managed(session: CrmSession, actor: Actor) -> list[ManagedUser]:
    desks = todos.workload.of_users(session, actor)
    return [
        _row(user, desks.get(user.id, todos.workload.NOTHING), is_me=user.id == actor.user_id)
        for user in users.search(session, actor, include_inactive=True)
    ]


def _row(user: UserRow, desk: Workload, *, is_me: bool) -> ManagedUser:
    return ManagedUser(
        user.id,
        user.name,
        user.email,
        user.role,
        user.is_active,
        is_me,
        desk.seen_at,
        desk.open_todos,
        desk.open_deals,
    )
