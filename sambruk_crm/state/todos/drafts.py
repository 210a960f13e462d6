"""What the to-do form shows when it opens, and how what was typed is read and saved."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Offered, RepeatsFrom, Todo, TodoScope, TodoType
from sambruk_crm.services import (
    clock,
    contracts,
    deals,
    leads,
    organisations,
    persons,
    projects,
    services,
    todos,
    users,
    vocabularies,
)
from sambruk_crm.services.audit import plain
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import RECORDS, TodoInput, TodoRow
from sambruk_crm.services.values.validation import parse
from sambruk_crm.state.base import translated
from sambruk_crm.state.lists.listing import Choice

NEW_TYPE = "new"
REPEATING = ("repeats", "repeats_from", "repeats_until")
SUBJECTS = ("organisation", "person", *RECORDS)
"""What an address can name to begin a to-do for: customers, and the records that it is about."""
FIELDS = (
    "scope", *(f"{noun}_id" for noun in SUBJECTS), "type_id", "note", "assignee_id", "remind_at", *REPEATING,
)  # fmt: skip
NOBODY = Choice("", "")


@dataclass(frozen=True)
class TodoDraft:
    """What the form shows when it opens. Day and time are the association's."""

    id: int = 0
    version: int = 0
    scope: str = TodoScope.PRIVATE.value
    organisation: Choice = NOBODY
    person: Choice = NOBODY
    deal: Choice = NOBODY
    lead: Choice = NOBODY
    contract: Choice = NOBODY
    service: Choice = NOBODY
    project: Choice = NOBODY
    type_id: str = ""
    type: str = ""
    new_type: str = ""
    note: str = ""
    assignee_id: str = ""
    assignee: str = ""
    remind_on: str = ""
    remind_time: str = ""
    repeats: str = ""
    repeats_from: str = RepeatsFrom.CLOSING.value
    repeats_until: str = ""


@dataclass(frozen=True)
class OfferedDay:
    """A day that is chosen with one press. Day and time are the association's."""

    name: str
    day: str
    time: str


@dataclass(frozen=True)
class Conflict:
    """A field that a colleague changed meanwhile, and what it holds now."""

    field: str
    value: str


def about(session: Session, actor: Actor, keys: dict[str, int]) -> TodoDraft:
    """Begin a to-do for what an address names; a record brings its customer along, where none is named."""
    records = {noun: keys[noun] for noun in RECORDS if noun in keys}
    called: dict[str, Any] = {noun: named(session, actor, noun, key) for noun, key in records.items()}
    draft = TodoDraft(**called)
    if records and not {"organisation", "person"} & keys.keys():
        fields = todos.follow_ups.fields_of(session, {f"{noun}_id": key for noun, key in records.items()})
        keys = {name: fields[f"{name}_id"] for name in ("organisation", "person") if f"{name}_id" in fields}
    if "person" in keys:
        person = persons.get(session, actor, keys["person"])
        return replace(draft, scope=TodoScope.PERSON.value, person=Choice(str(person.id), person.name))
    if "organisation" in keys:
        body = organisations.get(session, actor, keys["organisation"])
        return replace(draft, scope=TodoScope.ORGANISATION.value, organisation=Choice(str(body.id), body.name))
    return draft


def named(session: Session, actor: Actor, noun: str, key: int) -> Choice:
    """Return what an address names, as it is called.

    Raises:
        NotFoundError: it is not there, or in the trash.
    """
    getters: dict[str, Any] = {
        "organisation": organisations.get,
        "person": persons.get,
        "deal": deals.get,
        "lead": leads.get,
        "contract": contracts.get,
        "service": services.get,
        "project": projects.get,
    }
    record = getters[noun](session, actor, key)
    return Choice(str(key), todos.rows.names(session, noun, [key])[key] if noun in RECORDS else record.name)


