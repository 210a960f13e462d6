"""The form for a to-do, new or known: what was typed stays until it is saved."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx
from sqlmodel import Session

from sambruk_crm.errors import InvalidError, StaleError, say
from sambruk_crm.models import Todo, TodoScope, TodoType
from sambruk_crm.services import clock, deals, organisations, persons, reminders, todos, users, vocabularies
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.todos import TodoInput, TodoRow
from sambruk_crm.services.validation import parse
from sambruk_crm.state.base import AppState, field_errors, said
from sambruk_crm.state.gate import requires
from sambruk_crm.state.listing import Choice

NEW_TYPE = "new"
FIELDS = ("scope", "organisation_id", "person_id", "deal_id", "type_id", "note", "assignee_id", "remind_at")
NOBODY = Choice("", "")


@dataclass(frozen=True)
class TodoDraft:
    """What the form shows when it opens. Day and time are the association's."""

    id: int = 0
    scope: str = TodoScope.PRIVATE.value
    organisation: Choice = NOBODY
    person: Choice = NOBODY
    deal: Choice = NOBODY
    type_id: str = ""
    note: str = ""
    assignee_id: str = ""
    remind_on: str = ""
    remind_time: str = ""


@dataclass(frozen=True)
class Conflict:
    """A field that a colleague changed meanwhile, and what it holds now; a moment is an ISO string."""

    field: str
    value: str


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
    _base: dict[str, Any] = {}

    @rx.event
    @requires(Permission.VIEW)
    async def load(self) -> None:
        """Open the form where the address asks for it, as a link from a customer does."""
        query = self.router.url.query_parameters
        if "new" not in query or self.is_open or not self._actor.may(Permission.EDIT_TODOS):
            return
        keys = {name: str(query.get(name, "")) for name in ("organisation", "person", "deal")}
        known = {name: int(key) for name, key in keys.items() if key.isdecimal()}
        await self._begin(await self._ask(_about, known))

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def begin(self) -> None:
        """Open an empty form."""
        await self._begin(TodoDraft())

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def follow_up(self, todo_id: int) -> None:
        """Open the form for what comes next with the same customer and deal."""
        draft, _ = await self._ask(_draft, todo_id)
        await self._begin(replace(draft, id=0, type_id="", note="", remind_on="", remind_time=""))

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def edit(self, todo_id: int) -> None:
        """Open the form for a known to-do."""
        draft, self._base = await self._ask(_draft, todo_id)
        await self._open(draft)

    @rx.event
    @requires(Permission.EDIT_TODOS)
    async def show(self, is_open: bool) -> None:
        """Leave the form."""
        self.is_open = is_open

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
        typed = {name: str(value) for name, value in form.items() if value is not None}
        try:
            values = await self._ask(_read, typed, self.draft)
            todo = await self._do(_save, self.draft.id, values, _new_type(typed), self._base)
        except InvalidError as error:
            self.errors = field_errors(error)
            return
        except StaleError as error:
            await self._ask_again(error)
            return
        self.is_open, self.errors, self.conflicts = False, {}, []
        yield rx.toast.success(await self._saved(todo))

    async def _saved(self, todo: Todo) -> str:
        if todo.assignee_id == self._actor.user_id:
            return said(say("Saved."))
        row = await self._ask(todos.row, todo)
        return said(say("Saved. It is in the inbox of {name}.", name=row.assignee))

    async def _ask_again(self, error: StaleError) -> None:
        """Show what colleagues wrote; saving once more from here replaces it knowingly."""
        now = await self._ask(_current, self.draft.id)
        fields = [name for name in FIELDS if name in error.current]
        self.conflicts = [Conflict(name, _shown(now, name)) for name in fields]
        self._base = {**self._base, **{name: error.current[name] for name in fields}}
        self.errors = {}

    async def _begin(self, draft: TodoDraft) -> None:
        self._base = {}
        await self._open(replace(draft, assignee_id=str(self._actor.user_id)))

    async def _open(self, draft: TodoDraft) -> None:
        self.types, self.assignees = await self._ask(_offered, draft)
        self.draft, self.errors, self.conflicts = draft, {}, []
        self.opened += 1
        self.is_open = True


def _about(session: Session, actor: Actor, keys: dict[str, int]) -> TodoDraft:
    """Begin a to-do for the record that an address names."""
    draft = TodoDraft()
    if "deal" in keys:
        deal = deals.get(session, actor, keys["deal"])
        draft = replace(draft, deal=Choice(str(deal.id), deal.title))
        keys = {**({"organisation": deal.organisation_id} if deal.organisation_id else {}), **keys}
    if "person" in keys:
        person = persons.get(session, actor, keys["person"])
        return replace(draft, scope=TodoScope.PERSON.value, person=Choice(str(person.id), person.name))
    if "organisation" in keys:
        body = organisations.get(session, actor, keys["organisation"])
        return replace(draft, scope=TodoScope.ORGANISATION.value, organisation=Choice(str(body.id), body.name))
    return draft


