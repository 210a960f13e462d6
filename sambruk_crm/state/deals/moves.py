"""Moving a deal, on the board and on its own page: the question of won or lost, and the way back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, OutcomeRequiredError, say
from sambruk_crm.models import LostReason, Outcome
from sambruk_crm.services import deals, vocabularies
from sambruk_crm.services.deals import DealCard, MoveInput, Place
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice


@dataclass(frozen=True)
class Closing:
    """A drop on the closed phase that waits for won or lost. Nothing is saved yet."""

    deal_id: int = 0
    phase_id: int = 0
    before_id: int | None = None
    title: str = ""


class DealMoves(AppState, mixin=True):
    """Mixed into board and deal page, which give `_put_back`, `_called_off` and `_taken_back`."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_closing",)

    closing: Closing = Closing()
    is_closing: bool = False
    outcome: str = ""
    lost_reasons: list[Choice] = []
    closing_errors: dict[str, str] = {}
    undo_text: str = ""
    undo_number: int = 0
    _undo: tuple[int, int, Place] | None = None

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose_outcome(self, outcome: str) -> None:
        """Say won or lost in the dialog."""
        self.outcome = outcome if outcome in tuple(Outcome) else ""
        self.closing_errors = {}

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def close(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Save the move into the closed phase with its outcome and, when lost, the reason."""
        values = {
            "phase_id": self.closing.phase_id,
            "before_id": self.closing.before_id,
            "outcome": self.outcome or None,
            "lost_reason_id": form.get("lost_reason_id") or None,
            "lost_reason": form.get("lost_reason") or "",
        }
        try:
            await self._move(self.closing.deal_id, values)
        except InvalidError as error:
            self.closing_errors = field_errors(error)
        except OutcomeRequiredError as error:
            self.closing_errors = {"outcome": translated(error.message)}
        except CrmError as error:
            self.is_closing = False
            yield await self._put_back(error)
        else:
            self.is_closing = False

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_closing(self, is_open: bool) -> None:
        """Leave the dialog; a card that waited for its outcome goes back to where it was."""
        if not is_open and self.is_closing:
            self.is_closing = False
            await self._called_off()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def undo(self) -> AsyncIterator[Any]:
        """Take the last move back."""
        if self._undo is None:
            return
        deal_id, version, was = self._undo
        self._undo, self.undo_text = None, ""
        try:
            await self._do(deals.undo_move, deal_id, version=version, was=was)
        except CrmError as error:
            yield await self._put_back(error)
            return
        await self._taken_back()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def dismiss_undo(self, number: int) -> None:
        """Stop offering to take a move back, unless another was made meanwhile."""
        if number == self.undo_number:
            self._undo, self.undo_text = None, ""

    async def _go_to(self, card: DealCard, phase_id: int) -> EventSpec | None:
        """Move a deal last into a phase; the closed one asks won or lost first."""
        if phase_id == card.phase_id:
            return None
        if await self._ask(deals.lists.is_closed_phase, phase_id):
            await self._ask_outcome(Closing(card.id, phase_id, None, card.title))
            return None
        try:
            await self._move(card.id, MoveInput(phase_id=phase_id))
        except CrmError as error:
            return await self._put_back(error)
        await self._taken_back()
        return None

    async def _move(self, deal_id: int, values: MoveInput | dict[str, Any]) -> None:
        moved = await self._do(deals.move, deal_id, values)
        self._undo = (deal_id, moved.deal.version, moved.was)
        names = dict(await self._ask(deals.lists.phase_choices))
        phase = names.get(moved.deal.phase_id, "")
        title = moved.deal.title or say("The deal")
        self.undo_text = translated(say("{title} moved to {phase}", title=title, phase=phase))
        self.undo_number += 1

    async def _ask_outcome(self, closing: Closing) -> None:
        reasons = await self._ask(vocabularies.entries, LostReason)
        locale = self._actor.locale
        self.lost_reasons = [Choice(str(each.id), vocabularies.shown(each, locale)) for each in reasons]
        self.closing = closing
        self.outcome, self.closing_errors, self.is_closing = "", {}, True

    async def _put_back(self, error: CrmError) -> EventSpec:
        """Show again what is stored, after a refusal."""
        raise NotImplementedError

    async def _called_off(self) -> None:
        """Show the deal where it was."""
        raise NotImplementedError

    async def _taken_back(self) -> None:
        """Show the deal where it is again."""
        raise NotImplementedError
