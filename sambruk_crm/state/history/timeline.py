"""What happened with the record on screen: reading, filtering, writing and editing its history."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models.vocabulary import HistoryKind
from sambruk_crm.services import history
from sambruk_crm.services.history import HistoryFilter, HistoryRow, Revision
from sambruk_crm.services.paging import Paging
from sambruk_crm.services.permissions import Permission
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.history import composer
from sambruk_crm.state.history import editor as history_editor
from sambruk_crm.state.history.composer import Offer
from sambruk_crm.state.history.editor import Edited
from sambruk_crm.state.records.facts import record_key

STEP = 25
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Contact:
    """When one was last in touch (ISO, UTC), and how; empty for never."""

    kind: str = ""
    at: str = ""


class TimelineState(AppState, rx.State):
    """The timeline of one record. Reloading never touches what is being written."""

    entries: list[HistoryRow] = []
    total: int = 0
    has_more: bool = False
    is_loaded: bool = False
    last_contact: Contact = Contact()
    kinds: list[str] = []
    type_id: str = ""
    text: str = ""
    offer: Offer = Offer()
    about: str = ""
    """The record, as `deal-12`."""
    draft: str = ""
    """Under which name the browser keeps what is typed into the composer."""
    errors: dict[str, str] = {}
    composer: int = 0
    """Counts up when the composer must be empty again."""
    edited: Edited = Edited()
    """The entry that is being edited."""
    edit_errors: dict[str, str] = {}
    revised: int = 0
    """The entry whose earlier texts are shown."""
    revisions: list[Revision] = []
    theirs: str = ""
    """What a colleague made of the entry that is being edited."""
    _subject: str = ""
    _record_id: int = 0
    _shown: int = STEP

    @rx.event
    @requires(Permission.VIEW)
    async def of_organisation(self) -> None:
        """Show the history of the organisation in the address."""
        await self._open("organisation_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_person(self) -> None:
        """Show the history of the person in the address."""
        await self._open("person_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_deal(self) -> None:
        """Show the history of the deal in the address."""
        await self._open("deal_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_lead(self) -> None:
        """Show the history of the lead in the address."""
        await self._open("lead_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_contract(self) -> None:
        """Show the history of the contract in the address."""
        await self._open("contract_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_service(self) -> None:
        """Show the history of the service in the address."""
        await self._open("service_id", record_key(self.router.url.path))

    @rx.event
    @requires(Permission.VIEW)
    async def of_project(self) -> None:
        """Show the history of the project in the address."""
        await self._open("project_id", record_key(self.router.url.path))

    async def _open(self, subject: str, record_id: int) -> None:
        tabs.watch(self, ("history_entry",), TimelineState.reload)
        if (subject, record_id) != (self._subject, self._record_id):
            self._subject, self._record_id, self._shown = subject, record_id, STEP
            self.kinds, self.type_id, self.text, self.errors = [], "", "", {}
            self.edited, self.revised = Edited(), 0
            self.composer += 1
            self.draft = f"history-{subject}-{record_id}-{self._actor.user_id}"
            self.offer = await self._ask(composer.offered, subject, record_id) if record_id else Offer()
            self.about = f"{subject.removesuffix('_id')}-{record_id}"
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def reload(self) -> None:
        """Fetch the entries again: somebody wrote something."""
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def toggle_kind(self, kind: str) -> None:
        """Show entries of one more kind, or no longer; with none chosen all are shown."""
        self.kinds = [k for k in self.kinds if k != kind] if kind in self.kinds else [*self.kinds, kind]
        self._shown = STEP
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def show_all(self) -> None:
        """Take the filters by kind and type away."""
        self.kinds, self.type_id, self._shown = [], "", STEP
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def choose_type(self, type_id: str) -> None:
        """Show entries of one type, or of all."""
        self.type_id, self._shown = type_id if type_id.isdecimal() else "", STEP
        await self._refresh()

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search(self, text: str) -> None:
        """Look for a text in the entries."""
        self.text, self._shown = text.strip()[:200], STEP
        await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def more(self) -> None:
        """Show older entries."""
        self._shown += STEP
        await self._refresh()

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def write(self, form: dict[str, Any]) -> AsyncIterator[EventSpec]:
        """Write down what happened; what was typed stays until it is saved."""
        try:
            await self._do(composer.write, form, self._subject, self._record_id)
        except InvalidError as error:
            self.errors = field_errors(composer.named(error))
            return
        yield rx.call_script(f"localStorage.removeItem('sambruk-draft-{self.draft}')")
        self.errors = {}
        self.composer += 1
        self.offer = await self._ask(composer.offered, self._subject, self._record_id)
        await self._refresh()
        yield messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def edit(self, entry_id: int) -> None:
        """Open an entry for editing, or none."""
        row = next((row for row in self.entries if row.id == entry_id), None)
        self.edited = await self._ask(history_editor.begin, row, self.offer) if row else Edited()
        self.edit_errors, self.theirs = {}, ""

    @rx.event
    @requires(Permission.EDIT_RECORDS)
    async def save_edit(self, form: dict[str, Any]) -> None:
        """Save what was edited; if a colleague edited it meanwhile, show theirs and ask."""
        try:
            await self._do(history_editor.save, self.edited, form)
        except InvalidError as error:
            self.edit_errors = field_errors(composer.named(error))
        except StaleError as error:
            self.theirs = str(error.current.get("text", ""))
            self.edited = replace(self.edited, version=int(error.current.get("version", self.edited.version)))
        else:
            self.edited, self.theirs, self.edit_errors, self.revised = Edited(), "", {}, 0
            self.offer = await self._ask(composer.offered, self._subject, self._record_id)
            await self._refresh()

    @rx.event
    @requires(Permission.VIEW)
    async def show_revisions(self, entry_id: int) -> None:
        """Show what an entry said before it was edited, or no longer."""
        if self.revised == entry_id or all(row.id != entry_id for row in self.entries):
            self.revised, self.revisions = 0, []
            return
        self.revisions = await self._ask(history.revisions, entry_id)
        self.revised = entry_id

    async def _refresh(self) -> None:
        if not self._subject:
            return
        known = {kind.value for kind in HistoryKind}
        kinds = tuple(HistoryKind(kind) for kind in self.kinds if kind in known)
        types = (int(self.type_id),) if self.type_id else ()
        wanted = replace(HistoryFilter(kind=kinds, type_id=types, text=self.text), **{self._subject: self._record_id})
        entries: list[HistoryRow] = []
        cursor: str | None = None
        while len(entries) < self._shown:
            paging = Paging(limit=min(MOST_AT_ONCE, self._shown - len(entries)), cursor=cursor)
            page = await self._ask(history.search, wanted, paging=paging)
            entries += page.items
            self.total, cursor = page.total, page.next_cursor
            if cursor is None:
                break
        self.entries, self.has_more, self.is_loaded = entries, cursor is not None, True
        whose = replace(HistoryFilter(), **{self._subject: self._record_id})
        found = await self._ask(history.last_contact, whose)
        self.last_contact = Contact(*found) if found else Contact()