def _draft(session: Session, actor: Actor, todo_id: int) -> tuple[TodoDraft, dict[str, Any]]:
    todo = todos.get(session, actor, todo_id)
    row = todos.row(session, actor, todo)
    customer = Choice(str(row.customer_id), row.customer) if row.customer_id else NOBODY
    local = todo.remind_at.astimezone(clock.zone(session)) if todo.remind_at else None
    draft = TodoDraft(
        id=row.id,
        scope=row.scope,
        organisation=customer if todo.scope is TodoScope.ORGANISATION else NOBODY,
        person=customer if todo.scope is TodoScope.PERSON else NOBODY,
        deal=Choice(str(row.deal_id), row.deal) if row.deal_id else NOBODY,
        type_id=str(row.type_id or ""),
        note=row.note,
        assignee_id=str(row.assignee_id),
        remind_on=f"{local:%Y-%m-%d}" if local else "",
        remind_time=f"{local:%H:%M}" if local else "",
    )
    return draft, {name: getattr(todo, name) for name in FIELDS}


def _offered(session: Session, actor: Actor, draft: TodoDraft) -> tuple[list[Choice], list[Choice]]:
    """Give the types and the colleagues to choose from, me first; what the to-do has already is among them."""
    kinds = vocabularies.entries(session, actor, TodoType, archived=True)
    types = [
        Choice(str(kind.id), vocabularies.shown(kind, actor.locale))
        for kind in kinds
        if kind.archived_at is None or str(kind.id) == draft.type_id
    ]
    me = Choice(str(actor.user_id), said(say("{name} (me)", name=actor.name)))
    people = [Choice(str(user.id), user.name) for user in users.search(session, actor) if user.id != actor.user_id]
    if draft.id and draft.assignee_id not in {each.value for each in (me, *people)}:
        row = todos.row(session, actor, todos.get(session, actor, draft.id))
        people.append(Choice(str(row.assignee_id), row.assignee))
    return types, [me, *people]


def _read(session: Session, _actor: Actor, typed: dict[str, str], draft: TodoDraft) -> TodoInput:
    """Read the form; the reminder is left out where nobody touched it, so that its seconds stay."""
    scope = typed.get("scope", draft.scope)
    values: dict[str, Any] = {
        "scope": scope,
        "organisation_id": typed.get("organisation_id", "") if scope == TodoScope.ORGANISATION else None,
        "person_id": typed.get("person_id", "") if scope == TodoScope.PERSON else None,
        "deal_id": typed.get("deal_id", ""),
        "type_id": "" if typed.get("type_id") == NEW_TYPE else typed.get("type_id", ""),
        "note": typed.get("note", ""),
        "assignee_id": typed.get("assignee_id", ""),
    }
    on, at = typed.get("remind_on", ""), typed.get("remind_time", "")
    wrong: dict[str, Any] = {}
    try:
        if not draft.id or (on, at) != (draft.remind_on, draft.remind_time):
            values["remind_at"] = reminders.read(on, at, clock.zone(session), clock.today(session))
    except InvalidError as error:
        wrong = error.fields
    try:
        wanted = parse(TodoInput, values)
    except InvalidError as error:
        raise InvalidError({**error.fields, **wrong}) from None
    if typed.get("type_id") == NEW_TYPE and not _new_type(typed):
        wrong["new_type"] = say("Give it a name.")
    if wrong:
        raise InvalidError(wrong)
    return wanted


def _new_type(typed: dict[str, str]) -> str:
    return typed.get("new_type", "").strip() if typed.get("type_id") == NEW_TYPE else ""


def _save(session: Any, actor: Actor, todo_id: int, wanted: TodoInput, new_type: str, base: dict[str, Any]) -> Todo:
    values = wanted.sent()
    if new_type:
        values["type_id"] = _make_type(session, actor, new_type)
    if not todo_id:
        return todos.create(session, actor, values)
    changed = {name: value for name, value in values.items() if plain(value) != plain(base.get(name))}
    return todos.update(session, actor, todo_id, changed, base={name: base.get(name) for name in changed})


def _make_type(session: Session, actor: Actor, name: str) -> int:
    try:
        return vocabularies.create(session, actor, TodoType, {"name": name}).key
    except InvalidError as error:
        raise InvalidError({"new_type": error.fields["name"]}) from None


def _current(session: Session, actor: Actor, todo_id: int) -> TodoRow:
    return todos.row(session, actor, todos.get(session, actor, todo_id))


def _shown(row: TodoRow, field: str) -> str:
    shown = {
        "scope": row.scope,
        "organisation_id": row.customer,
        "person_id": row.customer,
        "deal_id": row.deal,
        "type_id": row.type,
        "note": row.note,
        "assignee_id": row.assignee,
        "remind_at": row.remind_at or "",
    }
    return shown[field]
