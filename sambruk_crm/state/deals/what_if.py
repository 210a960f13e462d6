"""What if somebody joined a shared deal, or left it: old and new shares side by side in one browser tab."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, say
from sambruk_crm.services import deals, organisations
from sambruk_crm.services.deals import ShareChange
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.deals.record import DealState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.records.facts import record_key


@dataclass(frozen=True)
class ShareShown:
    """An organisation's share as it is and as it would be; -1 for none."""

    organisation_id: int
    organisation: str
    before: float
    after: float
    may_leave: bool
    """Whether it shares the deal now, and is not the deal's own."""
    is_leaving: bool
    is_joining: bool


class WhatIfState(AppState, rx.State):
    """Who would join and leave. Nothing is changed before somebody says so."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_open",)
    is_open: bool = False
    rows: list[ShareShown] = []
    join: list[int] = []
    leave: list[int] = []
    error: str = ""
    suggestions: list[Choice] = []
    box: int = 0
    """Counts up when the field for who joins is to be empty again."""
    _deal_id: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Begin with the deal in the address."""
        self._close_dialogs()
        self._deal_id = record_key(self.router.url.path)

    @rx.event
    @requires(Permission.VIEW)
    async def show(self, wanted: bool) -> None:
        """Open the question with the shares as they are, or leave it."""
        self.join, self.leave, self.error, self.is_open = [], [], "", wanted
        if wanted:
            await self._compare()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search(self, text: str) -> None:
        """Propose organisations."""
        self.suggestions = [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]

    @rx.event
    @requires(Permission.VIEW)
    async def let_join(self, value: str, _name: str) -> None:
        """Ask what if an organisation joined."""
        self.box += 1
        if value.isdecimal() and int(value) not in {row.organisation_id for row in self.rows}:
            await self._ask_again([*self.join, int(value)], self.leave)

    @rx.event
    @requires(Permission.VIEW)
    async def turn(self, organisation_id: int) -> None:
        """Ask what if one that shares left, or stayed after all; one that was to join does not."""
        if organisation_id in self.join:
            await self._ask_again([key for key in self.join if key != organisation_id], self.leave)
        elif organisation_id in self.leave:
            await self._ask_again(self.join, [key for key in self.leave if key != organisation_id])
        else:
            await self._ask_again(self.join, [*self.leave, organisation_id])

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def keep_as_note(self) -> Any:
        """Write it down in the deal's history; the shares stay."""
        await self._do(deals.previews.note, self._deal_id, join=self.join, leave=self.leave)
        self.is_open = False
        return messages.done(translated(say("Kept as a note. The shares are as before.")))

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def make_it_so(self, _form: dict[str, Any]) -> Any:
        """Change who shares the deal."""
        parts = [
            {"organisation_id": row.organisation_id, "amount": str(row.after)} for row in self.rows if row.after >= 0
        ]
        try:
            await self._do(deals.update, self._deal_id, {"participants": parts})
        except InvalidError as error:
            self.error = next(iter(field_errors(error).values()))
            return None
        self.is_open = False
        return DealState.reload

    async def _ask_again(self, join: list[int], leave: list[int]) -> None:
        before = self.join, self.leave
        self.join, self.leave, self.error = join, leave, ""
        try:
            await self._compare()
        except InvalidError as error:
            self.join, self.leave = before
            self.error = next(iter(field_errors(error).values()))

    async def _compare(self) -> None:
        own, changes = await self._ask(_compared, self._deal_id, self.join, self.leave)
        self.rows = [
            ShareShown(
                organisation_id=change.organisation_id,
                organisation=change.organisation,
                before=-1 if change.before is None else float(change.before),
                after=-1 if change.after is None else float(change.after),
                may_leave=change.organisation_id != own,
                is_leaving=change.organisation_id in self.leave,
                is_joining=change.organisation_id in self.join,
            )
            for change in changes
        ]


def _compared(
    session: CrmSession, actor: Actor, deal_id: int, join: list[int], leave: list[int]
) -> tuple[int | None, list[ShareChange]]:
    own = deals.get(session, actor, deal_id).organisation_id
    return own, deals.previews.compare(session, actor, deal_id, join=join, leave=leave)
