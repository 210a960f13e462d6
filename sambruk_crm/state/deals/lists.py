"""The pipeline board of one browser tab, and the list of the same deals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import CrmError
from sambruk_crm.models import TagScope
from sambruk_crm.services import deals, organisations, tags, users
from sambruk_crm.services.deals import BoardColumn, DealCard, DealFilter, MoveInput
from sambruk_crm.services.lists.selections import SelectionNoun
from sambruk_crm.services.paging import Page
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import Input
from sambruk_crm.state.base import show_error
from sambruk_crm.state.deals.moves import Closing, DealMoves
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice, ListState, Place
from sambruk_crm.state.lists.query import ListKind, ListQuery, read_filter

FILTERS = ("owner", "service", "deal_type", "kind", "county", "tag")
TOPICS = ("deal", "phase", "todo", "organisation_tag")


class DealListing(ListState, mixin=True):
    """Mixed into board and list: what deals can be filtered by."""

    def _filter(self, wanted: ListQuery) -> DealFilter:
        return read_filter(DealFilter, wanted)

    async def _choices(self, _wanted: ListQuery) -> dict[str, list[Choice]]:
        people = await self._ask(users.search)
        offered = await self._ask(deals.lists.services)
        lands = await self._ask(organisations.counties)
        labels = await self._ask(tags.all_tags, TagScope.ORGANISATION)
        return {
            "owner": [Choice(str(user.id), user.name) for user in people],
            "service": [Choice(str(key), name) for key, name in offered],
            "county": [Choice(code, name) for code, name in lands],
            "tag": [Choice(str(tag.id), tag.name) for tag in labels],
        }


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

    kind: ClassVar[ListKind] = ListKind("/deals", FILTERS, ("rank",), TOPICS, noun="board")

    rows: list[BoardColumn] = []
    """The columns of `part`."""
    part: BoardPart = BoardPart()
    _columns: list[BoardColumn] = []
    revision: int = 0
    """Counts up to have the board show the columns again, as when a move was refused or called off."""
    _sizes: dict[int, int] = {}

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def move(self, deal_id: int, phase_id: int, before_id: int | None) -> AsyncIterator[Any]:
        """Move a deal to a phase, above another card or last; a closed phase asks won or lost first."""
        column = next((column for column in self._columns if column.id == phase_id), None)
        stays = column is not None and any(card.id == deal_id for card in column.cards)
        if column is not None and column.is_closed and not stays:
            await self._ask_outcome(Closing(deal_id, phase_id, before_id, self._title(deal_id)))
            return
        try:
            await self._move(deal_id, MoveInput(phase_id=phase_id, before_id=before_id))
        except CrmError as error:
            yield await self._put_back(error)

    @rx.event
    @requires(Permission.VIEW)
    async def show_more(self, phase_id: int) -> None:
        """Show more cards of a column."""
        shown = next((len(column.cards) for column in self._columns if column.id == phase_id), 0)
        self._sizes = {**self._sizes, phase_id: min(shown, 5000) + deals.lists.COLUMN_SIZE}
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

    def _title(self, deal_id: int) -> str:
        return next((card.title for column in self._columns for card in column.cards if card.id == deal_id), "")

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

    async def _fetch(self, wanted: ListQuery) -> Page[BoardColumn]:
        columns = await self._ask(deals.lists.board, self._filter(wanted), sizes=self._sizes)
        return Page(columns, sum(column.count for column in columns))


class DealListState(DealListing, rx.State):
    """The list of deals in one browser tab."""

    kind: ClassVar[ListKind] = ListKind(
        "/deals/list",
        (*FILTERS, "phase", "outcome", "organisation"),
        ("title", "phase", "value", "expected_close", "touched", "created", "owner"),
        TOPICS,
        lookups=("organisation",),
        noun="deal",
        records="/deals",
        columns=("organisation", "phase", "value", "owner", "expected_close", "touched"),
        groups=("phase", "owner"),
        sums=("value",),
    )

    writes: ClassVar[type[Input] | None] = deals.DealInput
    selects: ClassVar[SelectionNoun | None] = "deal"

    rows: list[DealCard] = []

    async def _fetch(self, wanted: ListQuery) -> Page[DealCard]:
        asked = self._filter(wanted)
        return await self._ask(deals.lists.search, asked, sort=wanted.order, paging=wanted.paging)

    async def _choices(self, wanted: ListQuery) -> dict[str, list[Choice]]:
        offered = await super()._choices(wanted)
        columns = await self._ask(deals.lists.phase_choices)
        named = await self._ask(organisations.names, wanted.keys("organisation"))
        return {
            **offered,
            "phase": [Choice(str(key), name) for key, name in columns],
            "organisation": [Choice(str(key), name) for key, name in named],
        }

    async def _suggest(self, _name: str, text: str) -> list[Choice]:
        return [Choice(str(key), name) for key, name in await self._ask(organisations.suggest, text)]
