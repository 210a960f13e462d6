"""The trash in one browser tab."""

from typing import Any

import reflex as rx

from sambruk_crm.errors import CrmError, say
from sambruk_crm.services import catalogue, trash
from sambruk_crm.services.paging import PAGE_SIZE, Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.trash import TrashRow
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, translated
from sambruk_crm.state.gate import requires


class TrashState(AppState, rx.State):
    """What is in the trash, of one noun or of all."""

    rows: list[TrashRow] = []
    counts: dict[str, int] = {}
    noun: str = ""
    text: str = ""
    total: int = 0
    page: int = 1
    pages: int = 1
    is_loaded: bool = False

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def load(self) -> None:
        """Show all of it, what was put there last first."""
        tabs.watch(self, tuple(catalogue.trashed()), TrashState.reload)
        self.noun, self.text, self.page = "", "", 1
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.DELETE_RECORDS)
    async def reload(self) -> None:
        """Fetch it again."""
        await self._fetch()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def show_noun(self, noun: str) -> None:
        """Show the records of one noun, or of all."""
        self.noun, self.page = noun if noun in catalogue.trashed() else "", 1
        await self._fetch()

    @rx.event(supersedes=True)
    @requires(Permission.DELETE_RECORDS)
    async def search(self, text: str) -> None:
        """Look for words."""
        self.text, self.page = text.strip()[:200], 1
        await self._fetch()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def go_to(self, page: int) -> None:
        """Turn to a page."""
        self.page = max(1, min(page, self.pages))
        await self._fetch()

    @rx.event
    @requires(Permission.DELETE_RECORDS)
    async def restore(self, noun: str, row_id: int) -> Any:
        """Take a record out, and say where it is."""
        try:
            await self._do(trash.restore, noun, row_id)
        except CrmError as error:
            return messages.failed(translated(error.message))
        await self._fetch()
        return messages.done(translated(say("It is back.")))

    async def _fetch(self) -> None:
        found = await self._ask(trash.search, noun=self.noun, text=self.text, paging=Paging(page=self.page))
        self.counts = await self._ask(trash.counts)
        self.rows, self.total = found.items, found.total
        self.pages = max(1, -(-found.total // PAGE_SIZE))
        self.is_loaded = True
