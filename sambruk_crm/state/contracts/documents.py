"""The documents of the contract on screen in one browser tab."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.services import contracts, documents, files
from sambruk_crm.services.contracts import Document, Edition
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.records.facts import record_key

KILO = 1000


@dataclass(frozen=True)
class EditionShown:
    """An edition of a document. `added_at` is an ISO moment, `size` kB."""

    id: int = 0
    name: str = ""
    edition: int = 0
    size: int = 0
    added_at: str = ""
    author: str = ""
    address: str = ""
    pages: str = ""
    """Where its pages are drawn, without their number; empty where it has none that can be shown."""
    picture: str = ""
    """Its address where it is a picture."""


@dataclass(frozen=True)
class DocumentShown:
    """A document, its newest edition first."""

    newest: EditionShown = EditionShown()
    earlier: list[EditionShown] = field(default_factory=list[EditionShown])


class ContractDocumentsState(AppState, rx.State):
    """What the contract holds; brought, shown, removed and put back."""

    documents: list[DocumentShown] = []
    removed: list[DocumentShown] = []
    error: str = ""
    instead_of: int = 0
    """The document whose new edition is asked for; 0 for a new document."""
    shown: EditionShown = EditionShown()
    page: int = 1
    pages: int = 0
    """How many the document that is shown has; 0 while nobody knows."""
    unseen: str = ""
    """Why it cannot be shown."""
    dialogs: ClassVar[tuple[str, ...]] = ("is_shown", "is_asking")
    is_shown: bool = False
    is_asking: bool = False
    _contract_id: int = 0

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Show the documents of the contract in the address."""
        self._close_dialogs()
        self._contract_id, self.error = record_key(self.router.url.path), ""
        tabs.watch(self, ("contract_document",), ContractDocumentsState.reload)
        await self._list()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """List them anew: somebody changed them."""
        await self._list()

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def ask(self, document_id: int) -> None:
        """Ask for a file: a new document, or with a key a new edition of it."""
        self.instead_of, self.error, self.is_asking = document_id, "", True

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def show_asking(self, wanted: bool) -> None:
        """Leave that."""
        self.is_asking = self.is_asking and wanted

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def bring(self, token: str, _name: str) -> None:
        """Add the file that was brought."""
        instead_of = self.instead_of or None
        try:
            await self._do(contracts.documents.attach_brought, self._contract_id, token, instead_of=instead_of)
        except InvalidError as error:
            self.error = next(iter(field_errors(error).values()))
            return
        self.is_asking = False
        await self._list()

    @rx.event
    @requires(Permission.VIEW)
    async def look(self, document_id: int) -> AsyncIterator[None]:
        """Show an edition where it stands: its first page, or the picture it is."""
        editions = [edition for each in self.documents for edition in (each.newest, *each.earlier)]
        found = next((edition for edition in editions if edition.id == document_id), None)
        if found is None:
            raise NotFoundError
        self.shown, self.page, self.pages, self.unseen, self.is_shown = found, 1, 0, "", True
        if found.pages:
            yield
            await self._count()

    @rx.event
    @requires(Permission.VIEW)
    async def turn(self, by: int) -> None:
        """Go to another page."""
        self.page = min(max(self.page + by, 1), max(self.pages, 1))

    @rx.event
    @requires(Permission.VIEW)
    async def show_shown(self, wanted: bool) -> None:
        """Leave the document."""
        self.is_shown = self.is_shown and wanted

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def remove(self, document_id: int) -> Any:
        """Remove a document; below, it can be put back."""
        await self._do(contracts.documents.remove, self._contract_id, document_id)
        await self._list()
        return messages.done(translated(say("Removed. It stands below and can be put back.")))

    @rx.event
    @requires(Permission.EDIT_DEALS)
    async def put_back(self, document_id: int) -> None:
        """Put a document back."""
        await self._do(contracts.documents.put_back, self._contract_id, document_id)
        await self._list()

    async def _count(self) -> None:
        try:
            file = await self._ask(contracts.documents.fetch, self._contract_id, self.shown.id)
            first = await asyncio.to_thread(documents.drawn, file.content, 1)
        except NotFoundError as error:
            self.unseen = translated(error.message)
            return
        self.pages = first.pages

    async def _list(self) -> None:
        try:
            found = await self._ask(contracts.documents.of_contract, self._contract_id)
        except NotFoundError:
            found = []
        self.documents = [_shown(each) for each in found if not each.is_removed]
        self.removed = [_shown(each) for each in found if each.is_removed]


def _shown(document: Document) -> DocumentShown:
    return DocumentShown(_edition(document), [_edition(each) for each in document.earlier])


def _edition(edition: Edition) -> EditionShown:
    address = files.address_of(edition.token)
    return EditionShown(
        id=edition.id,
        name=edition.name,
        edition=edition.edition,
        size=max(1, round(edition.size / KILO)),
        added_at=edition.added_at.isoformat(),
        author=edition.author,
        address=address,
        pages=f"{address}/pages" if edition.media_type == documents.PDF else "",
        picture=address if edition.media_type in files.PICTURES else "",
    )
