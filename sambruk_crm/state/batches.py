"""Bulk work and imports looked back on: the list of batches, and what became of each row of one."""

from dataclasses import dataclass

import reflex as rx

from sambruk_crm.errors import Message
from sambruk_crm.services import batches
from sambruk_crm.services.batches import ItemRow
from sambruk_crm.services.paging import PAGE_SIZE, Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.bulk import BatchShown, show
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key


@dataclass(frozen=True)
class ItemShown:
    """A row of a batch, with its reason in the reader's words."""

    id: int
    row_id: int
    name: str
    outcome: str
    reason: str
    is_undone: bool


class BatchListState(AppState, rx.State):
    """The batches that one may see, newest first."""

    rows: list[BatchShown] = []
    is_loaded: bool = False
    page: int = 1
    pages: int = 1

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the newest."""
        tabs.watch(self, ("batch",), BatchListState.reload)
        self.page = 1
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch them again."""
        await self._fetch()

    @rx.event
    @requires(Permission.VIEW)
    async def go_to(self, page: int) -> None:
        """Turn to a page."""
        self.page = max(1, min(page, self.pages))
        await self._fetch()

    async def _fetch(self) -> None:
        found = await self._ask(batches.search, paging=Paging(page=self.page))
        self.rows = [show(batch, self._actor) for batch in found.items]
        self.pages = max(1, -(-found.total // PAGE_SIZE))
        self.is_loaded = True


class BatchState(AppState, rx.State):
    """One batch and its rows."""

    shown: BatchShown = BatchShown()
    items: list[ItemShown] = []
    page: int = 1
    pages: int = 1
    _batch_id: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the batch in the address."""
        self._batch_id, self.page = record_key(self.router.url.path), 1
        tabs.watch(self, (f"batch:{self._batch_id}",), BatchState.reload)
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch it again: it has come further."""
        await self._fetch()

    @rx.event
    @requires(Permission.VIEW)
    async def go_to(self, page: int) -> None:
        """Turn to a page of rows."""
        self.page = max(1, min(page, self.pages))
        await self._fetch()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def undo(self) -> None:
        """Take it back."""
        await self._do(batches.undo, self._batch_id)
        await self._fetch()

    async def _fetch(self) -> None:
        self.shown = show(await self._ask(batches.get, self._batch_id), self._actor)
        found = await self._ask(batches.items, self._batch_id, paging=Paging(page=self.page))
        self.items = [_item(item) for item in found.items]
        self.pages = max(1, -(-found.total // PAGE_SIZE))


def _item(item: ItemRow) -> ItemShown:
    reason = translated(Message(**item.reason)) if item.reason else ""
    return ItemShown(item.id, item.row_id, item.name, item.outcome, reason, item.is_undone)
