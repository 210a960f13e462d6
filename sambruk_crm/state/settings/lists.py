"""Editing the association's lists: to-do types, history types, lost reasons, tags and phases."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from sambruk_crm.errors import CrmError, InvalidError, NotFoundError, StaleError, say, say_n
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.tags import COLORS
from sambruk_crm.state import messages, tabs
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.settings.entries import LISTS, Entries, EntryGroup, EntryRow, grouped


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile, and what it holds now."""

    field: str
    value: str


class ListEditorState(AppState, rx.State):
    """One list of the association in one browser tab. Reloading leaves what is being written alone."""

    list_name: str = ""
    is_loaded: bool = False
    groups: list[EntryGroup] = []
    announcement: str = ""

    edited: EntryRow = EntryRow()
    dialogs: ClassVar[tuple[str, ...]] = ("is_editing", "is_leaving")
    is_editing: bool = False
    errors: dict[str, str] = {}
    conflicts: list[Conflict] = []

    leaving: EntryRow = EntryRow()
    is_leaving: bool = False
    leaving_error: str = ""
    others: list[Choice] = []

    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def load(self, list_name: str) -> None:
        """Open a list by its name in the address, and follow it."""
        if list_name not in LISTS:
            raise NotFoundError
        if list_name != self.list_name:
            self.is_loaded, self.groups = False, []
        self.list_name, self.announcement = list_name, ""
        self._close_dialogs()
        tabs.watch(self, (self._entries.topic,), ListEditorState.refresh)
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def refresh(self) -> None:
        """Ask for the list again."""
        await self._show()

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def begin(self, scope: str) -> None:
        """Open the form for a new entry."""
        self._open(EntryRow(scope=scope, color=COLORS[0] if "color" in self._entries.fields else ""))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def edit(self, entry_id: int) -> None:
        """Open the form for an entry."""
        self._open(self._row(entry_id))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def close_form(self, is_open: bool) -> None:
        """Close the form without saving."""
        self.is_editing = self.is_editing and is_open

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def save(self, form: dict[str, Any]) -> Any:
        """Save what was written; what cannot be saved stays in the form, with the reason beside it."""
        try:
            await self._save(form)
        except InvalidError as error:
            self.errors, self.conflicts = field_errors(error), []
            return None
        except StaleError as error:
            self.errors, self.conflicts = {}, [self._conflict(*pair) for pair in error.current.items()]
            self._base = {**self._base, **error.current}
            return None
        self.is_editing = False
        await self._show()
        return messages.done(translated(say("Saved.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def shift(self, entry_id: int, by: int) -> Any:
        """Move an entry one place up or down, tell where it is now, and keep the focus on its button."""
        step = 1 if by > 0 else -1
        await self._do(self._entries.shift, entry_id, step)
        await self._show()
        order = [row.id for group in self.groups for row in group.rows]
        if entry_id not in order:
            return None
        name, place = self._name(self._row(entry_id)), order.index(entry_id) + 1
        self.announcement = translated(
            say("{name} is now number {place} of {count}.", name=name, place=place, count=len(order))
        )
        button = f"{'down' if step > 0 else 'up'}-{entry_id}"
        return rx.call_script(f"setTimeout(() => document.getElementById('{button}')?.focus(), 50)")

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def archive(self, entry_id: int) -> Any:
        """Take an entry out of the choices."""
        try:
            await self._do(self._entries.archive, entry_id, archived=True)
        except CrmError as error:
            self.leaving_error = translated(error.message)
            return None
        self.is_leaving = False
        await self._show()
        return messages.done(translated(say("Archived. What uses it keeps it.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def restore(self, entry_id: int) -> Any:
        """Bring an archived entry back."""
        await self._do(self._entries.archive, entry_id, archived=False)
        await self._show()
        return messages.done(translated(say("Back in the list.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def ask_removal(self, entry_id: int) -> None:
        """Ask what is to become of an entry: deleted when unused, else archived or merged into another."""
        await self._show()
        row = self._row(entry_id)
        rows = [other for group in self.groups if group.scope == row.scope for other in group.rows]
        self.leaving, self.leaving_error, self.is_leaving = row, "", True
        self.others = [
            Choice(str(other.id), self._name(other)) for other in rows if other.id != row.id and not other.is_closed
        ]

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def close_farewell(self, is_open: bool) -> None:
        """Leave the entry where it is."""
        self.is_leaving = self.is_leaving and is_open

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def delete(self) -> Any:
        """Remove the entry that was asked about, if nothing uses it."""
        try:
            await self._do(self._entries.delete, self.leaving.id)
        except CrmError as error:
            self.leaving_error = translated(error.message)
            return None
        self.is_leaving = False
        await self._show()
        return messages.done(translated(say("Deleted.")))

    @rx.event
    @requires(Permission.MANAGE_VOCABULARIES)
    async def merge(self, form: dict[str, Any]) -> Any:
        """Have another entry take over all uses of the one that was asked about."""
        other = str(form.get("other") or "")
        if not other.isdecimal():
            self.leaving_error = translated(say("Choose one from the list."))
            return None
        try:
            count = await self._do(self._entries.merge, self.leaving.id, int(other))
        except CrmError as error:
            self.leaving_error = translated(error.message)
            return None
        self.is_leaving = False
        await self._show()
        return messages.done(
            translated(say_n("Merged. One use was moved.", "Merged. {count} uses were moved.", count=count))
        )

    @property
    def _entries(self) -> Entries:
        if self.list_name not in LISTS:
            raise NotFoundError
        return LISTS[self.list_name]

    async def _show(self) -> None:
        entries = self._entries
        rows = await self._ask(entries.rows)
        self.groups, self.is_loaded = grouped(entries, rows), True

    async def _save(self, form: dict[str, Any]) -> None:
        entries = self._entries
        values = {name: str(form.get(name) or "").strip() for name in entries.fields if name in form}
        if not self.edited.id:
            scope = {"scope": self.edited.scope} if self.edited.scope else {}
            await self._do(entries.create, values | scope)
            return
        changed = {name: value for name, value in values.items() if value != _written(self._base[name])}
        if changed:
            await self._do(entries.update, self.edited.id, changed, self._base)

    def _open(self, row: EntryRow) -> None:
        self.edited, self.is_editing = row, True
        self.errors, self.conflicts = {}, []
        self._base = {name: getattr(row, name) for name in self._entries.fields}

    def _row(self, entry_id: int) -> EntryRow:
        rows = (row for group in self.groups for row in (*group.rows, *group.archived))
        found = next((row for row in rows if row.id == entry_id), None)
        if found is None:
            raise NotFoundError
        return found

    def _conflict(self, field: str, value: Any) -> Conflict:
        shown = translated(self.edited.default_name) if field == "name" and not value else _written(value)
        return Conflict(field, shown)

    def _name(self, row: EntryRow) -> str:
        own = getattr(row, f"name_{self._actor.locale.value}", "")
        return own or row.name or translated(row.default_name)


def _written(value: Any) -> str:
    return "" if value is None else str(value)
