"""The pipeline board of one browser tab, and the list of the same deals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, say
from sambruk_crm.models import DealType, LostReason, OrganisationKind, Outcome, TagScope
from sambruk_crm.services import deal_lists, deals, organisations, tags, users, vocabularies
from sambruk_crm.services.deal_lists import BoardColumn, DealCard, DealFilter
from sambruk_crm.services.deals import MoveInput, Place
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import field_errors, said, show_error
from sambruk_crm.state.gate import requires
from sambruk_crm.state.listing import Choice, ListKind, ListQuery, ListState

FILTERS = ("owner", "service", "deal_type", "kind", "county", "tag")
TOPICS = ("deal", "phase", "todo", "organisation_tag")
UNDO_SECONDS = 10


def filter_of(wanted: ListQuery) -> DealFilter:
    """Read which deals a question asks for."""
    return DealFilter(
        text=wanted.text,
        owner=wanted.keys("owner"),
        service=wanted.keys("service"),
        deal_type=wanted.members("deal_type", DealType),
        phase=wanted.keys("phase"),
        outcome=wanted.members("outcome", Outcome),
        organisation=wanted.keys("organisation"),
        kind=wanted.members("kind", OrganisationKind),
        county=wanted.values("county"),
        tag=wanted.keys("tag"),
    )


class DealListing(ListState, mixin=True):
    """Mixed into board and list: what deals can be filtered by."""

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        offered = await self._ask(deal_lists.services)
        lands = await self._ask(organisations.counties)
        labels = await self._ask(tags.all_tags, TagScope.ORGANISATION)
        return {
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in offered],
            "county": [Choice(code, name) for code, name in lands],
            "tag": [Choice(str(tag.id), tag.name) for tag in labels],
        }


@dataclass(frozen=True)
class Closing:
    """A drop on the closed phase that waits for won or lost. Nothing is saved yet."""

    deal_id: int = 0
    phase_id: int = 0
    before_id: int | None = None
    title: str = ""


class DealBoardState(DealListing, rx.State):
    """The pipeline board of one browser tab."""

    kind: ClassVar[ListKind] = ListKind("/deals", FILTERS, ("rank",), TOPICS)

    rows: list[BoardColumn] = []
    revision: int = 0
    """Counts up to have the board show `rows` again, as when a move was refused or called off."""
    closing: Closing = Closing()
    is_closing: bool = False
    outcome: str = ""
    lost_reasons: list[Choice] = []
    closing_errors: dict[str, str] = {}
    undo_text: str = ""
    undo_number: int = 0
    _undo: tuple[int, int, Place] | None = None
    _sizes: dict[int, int] = {}

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def move(self, deal_id: int, phase_id: int, before_id: int | None) -> AsyncIterator[Any]:
        """Move a deal to a phase, above another card or last; a closed phase asks won or lost first."""
        column = next((column for column in self.rows if column.id == phase_id), None)
        stays = column is not None and any(card.id == deal_id for card in column.cards)
        if column is not None and column.is_closed and not stays:
            await self._ask_outcome(deal_id, phase_id, before_id)
            return
        try:
            await self._move(deal_id, MoveInput(phase_id=phase_id, before_id=before_id))
        except CrmError as error:
            yield await self._put_back(error)

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
        reason = str(form.get("lost_reason_id") or "")
        values = {
            "phase_id": self.closing.phase_id,
            "before_id": self.closing.before_id,
            "outcome": self.outcome or None,
            "lost_reason_id": reason or None,
            "lost_reason": str(form.get("lost_reason") or ""),
        }
        try:
            await self._move(self.closing.deal_id, values)
        except InvalidError as error:
            self.closing_errors = field_errors(error)
            return
        except CrmError as error:
            if not self.outcome:
                self.closing_errors = {"outcome": said(error.message)}
                return
            self.is_closing = False
            yield await self._put_back(error)
            return
        self.is_closing = False

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_closing(self, is_open: bool) -> None:
        """Leave the dialog; a card that waited for its outcome goes back to where it was."""
        if not is_open and self.is_closing:
            self.is_closing = False
            self.revision += 1

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
        await self._show(self._query)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def dismiss_undo(self, number: int) -> None:
        """Stop offering to take a move back, unless another was made meanwhile."""
        if number == self.undo_number:
            self._undo, self.undo_text = None, ""

    @rx.event
    @requires(Permission.VIEW)
    async def show_more(self, phase_id: int) -> None:
        """Show more cards of a column."""
        shown = next((len(column.cards) for column in self.rows if column.id == phase_id), 0)
        self._sizes = {**self._sizes, phase_id: min(shown, 5000) + deal_lists.COLUMN_SIZE}
        await self._show(self._query)

    async def _move(self, deal_id: int, values: MoveInput | dict[str, Any]) -> None:
        moved = await self._do(deals.move, deal_id, values)
        self._undo = (deal_id, moved.deal.version, moved.was)
        phase = next((column.name for column in self.rows if column.id == moved.deal.phase_id), "")
        self.undo_text = said(say("{title} moved to {phase}", title=self._title(deal_id), phase=phase))
        self.undo_number += 1

    async def _ask_outcome(self, deal_id: int, phase_id: int, before_id: int | None) -> None:
        reasons = await self._ask(vocabularies.entries, LostReason)
        locale = self._actor.locale
        self.lost_reasons = [Choice(str(each.id), vocabularies.shown(each, locale)) for each in reasons]
        self.closing = Closing(deal_id, phase_id, before_id, self._title(deal_id))
        self.outcome, self.closing_errors, self.is_closing = "", {}, True

    async def _put_back(self, error: CrmError) -> EventSpec:
        await self._show(self._query)
        self.revision += 1
        return show_error(error)

    def _title(self, deal_id: int) -> str:
        return next((card.title for column in self.rows for card in column.cards if card.id == deal_id), "")

    async def _fetch(self, wanted: ListQuery) -> Page[BoardColumn]:
        columns = await self._ask(deal_lists.board, filter_of(wanted), sizes=self._sizes)
        return Page(columns, sum(column.count for column in columns))


class DealListState(DealListing, rx.State):
    """The list of deals in one browser tab."""

    kind: ClassVar[ListKind] = ListKind(
        "/deals/list",
        (*FILTERS, "phase", "outcome", "organisation"),
        ("title", "phase", "value", "expected_close", "touched", "created"),
        TOPICS,
        lookups=("organisation",),
    )

    rows: list[DealCard] = []

    async def _fetch(self, wanted: ListQuery) -> Page[DealCard]:
        paging = Paging(page=wanted.page)
        return await self._ask(deal_lists.search, filter_of(wanted), sort=wanted.sort, paging=paging)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        offered = await super()._choices(wanted)
        columns = await self._ask(deal_lists.phase_choices)
        named = [await self._ask(organisations.get, key) for key in wanted.keys("organisation")[:20]]
        return {
            **offered,
            "phase": [Choice(str(key), name) for key, name in columns],
            "organisation": [Choice(str(each.id), each.name) for each in named],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
