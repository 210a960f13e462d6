"""Letting a user go: what they have open is looked through, and handed over in the same step."""

from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, say
from sambruk_crm.services import absences, users
from sambruk_crm.services.absences import FIRST, HandOverInput, Kind, Pile
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import parse
from sambruk_crm.state import messages
from sambruk_crm.state.absences.list import Colleague
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires

MORE = 50
FIELDS = ("receiver_id", *(kind.value for kind in Kind))


class HandOverState(AppState, rx.State):
    """The question whether a user leaves, in one browser tab."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)

    is_open: bool = False
    user_id: int = 0
    name: str = ""
    piles: list[Pile] = []
    receivers: list[Colleague] = []
    errors: dict[str, str] = {}
    refusal: str = ""
    _sizes: dict[str, int] = {}

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def load(self) -> None:
        """Begin a page with the question closed."""
        self._close_dialogs()

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def ask(self, user_id: int) -> None:
        """Show what a user has open, and ask who takes over."""
        people = await self._ask(users.search)
        leaving = next((user for user in people if user.id == user_id), None)
        if leaving is None:
            raise NotFoundError
        piles = await self._ask(absences.piles.review, user_id)
        self.user_id, self.name, self.piles, self._sizes = user_id, leaving.name, piles, {}
        self.receivers = [Colleague(user.id, user.name) for user in people if user.id != user_id]
        self.errors, self.refusal, self.is_open = {}, "", True

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def show(self, is_open: bool) -> None:
        """Leave things as they are."""
        self.is_open = self.is_open and is_open

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def show_more(self, kind: str) -> None:
        """Show more of a kind."""
        if not self.is_open or kind not in tuple(Kind):
            return
        self._sizes = {**self._sizes, kind: self._sizes.get(kind, FIRST) + MORE}
        self.piles = await self._ask(absences.piles.review, self.user_id, sizes=self._sizes)

    @rx.event
    @requires(Permission.MANAGE_USERS)
    async def deactivate(self, form: dict[str, Any]) -> Any:
        """Hand everything over and shut the user out; what cannot be done is said beside its field."""
        if not self.is_open:
            return None
        self.errors, self.refusal = {}, ""
        try:
            wanted = parse(HandOverInput, {name: str(form.get(name) or "") for name in FIELDS})
            await self._do(users.deactivate, self.user_id, wanted)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except CrmError as error:
            self.refusal = translated(error.message)
            return None
        self.is_open = False
        return messages.done(translated(say("{name} can no longer sign in.", name=self.name)))
