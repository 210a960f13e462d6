"""The form for a to-do, new or known: what was typed stays until it is saved."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from sambruk_crm.errors import InvalidError, NotFoundError, StaleError, say
from sambruk_crm.models import Todo
from sambruk_crm.services import organisations, persons, todos
from sambruk_crm.services.permissions import Permission
from sambruk_crm.services.values.validation import LARGEST_KEY
from sambruk_crm.state import messages
from sambruk_crm.state.base import AppState, field_errors, translated
from sambruk_crm.state.gate import requires
from sambruk_crm.state.lists.listing import Choice
from sambruk_crm.state.todos import drafts as todo_drafts
from sambruk_crm.state.todos.drafts import FIELDS, SUBJECTS, Conflict, OfferedDay, TodoDraft

DRAFT = "sambruk-todo-draft"
"""Where todo_draft.js keeps what is being typed, in the tab's session storage."""
KEPT = f"document.querySelector('form.todo-form[data-kept]') ? null : sessionStorage.getItem('{DRAFT}')"
"""Gives it, unless the form in which it was typed is still there."""


class TodoFormState(AppState, rx.State):
    """The dialog for a to-do in one browser tab."""

    is_open: bool = False
    draft: TodoDraft = TodoDraft()
    opened: int = 0
    """Counts up with every opening, so that the fields begin with the draft."""
    errors: dict[str, str] = {}
    conflicts: list[Conflict] = []
    organisations: list[Choice] = []
    persons: list[Choice] = []
    types: list[Choice] = []
    assignees: list[Choice] = []
    days: list[OfferedDay] = []
    usual_days: dict[str, str] = {}
    """The offered day that a type usually has, by the type's key."""
    _base: dict[str, Any] = {}
    _was: TodoDraft = TodoDraft()

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> EventSpec | None:
        """Open the form where the address asks for it, or where it was open when page or server went away."""
        if not self._actor.may(Permission.EDIT_TODOS):
            return None
        query = self.router.url.query_parameters
        wanted = str(query.get("todo", ""))
        if not self.is_open and wanted.isdecimal() and int(wanted) <= LARGEST_KEY:
            draft, base = await self._ask(todo_drafts.known, int(wanted))
            await self._open(draft, base, draft)
            return None
        if self.is_open or "new" not in query:
            return rx.call_script(KEPT, callback=TodoFormState.restore)
        keys = {name: str(query.get(name, "")) for name in SUBJECTS}
        known = {name: int(key) for name, key in keys.items() if key.isdecimal()}
        await self._begin(await self._ask(todo_drafts.about, known))
        return None

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def restore(self, text: str | None) -> None:
        """Show again what was being typed, and what colleagues changed since."""
        draft = todo_drafts.kept(text, self._actor.user_id)
        if draft is None:
            return
        if not draft.id:
            await self._open(draft, {}, TodoDraft())
            return
        try:
            now, base = await self._ask(todo_drafts.known, draft.id)
        except NotFoundError:
            await self._open(replace(draft, id=0, version=0), {}, TodoDraft())
            return
        await self._open(draft, base, now)
        if now.version != draft.version:
            self.conflicts = todo_drafts.conflicts(now, todo_drafts.differing(draft, now))

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def begin(self) -> None:
        """Open an empty form."""
        await self._begin(TodoDraft())

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def plan(self, noun: str, record_id: int) -> None:
        """Open the form for a to-do about a record."""
        if noun in SUBJECTS and 0 < record_id <= LARGEST_KEY:
            await self._begin(await self._ask(todo_drafts.about, {noun: record_id}))

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def follow_up(self, todo_id: int) -> None:
        """Open the form for what comes next about the same."""
        known, _ = await self._ask(todo_drafts.known, todo_id)
        about = TodoDraft(scope=known.scope, **{noun: getattr(known, noun) for noun in SUBJECTS})
        await self._begin(about)

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def edit(self, todo_id: int) -> None:
        """Open the form for a known to-do."""
        draft, base = await self._ask(todo_drafts.known, todo_id)
        await self._open(draft, base, draft)

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def show(self, is_open: bool) -> EventSpec:
        """Leave the form."""
        self.is_open = is_open
        return rx.remove_session_storage(DRAFT)

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_organisations(self, text: str) -> None:
        """Propose organisations."""
        found = await self._ask(organisations.suggest, text)
        self.organisations = [Choice(str(key), name) for key, name in found]

    @rx.event(supersedes=True)
    @requires(Permission.VIEW)
    async def search_persons(self, text: str) -> None:
        """Propose persons."""
        self.persons = [Choice(str(key), name) for key, name in await self._ask(persons.suggest, text)]

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Save what was typed; an edit sends only what was changed, so that two people's edits merge."""
        if not self.is_open:
            return
        typed = {name: str(value) for name, value in form.items() if value is not None}
        try:
            values = await self._ask(todo_drafts.read, typed, self._was)
            todo = await self._do(todo_drafts.save, self.draft.id, values, todo_drafts.new_type(typed), self._base)
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        except StaleError as error:
            await self._ask_again(error)
            return
        self.is_open, self.errors, self.conflicts = False, {}, []
        yield rx.remove_session_storage(DRAFT)
        yield messages.done(await self._saved(todo))

    async def _saved(self, todo: Todo) -> str:
        if todo.assignee_id == self._actor.user_id:
            return translated(say("Saved."))
        row = await self._ask(todos.lists.row, todo)
        return translated(say("Saved. It is in the inbox of {name}.", name=row.assignee))

    async def _ask_again(self, error: StaleError) -> None:
        """Show what colleagues wrote; saving once more from here replaces it knowingly."""
        now, base = await self._ask(todo_drafts.known, self.draft.id)
        fields = [name for name in FIELDS if name in error.current]
        self.conflicts = todo_drafts.conflicts(now, fields)
        self._base = {**self._base, **{name: base[name] for name in fields}}
        self.errors = {}

    async def _begin(self, draft: TodoDraft) -> None:
        await self._open(replace(draft, assignee_id=str(self._actor.user_id)), {}, TodoDraft())

    async def _open(self, draft: TodoDraft, base: dict[str, Any], was: TodoDraft) -> None:
        self.types, self.assignees = await self._ask(todo_drafts.offered, draft)
        self.days, self.usual_days = await self._ask(todo_drafts.days)
        self.draft, self._base, self._was = draft, base, was
        self.errors, self.conflicts = {}, []
        self.opened += 1
        self.is_open = True
