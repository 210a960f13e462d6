"""Moving a deal, on the board and on its own page: the question of won or lost, and the way back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, Message, OutcomeRequiredError, say
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
    """Mixed into board, list and deal page, which give `_put_back`, `_called_off` and `_taken_back`."""

    dialogs: ClassVar[tuple[str, ...]] = ("is_closing",)

    closing: Closing = Closing()
    is_closing: bool = False
    outcome: str = ""
    lost_reasons: list[Choice] = []
    words: str = ""
    """Why it was lost, in one's own words, as far as they were typed."""
    closing_errors: dict[str, str] = {}
    undo_text: str = ""
    undo_number: int = 0
    _undo: tuple[int, int, Place] | None = None
    _undo_owner: tuple[int, int, int | None] | None = None

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def choose_outcome(self, outcome: str) -> AsyncIterator[Any]:
        """Say won or lost in the dialog; won asks nothing else, and is saved."""
        self.outcome = outcome if outcome in tuple(Outcome) else ""
        self.closing_errors = {}
        if self.outcome == Outcome.WON and self.is_closing:
            async for each in self._end():
                yield each

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def write_words(self, words: str) -> None:
        """Keep what was typed beside the reasons, until one is chosen."""
        self.words = words[:200]

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def lose(self, reason_id: str) -> AsyncIterator[Any]:
        """Save the deal as lost for a reason of the list."""
        self.outcome = Outcome.LOST.value
        async for each in self._end(reason_id=reason_id):
            yield each

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def close(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Save the move into the closed phase with its outcome and, when lost, the reason in one's own words."""
        self.words = str(form.get("lost_reason") or "")
        async for each in self._end():
            yield each

    async def _end(self, *, reason_id: str = "") -> AsyncIterator[Any]:
        if not self.is_closing:
            return
        is_lost = self.outcome == Outcome.LOST
        values = {
            "phase_id": self.closing.phase_id,
            "before_id": self.closing.before_id,
            "outcome": self.outcome or None,
            "lost_reason_id": reason_id or None,
            "lost_reason": self.words if is_lost else "",
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
        moved, given = self._undo, self._undo_owner
        self._undo = self._undo_owner = None
        self.undo_text = ""
        try:
            if moved is not None:
                await self._do(deals.undo_move, moved[0], version=moved[1], was=moved[2])
            elif given is not None:
                await self._do(deals.update, given[0], {"owner_id": given[2]}, version=given[1])
            else:
                return
        except CrmError as error:
            yield await self._put_back(error)
            return
        await self._taken_back()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def dismiss_undo(self, number: int) -> None:
        """Stop offering to take a move back, unless another was made meanwhile."""
        if number == self.undo_number:
            self._undo, self._undo_owner, self.undo_text = None, None, ""

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

    async def _move(self, deal_id: int, values: MoveInput | dict[str, Any], *, version: int | None = None) -> None:
        moved = await self._do(deals.move, deal_id, values, version=version)
        self._undo, self._undo_owner = (deal_id, moved.deal.version, moved.was), None
        title = moved.deal.title or say("The deal")
        if moved.deal.outcome is not moved.was.outcome and moved.deal.outcome is not None:
            is_won = moved.deal.outcome is Outcome.WON
            text = say("{title} is won", title=title) if is_won else say("{title} is lost", title=title)
        else:
            names = dict(await self._ask(deals.lists.phase_choices))
            text = say("{title} moved to {phase}", title=title, phase=names.get(moved.deal.phase_id, ""))
        self._offer_undo(text)

    def _offer_undo(self, text: Message) -> None:
        self.undo_text = translated(text)
        self.undo_number += 1

    async def _ask_outcome(self, closing: Closing, outcome: str = "") -> None:
        reasons = await self._ask(vocabularies.entries, LostReason)
        locale = self._actor.locale
        self.lost_reasons = [Choice(str(each.id), vocabularies.shown(each, locale)) for each in reasons]
        self.closing = closing
        self.outcome, self.words, self.closing_errors, self.is_closing = outcome, "", {}, True

    async def _put_back(self, error: CrmError) -> EventSpec:
        """Show again what is stored, after a refusal."""
        raise NotImplementedError

    async def _called_off(self) -> None:
        """Show the deal where it was."""
        raise NotImplementedError

    async def _taken_back(self) -> None:
        """Show the deal where it is again."""
        raise NotImplementedError
