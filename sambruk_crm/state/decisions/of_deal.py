"""The decisions that the deal on screen waits for, in one browser tab."""

from datetime import date, timedelta
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.db import CrmSession
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import DecisionBody, DecisionResult
from sambruk_crm.services import clock, decisions
from sambruk_crm.services.decisions import DecisionInput, DecisionRow
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import read_base, record_key

FIELDS = ("body", "meets_on", "note")
NONE = DecisionRow(0, 0, 0, "", None, "", "", "", DecisionBody.COMMITTEE, "", "", "", "", is_overdue=False)
"""What the form shows of a decision that is not there yet."""


class DealDecisionsState(AppState, rx.State):
    """What was decided about the deal, what is to be, and the forms for both."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_editing", "is_asking")

    rows: list[DecisionRow] = []
    follows: str = ""
    """The result that asks for a step: `decided` for the next phase, `refused` for closing as lost."""
    edited: DecisionRow = NONE
    is_editing: bool = False
    asked: DecisionRow = NONE
    """The decision whose result is asked for."""
    is_asking: bool = False
    result: str = ""
    later: str = ""
    """What is proposed as the day that a matter is postponed to."""
    errors: dict[str, str] = {}
    opened: int = 0
    """Counts up with every opening, so that the fields begin as they are stored."""
    _deal_id: int = 0
    _base: dict[str, str] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show what the deal in the address waits for."""
        self._close_dialogs()
        self._deal_id = record_key(self.router.url.path)
        tabs.watch(self, (f"deal:{self._deal_id}", "decision"), DealDecisionsState.reload)
        await self._list()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Ask again: somebody planned a meeting, or wrote down what came of one. What is being typed stays."""
        await self._list()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def edit(self, decision_id: int) -> None:
        """Open the form of a decision; 0 is for a new one."""
        self.edited = next((row for row in self.rows if row.id == decision_id), NONE)
        self._base = {name: getattr(self.edited, name) for name in FIELDS}
        self.errors, self.opened, self.is_editing = {}, self.opened + 1, True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_form(self, wanted: bool) -> None:
        """Leave that form."""
        self.is_editing = self.is_editing and wanted

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def save(self, form: dict[str, Any]) -> Any:
        """Write the decision; what cannot be saved stays, with the reason beside it."""
        written = {**form, "note": form.get("decision_note") or ""}
        values = {name: written[name] for name in FIELDS if name in written}
        try:
            if self.edited.id:
                changed = {name: value for name, value in values.items() if value != self._base[name]}
                base = read_base(DecisionInput, {name: self._base[name] for name in changed})
                await self._do(decisions.update, self._deal_id, self.edited.id, changed, base=base)
            else:
                await self._do(decisions.create, self._deal_id, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        self.is_editing = False
        await self._list()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def ask(self, decision_id: int) -> None:
        """Ask what came of a meeting."""
        self.asked = next((row for row in self.rows if row.id == decision_id), NONE)
        self.errors, self.result, self.opened = {}, "", self.opened + 1
        self.later, self.is_asking = await self._ask(_later, self.asked.meets_on), self.asked.id > 0

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_asking(self, wanted: bool) -> None:
        """Leave that question."""
        self.is_asking = self.is_asking and wanted

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose(self, result: str) -> None:
        """Choose what the meeting came to; postponed asks until when."""
        self.result, self.errors = result if result in set(DecisionResult) else "", {}

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def conclude(self, form: dict[str, Any]) -> Any:
        """Write down what came of the meeting."""
        if not self.result:
            self.errors = {"result": translated(say("Say what was decided."))}
            return None
        values = {"result": self.result, "note": form.get("decision_note") or ""}
        if self.result == DecisionResult.POSTPONED:
            values["postponed_to"] = form.get("postponed_to") or ""
        try:
            await self._do(decisions.conclude, self._deal_id, self.asked.id, values)
        except InvalidError as error:
            self.errors = field_errors(error)
            return None
        self.is_asking = False
        await self._list()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def reopen(self, decision_id: int) -> None:
        """Take a result back."""
        await self._do(decisions.reopen, self._deal_id, decision_id)
        await self._list()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def remove(self) -> None:
        """Remove the decision whose form is open, which was written by mistake."""
        await self._do(decisions.delete, self._deal_id, self.edited.id)
        self.is_editing = False
        await self._list()

    async def _list(self) -> None:
        try:
            self.rows, self.follows = await self._ask(_shown, self._deal_id)
        except NotFoundError:
            self.rows, self.follows = [], ""


def _shown(session: CrmSession, actor: Actor, deal_id: int) -> tuple[list[DecisionRow], str]:
    found = decisions.of_deal(session, actor, deal_id)
    return decisions.lists.rows(session, found), decisions.follows(session, actor, deal_id) or ""


def _later(session: CrmSession, _actor: Actor, meets_on: str) -> str:
    """Propose four weeks after the meeting, or after today when that has passed; bodies meet about once a month."""
    today = clock.today(session)
    day = date.fromisoformat(meets_on) if meets_on else today
    month = timedelta(weeks=4)
    return (day + month if day + month > today else today + month).isoformat()
