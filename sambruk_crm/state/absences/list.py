"""Absences of one browser tab: mine, and everybody's for those who manage them."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.services import absences, users
from sambruk_crm.services.absences import AbsenceRow
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires

FIELDS = ("user_id", "stand_in_id", "from_on", "to_on")


@dataclass(frozen=True)
class AbsenceDraft:
    """What the form shows when it opens; without a key for a new absence."""

    id: int = 0
    user_id: str = ""
    user: str = ""
    stand_in_id: str = ""
    from_on: str = ""
    to_on: str = ""


@dataclass(frozen=True)
class Colleague:
    """Somebody to choose."""

    id: int
    name: str


class AbsenceState(AppState, rx.State):
    """The absences and the form for one."""

    rows: list[AbsenceRow] = []
    colleagues: list[Colleague] = []
    draft: AbsenceDraft = AbsenceDraft()
    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    errors: dict[str, str] = {}
    stale: str = ""
    is_loaded: bool = False

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def load(self) -> None:
        """Show the absences, and follow them."""
        tabs.watch(self, ("absence", "user_account"), AbsenceState.reload)
        self._close_dialogs()
        await self._show()

    @rx.event(supersedes=True)
    @requires(Permission.SIGNED_IN)
    async def reload(self) -> None:
        """Ask again."""
        await self._show()

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def begin(self) -> None:
        """Open the form for a new absence of my own."""
        self._open(AbsenceDraft(user_id=str(self._actor.user_id)))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def edit(self, absence_id: int) -> None:
        """Open the form for a known absence."""
        row = await self._ask(
            lambda session, actor: absences.row(session, actor, absences.get(session, actor, absence_id))
        )
        self._open(AbsenceDraft(row.id, str(row.user_id), row.user, str(row.stand_in_id), row.from_on, row.to_on))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def show(self, is_open: bool) -> None:
        """Leave the form."""
        self.is_open = self.is_open and is_open

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save what was typed; what cannot be saved stays in the form, with the reason beside it."""
        values = {name: str(form[name]) for name in FIELDS if form.get(name) is not None}
        self.errors, self.stale = {}, ""
        try:
            if self.draft.id:
                base = {
                    "stand_in_id": int(self.draft.stand_in_id),
                    "from_on": self.draft.from_on,
                    "to_on": self.draft.to_on,
                }
                await self._do(absences.update, self.draft.id, values, base=base)
            else:
                await self._do(absences.create, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        except StaleError as error:
            self.stale = translated(error.message)
            return None
        self.is_open = False
        await self._show()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.SIGNED_IN)
    async def end(self, absence_id: int) -> Any:
        """Be back from today on."""
        await self._do(absences.end, absence_id)
        await self._show()
        return messages.done(translated(say("The absence has ended.")))

    async def _show(self) -> None:
        rows = await self._ask(absences.search)
        people = await self._ask(users.search) if self._actor.may(Permission.VIEW) else []
        self.rows, self.colleagues = rows, [Colleague(user.id, user.name) for user in people]
        self.is_loaded = True

    def _open(self, draft: AbsenceDraft) -> None:
        self.draft, self.errors, self.stale, self.is_open = draft, {}, "", True
