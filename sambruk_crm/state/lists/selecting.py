"""Choosing rows of a list: one by one across its pages, or all that match."""

from dataclasses import asdict
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import NotFoundError
from sambruk_crm.services.lists.selections import Selection, SelectionNoun
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state.base import AppState
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.query import ListQuery


class Selecting(AppState, mixin=True):
    """Mixed into ListState. What was chosen one by one stays while filters and pages change; "all" ends with them."""

    selects: ClassVar[SelectionNoun | None] = None
    """The noun of the selection; none where rows cannot be chosen."""

    rows: list[Any] = []
    total: int = 0
    ticked: list[int] = []
    """The chosen ones among the rows on screen."""
    is_page_ticked: bool = False
    is_all: bool = False
    """All that match are chosen, but the excluded ones."""
    selected: int = 0
    """How many are chosen."""
    _chosen: list[int] = []
    _excluded: list[int] = []

    @rx.event
    @requires(Permission.VIEW)
    async def tick(self, row_id: int) -> None:
        """Choose a row, or no longer."""
        if self.is_all:
            self._excluded = _turned(self._excluded, row_id)
        else:
            self._chosen = _turned(self._chosen, row_id)
        self._count()

    @rx.event
    @requires(Permission.VIEW)
    async def tick_page(self) -> None:
        """Choose every row on screen, or none of them when all were chosen."""
        here, wanted = self._in_sight(), not self.is_page_ticked
        if self.is_all:
            rest = [key for key in self._excluded if key not in here]
            self._excluded = rest if wanted else [*rest, *here]
        else:
            rest = [key for key in self._chosen if key not in here]
            self._chosen = [*rest, *here] if wanted else rest
        self._count()

    @rx.event
    @requires(Permission.VIEW)
    async def select_all(self) -> None:
        """Choose all that match, on every page."""
        self.is_all, self._chosen, self._excluded = True, [], []
        self._count()

    @rx.event
    @requires(Permission.VIEW)
    async def select_none(self) -> None:
        """Choose nothing any more."""
        self._forget()

    def _selection(self) -> Selection:
        """Return what is chosen, for whatever is to be done with it."""
        if self.selects is None:
            raise NotFoundError
        wanted = self._wanted()
        if not self.is_all:
            return Selection(noun=self.selects, ids=tuple(self._chosen), sort=wanted.sort)
        filters = {name: value for name, value in asdict(self._filter(wanted)).items() if value}
        return Selection(noun=self.selects, filters=filters, excluded=tuple(self._excluded), sort=wanted.sort)

    def _wanted(self) -> ListQuery:
        raise NotImplementedError

    def _filter(self, _wanted: ListQuery) -> Any:
        """Return the service's filter for a question."""
        raise NotImplementedError

    def _forget(self) -> None:
        """Choose nothing any more, as when it has been used."""
        self.is_all, self._chosen, self._excluded = False, [], []
        self._count()

    def _in_sight(self) -> list[int]:
        """Return the rows on screen that can be chosen, by their keys."""
        return [row.id for row in self.rows]

    def _count(self) -> None:
        here = self._in_sight() if self.selects is not None else []
        self.ticked = [key for key in here if (key not in self._excluded if self.is_all else key in self._chosen)]
        self.is_page_ticked = bool(here) and len(self.ticked) == len(here)
        self.selected = max(0, self.total - len(self._excluded)) if self.is_all else len(self._chosen)


def _turned(keys: list[int], key: int) -> list[int]:
    return [other for other in keys if other != key] if key in keys else [*keys, key]