def known(session: Session, actor: Actor, todo_id: int) -> tuple[TodoDraft, dict[str, Any]]:
    """Show a to-do as it is, and give its values to compare with what will be typed."""
    todo = todos.get(session, actor, todo_id)
    row = todos.lists.row(session, actor, todo)
    customer = Choice(str(row.customer_id), row.customer) if row.customer_id else NOBODY
    local = todo.remind_at.astimezone(clock.zone(session)) if todo.remind_at else None
    about: dict[str, Any] = {noun: _record(row, noun) for noun in RECORDS}
    draft = TodoDraft(
        id=row.id,
        version=row.version,
        scope=row.scope,
        organisation=customer if todo.scope is TodoScope.ORGANISATION else NOBODY,
        person=customer if todo.scope is TodoScope.PERSON else NOBODY,
        **about,
        type_id=str(row.type_id or ""),
        type=row.type,
        note=row.note,
        assignee_id=str(row.assignee_id),
        assignee=row.assignee,
        remind_on=f"{local:%Y-%m-%d}" if local else "",
        remind_time=f"{local:%H:%M}" if local else "",
        repeats=row.repeats,
        repeats_from=todo.repeats_from,
        repeats_until=todo.repeats_until.isoformat() if todo.repeats_until else "",
    )
    return draft, {name: getattr(todo, name) for name in FIELDS}


def _record(row: TodoRow, noun: str) -> Choice:
    key = getattr(row, f"{noun}_id")
    return Choice(str(key), getattr(row, noun)) if key else NOBODY


def offered(session: Session, actor: Actor, draft: TodoDraft) -> tuple[list[Choice], list[Choice]]:
    """Return the types and the colleagues to choose from, me first; what the to-do has already is among them."""
    kinds = vocabularies.entries(session, actor, TodoType, archived=True)
    types = [
        Choice(str(kind.id), vocabularies.shown(kind, actor.locale))
        for kind in kinds
        if kind.archived_at is None or str(kind.id) == draft.type_id
    ]
    me = Choice(str(actor.user_id), translated(say("{name} (me)", name=actor.name)))
    people = [Choice(str(user.id), user.name) for user in users.search(session, actor) if user.id != actor.user_id]
    if draft.id and draft.assignee_id not in {each.value for each in (me, *people)}:
        row = todos.lists.row(session, actor, todos.get(session, actor, draft.id))
        people.append(Choice(str(row.assignee_id), row.assignee))
    return types, [me, *people]


def days(session: Session, actor: Actor) -> tuple[list[OfferedDay], dict[str, str]]:
    """Return the days that are offered, and which of them each type of to-do usually has, by the type's key."""
    zone, today = clock.zone(session), clock.today(session)
    found = [OfferedDay(each.value, *todos.offers.local(each, zone, today)) for each in Offered]
    return found, usual_days(session, actor)


def usual_days(session: Session, actor: Actor) -> dict[str, str]:
    """Return the offered day that each type of to-do usually has, by the type's key."""
    kinds = vocabularies.entries(session, actor, TodoType)
    return {str(kind.id): kind.usual_day.value for kind in kinds if kind.usual_day is not None}


def read(session: Session, _actor: Actor, typed: dict[str, str], was: TodoDraft) -> TodoInput:
    """Read the form; the reminder is left out where it is as it was, so that its seconds stay.

    Raises:
        InvalidError: with a message for each field that cannot be read.
    """
    scope = typed.get("scope", was.scope)
    values: dict[str, Any] = {
        "scope": scope,
        "organisation_id": typed.get("organisation_id", "") if scope == TodoScope.ORGANISATION else None,
        "person_id": typed.get("person_id", "") if scope == TodoScope.PERSON else None,
        **{f"{noun}_id": typed.get(f"{noun}_id", "") for noun in RECORDS},
        "type_id": "" if typed.get("type_id") == NEW_TYPE else typed.get("type_id", ""),
        "note": typed.get("note", ""),
        "assignee_id": typed.get("assignee_id", ""),
        **{name: typed.get(name, "") for name in REPEATING},
    }
    values["repeats_from"] = values["repeats_from"] or RepeatsFrom.CLOSING
    if not values["repeats"]:
        values["repeats_until"] = ""
    on, at = typed.get("remind_on", ""), typed.get("remind_time", "")
    wrong: dict[str, Any] = {}
    try:
        if not was.id or (on, at) != (was.remind_on, was.remind_time):
            values["remind_at"] = todos.repeats.read(on, at, clock.zone(session), clock.today(session))
    except InvalidError as error:
        wrong = error.fields
    try:
        wanted = parse(TodoInput, values)
    except InvalidError as error:
        raise InvalidError({**error.fields, **wrong}) from None
    if typed.get("type_id") == NEW_TYPE and not new_type(typed):
        wrong["new_type"] = say("Give it a name.")
    if wrong:
        raise InvalidError(wrong)
    return wanted


