"""The pipeline board of one browser tab."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError, InvalidError, say
from sambruk_crm.models import ListPreference, Outcome
from sambruk_crm.services import deals
from sambruk_crm.services.deals import BoardColumn, BoardGroup, DealCard, MoveInput
from sambruk_crm.services.lists import views
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import show_error
from sambruk_crm.state.deals.lists import FILTERS, TOPICS, DealListing
from sambruk_crm.state.deals.moves import Closing, DealMoves
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.places import Place
from sambruk_crm.state.lists.query import ListKind, ListQuery

GROUPS = (BoardGroup.OWNER.value, BoardGroup.SERVICE.value, BoardGroup.COUNTY.value)
"""What stands together in a column, if not deals of the same phase."""


@dataclass(frozen=True)
class BoardPart:
    """Which part of the board travels: the whole, or the columns that changed since another part."""

    number: int = 0
    base: int = 0
    """The number of the part that it is built upon; 0 for the whole board."""
    order: list[int] = field(default_factory=list[int])
    """The keys of all columns."""


class DealBoardState(DealMoves, DealListing, rx.State):
    """The pipeline board of one browser tab."""

    kind: ClassVar[ListKind] = ListKind("/deals", FILTERS, ("rank",), TOPICS, noun="board", groups=GROUPS)

    rows: list[BoardColumn] = []
    """The columns of `part`."""
    part: BoardPart = BoardPart()
    _columns: list[BoardColumn] = []
    revision: int = 0
    """Counts up to have the board show the columns again, as when a move was refused or called off."""
    folded: list[int] = []
    """The columns of which only the head is shown."""
    _folded: list[str] = []
    _sizes: dict[int, int] = {}

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def move(self, deal_id: int, phase_id: int, before_id: int | None, outcome: str = "") -> AsyncIterator[Any]:
        """Move a deal to a column, above another card or last; into the closed phase asks how it ended, and why.

        Where the columns are owners, the deal is given to that colleague; between services and counties nothing moves.
        """
        column = next((column for column in self._columns if column.id == phase_id), None)
        card = self._card(deal_id)
        try:
            if _group(self._query) is not BoardGroup.PHASE:
                await self._give(card, phase_id)
            elif column is not None and column.is_closed and _is_to_end(column, card, outcome):
                await self._conclude(Closing(deal_id, phase_id, before_id, self._title(deal_id)), outcome)
            else:
                await self._move(deal_id, MoveInput(phase_id=phase_id, before_id=before_id))
        except CrmError as error:
            yield await self._put_back(error)

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def end(self, deal_id: int, outcome: str) -> AsyncIterator[Any]:
        """Have a deal won, or ask why it was lost; wherever it is."""
        try:
            phase_id = await self._ask(deals.lists.closed_phase)
            await self._conclude(Closing(deal_id, phase_id, None, self._title(deal_id)), outcome)
        except CrmError as error:
            yield await self._put_back(error)

    @rx.event
    @requires(Permission.VIEW)
    async def fold(self, column_id: int, is_folded: bool) -> None:
        """Show of a column only its head, or all of it again; kept for the next time and other devices."""
        name = f"{_group(self._query).value}:{column_id}"
        chosen = await self._ask(views.preference, self.kind.noun)
        others = [each for each in chosen.folded if each != name]
        chosen = await self._do(views.prefer, self.kind.noun, {"folded": [*others, name] if is_folded else others})
        self._folded = chosen.folded
        self._fold()

    @rx.event
    @requires(Permission.VIEW)
    async def show_more(self, phase_id: int) -> None:
        """Show more cards of a column."""
        shown = next((len(column.cards) for column in self._columns if column.id == phase_id), 0)
        self._sizes = {**self._sizes, phase_id: min(shown, 5000) + deals.boards.COLUMN_SIZE}
        await self._show(self._query)

    @rx.event
    @requires(Permission.VIEW)
    async def send_whole(self) -> None:
        """Show the whole board on a page that missed a part of it."""
        self._columns = []
        await self._show(self._query)

    async def _place_of(self, row_id: int) -> Place:  # noqa: ARG002 -- the list has a use for it
        """Return the way back to the board as it was; a board has no next one."""
        return Place(self.kind.path + self._address(self._query))

    async def _put_back(self, error: CrmError) -> EventSpec:
        await self._show(self._query)
        self.revision += 1
        return show_error(error)

    async def _called_off(self) -> None:
        self.revision += 1

    async def _taken_back(self) -> None:
        await self._show(self._query)

    async def _conclude(self, closing: Closing, outcome: str) -> None:
        if outcome == Outcome.WON:
            place = {"phase_id": closing.phase_id, "before_id": closing.before_id}
            await self._move(closing.deal_id, {**place, "outcome": outcome})
        else:
            await self._ask_outcome(closing, outcome if outcome == Outcome.LOST else "")

    async def _give(self, card: DealCard | None, owner_id: int) -> None:
        """Give a deal to a colleague, or to nobody, unless somebody changed it since it was shown."""
        if card is None or _group(self._query) is not BoardGroup.OWNER:
            raise InvalidError({"owner_id": say("Here only what a deal says moves it. Change it on its page.")})
        was, version = card.owner_id, card.version
        deal = await self._do(deals.update, card.id, {"owner_id": owner_id or None}, version=version)
        self._undo, self._undo_owner = None, (card.id, deal.version, was)
        names = {column.id: column.name for column in self._columns}
        if owner_id:
            self._offer_undo(say("{title} given to {name}", title=card.title, name=names.get(owner_id, "")))
        else:
            self._offer_undo(say("{title} is nobody’s now", title=card.title))

    async def _refresh_views(self, view_id: int) -> ListPreference:
        chosen = await super()._refresh_views(view_id)
        self._folded = chosen.folded
        return chosen

    def _fold(self) -> None:
        group = f"{_group(self._query).value}:"
        self.folded = [int(name.removeprefix(group)) for name in self._folded if name.startswith(group)]

    def _card(self, deal_id: int) -> DealCard | None:
        return next((card for column in self._columns for card in column.cards if card.id == deal_id), None)

    def _title(self, deal_id: int) -> str:
        card = self._card(deal_id)
        return "" if card is None else card.title

    def _opening(self) -> ListQuery:
        if self.part.base:  # a page that opens knows of the board what `rows` keeps; a part of it is not enough
            self._columns = []
        return super()._opening()

    def _put_rows(self, rows: list[BoardColumn]) -> None:
        known, order = {column.id: column for column in self._columns}, [column.id for column in rows]
        changed = [column for column in rows if known.get(column.id) != column]
        if changed or order != self.part.order:
            self.part = BoardPart(self.part.number + 1, self.part.number if known else 0, order)
            self.rows, self._columns = changed, rows

    def _take(self, wanted: ListQuery, found: Page[Any], pages: int) -> None:
        if _group(wanted) is not _group(self._query):  # its moves were between columns that are no more
            self._sizes, self.revision = {}, self.revision + 1
        super()._take(wanted, found, pages)
        self._fold()

    async def _group_rows(self, wanted: ListQuery, keys: list[int]) -> None:
        """Leave it at the columns, which are the groups."""

    async def _fetch(self, wanted: ListQuery) -> Page[BoardColumn]:
        group = _group(wanted)
        sizes = self._sizes if group is _group(self._query) else {}
        columns = await self._ask(deals.boards.board, self._filter(wanted), group, sizes=sizes)
        return Page(columns, sum(column.count for column in columns))


def _group(wanted: ListQuery) -> BoardGroup:
    """Return what the columns are that a question asks for."""
    return BoardGroup(wanted.group) if wanted.group else BoardGroup.PHASE


def _is_to_end(column: BoardColumn, card: DealCard | None, outcome: str) -> bool:
    """Return whether the deal comes into the closed phase, or ends otherwise than it did."""
    if card is None or card.phase_id != column.id:
        return True
    return bool(outcome) and outcome != card.outcome