def new_type(typed: dict[str, str]) -> str:
    """Return the name of the type that is to be made, or nothing."""
    return typed.get("new_type", "").strip() if typed.get("type_id") == NEW_TYPE else ""


def save(session: Any, actor: Actor, todo_id: int, wanted: TodoInput, type_name: str, base: dict[str, Any]) -> Todo:
    """Make the to-do, or change what differs from `base`; a new type is made with it, or neither.

    Raises:
        StaleError: a colleague changed the same field since.
    """
    values = wanted.sent()
    if type_name:
        values["type_id"] = _make_type(session, actor, type_name)
    if not todo_id:
        return todos.create(session, actor, values)
    changed = {name: value for name, value in values.items() if plain(value) != plain(base.get(name))}
    return todos.update(session, actor, todo_id, changed, base={name: base.get(name) for name in changed})


def _make_type(session: Session, actor: Actor, name: str) -> int:
    try:
        return vocabularies.create(session, actor, TodoType, {"name": name}).key
    except InvalidError as error:
        raise InvalidError({"new_type": error.fields["name"]}) from None


def differing(draft: TodoDraft, other: TodoDraft) -> list[str]:
    """List the fields in which two drafts differ."""
    ours, theirs = _values(draft), _values(other)
    return [name for name in FIELDS if ours[name] != theirs[name]]


def conflicts(now: TodoDraft, fields: list[str]) -> list[Conflict]:
    """Show what is stored in these fields, as people read it."""
    words = {
        **_values(now),
        **{f"{noun}_id": getattr(now, noun).label for noun in SUBJECTS},
        "type_id": now.type,
        "assignee_id": now.assignee,
    }
    return [Conflict(name, words[name]) for name in fields]


def kept(text: str | None, user_id: int) -> TodoDraft | None:
    """Read what the browser kept of a form of this user's; None for nothing, and for what is no such form."""
    try:
        values = json.loads(text or "")
    except ValueError:
        return None
    if not isinstance(values, dict) or values.get("author") != str(user_id):
        return None
    typed = {str(name): value for name, value in values.items() if isinstance(value, str)}

    def number(name: str) -> int:
        return int(typed[name]) if typed.get(name, "").isdecimal() else 0

    def choice(name: str) -> Choice:
        return Choice(typed.get(name, ""), typed.get(f"{name}_text", ""))

    plain_fields = ("scope", "type_id", "note", "assignee_id", "remind_on", "remind_time", "new_type", *REPEATING)
    filled: dict[str, Any] = {noun: choice(f"{noun}_id") for noun in SUBJECTS}
    filled |= {name: typed.get(name, "") for name in plain_fields}
    return TodoDraft(id=number("id"), version=number("version"), **filled)


def _values(draft: TodoDraft) -> dict[str, str]:
    return {
        "scope": draft.scope,
        **{f"{noun}_id": getattr(draft, noun).value for noun in SUBJECTS},
        "type_id": draft.type_id,
        "note": draft.note,
        "assignee_id": draft.assignee_id,
        "remind_at": f"{draft.remind_on} {draft.remind_time}".strip(),
        **{name: getattr(draft, name) for name in REPEATING},
    }
