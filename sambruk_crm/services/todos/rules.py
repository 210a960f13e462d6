"""To-dos: what is to be done, by whom and when; made, changed, put off, closed."""

from datetime import datetime
from typing import Annotated, Any

from sqlmodel import Session

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    HistoryKind,
    RepeatsFrom,
    Repetition,
    Todo,
    TodoScope,
    TodoType,
    User,
    utc_now,
)
from sambruk_crm.services import clock, history, vocabularies
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import offers, repeats, series
from sambruk_crm.services.todos.repeats import Postponement
from sambruk_crm.services.values.validation import Blank, Day, Input, Key, Moment, Text, check_version, merge, parse


class TodoInput(Input):
    """What can be written of a to-do. Only the customer a scope names is a must; the writer is the usual assignee."""

    scope: TodoScope = TodoScope.PRIVATE
    organisation_id: Key = None
    person_id: Key = None
    deal_id: Key = None
    lead_id: Key = None
    contract_id: Key = None
    service_id: Key = None
    project_id: Key = None
    type_id: Key = None
    note: Text = ""
    assignee_id: Key = None
    remind_at: Moment = None
    repeats: Annotated[Repetition | None, Blank] = None
    repeats_from: RepeatsFrom = RepeatsFrom.CLOSING
    repeats_until: Day = None


def get(session: Session, actor: Actor, todo_id: int, *, for_update: bool = False) -> Todo:
    """Return a to-do that the actor may see; a private one is its assignee's and its author's alone."""
    require(actor, Permission.VIEW)
    found = session.get(Todo, todo_id, with_for_update=HELD if for_update else None)
    if found is None or not _may_see(actor, found):
        raise NotFoundError(say("This to-do does not exist."))
    return found


def create(session: Session, actor: Actor, values: dict[str, Any] | TodoInput) -> Todo:
    """Add a to-do. Where no reminder is sent it has the usual day of its type.

    Raises:
        InvalidError: something cannot be written so, or nothing says what is to be done.
    """
    require(actor, Permission.EDIT_TODOS)
    wanted = parse(TodoInput, values)
    todo = Todo(assignee_id=actor.user_id, author_id=actor.user_id)
    if "remind_at" not in wanted.sent():
        todo.remind_at = _usual_reminder(session, wanted.type_id)
    _write(session, todo, wanted, None)
    _check_said(todo)
    session.add(todo)
    session.flush()
    series.watch(session, todo)
    return todo


def update(
    session: Session,
    actor: Actor,
    todo_id: int,
    values: dict[str, Any] | TodoInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Todo:
    """Change what was sent and nothing else; `version` and `base` as for organisations."""
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    check_version(todo, version, todo.model_dump(mode="json"))
    wanted = parse(TodoInput, values)
    _write(session, todo, wanted, base)
    if {"note", "type_id"} & wanted.sent().keys():
        _check_said(todo)
    session.flush()
    series.watch(session, todo)
    return todo


def close(session: Session, actor: Actor, todo_id: int, *, version: int | None = None, result: str = "") -> Todo:
    """Tick a to-do off; it becomes history of all that it is about, and the next of its series is made.

    Closing twice changes nothing.
    """
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    if todo.closed_at is not None:
        return todo
    check_version(todo, version, todo.model_dump(mode="json"))
    todo.closed_at, todo.closed_by_id = utc_now(), actor.user_id
    session.flush()
    if any(_about(todo).values()):
        kind = session.get(TodoType, todo.type_id) if todo.type_id else None
        history.record(
            session,
            actor,
            kind=HistoryKind.TODO,
            text=": ".join(part for part in (vocabularies.shown(kind, actor.locale), todo.note) if part),
            result=result,
            todo_id=todo.id,
            **_about(todo),
        )
    series.follow(session, todo)
    return todo


def reopen(session: Session, actor: Actor, todo_id: int) -> Todo:
    """Put a closed to-do back in the inbox: it is not done after all.

    Its history entry goes, and so does the next of its series unless somebody has touched it.
    """
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    series.take_back(session, todo, todo.closed_at)
    todo.closed_at, todo.closed_by_id = None, None
    history.take_back(session, todo_id)
    series.watch(session, todo)
    return todo


def postpone(session: Session, actor: Actor, todo_id: int, to: Postponement | datetime | None) -> Todo:
    """Put a to-do off: to a moment, or to a later day at the same time on the association's clock.

    A series by date goes on as before: only this one is moved.
    """
    require(actor, Permission.EDIT_TODOS)
    todo = get(session, actor, todo_id, for_update=True)
    if isinstance(to, Postponement):
        to = repeats.moved(todo.remind_at, to, clock.zone(session), clock.today(session))
    todo.remind_at = to
    session.flush()
    series.watch(session, todo)
    return todo


def _about(todo: Todo) -> dict[str, int | None]:
    """Return the keys of the records that a to-do is about."""
    return {f"{noun}_id": getattr(todo, f"{noun}_id") for noun in history.SUBJECTS}


def _check_said(todo: Todo) -> None:
    """Refuse a to-do with nothing in it: whom it is for does not say what is to be done."""
    if not (todo.note or todo.type_id):
        raise InvalidError({"note": say("Write what is to be done, or choose a type.")})


def _usual_reminder(session: Session, type_id: int | None) -> datetime | None:
    kind = session.get(TodoType, type_id) if type_id else None
    if kind is None or kind.usual_day is None:
        return None
    return offers.moment(kind.usual_day, clock.zone(session), clock.today(session))


def _may_see(actor: Actor, todo: Todo) -> bool:
    return todo.scope is not TodoScope.PRIVATE or actor.user_id in (todo.assignee_id, todo.author_id)


def _with_scope(values: dict[str, Any]) -> dict[str, Any]:
    """Let the customer that is named decide the scope; refuse one that the scope leaves out."""
    customers = {TodoScope.ORGANISATION: "organisation_id", TodoScope.PERSON: "person_id"}
    named = [scope for scope, field in customers.items() if values.get(field) is not None]
    if len(named) > 1:
        raise InvalidError({"person_id": say("A to-do concerns an organisation or a person, not both.")})
    if named and values.setdefault("scope", named[0]) is not named[0]:
        raise InvalidError({customers[named[0]]: say("This does not go with what the to-do concerns.")})
    return values


def _write(session: Session, todo: Todo, wanted: TodoInput, base: dict[str, Any] | None) -> None:
    values = _with_scope(wanted.sent())
    if values.get("assignee_id", 0) is None:
        values["assignee_id"] = todo.assignee_id
    tables = {**{f"{noun}_id": table for noun, table in history.SUBJECTS.items()}, "type_id": TodoType}
    for name, table in tables.items():
        if values.get(name) is not None and session.get(table, values[name]) is None:
            raise InvalidError({name: say("Choose one from the list.")})
    if "assignee_id" in values:
        assignee = session.get(User, values["assignee_id"])
        if assignee is None or not assignee.is_active:
            raise InvalidError({"assignee_id": say("Choose one from the list.")})
    was = (todo.remind_at, todo.repeats_from)
    merge(todo, values, base)
    if todo.scope is not TodoScope.ORGANISATION:
        todo.organisation_id = None
    if todo.scope is not TodoScope.PERSON:
        todo.person_id = None
    if todo.scope is TodoScope.ORGANISATION and todo.organisation_id is None:
        raise InvalidError({"organisation_id": say("Choose an organisation from the list.")})
    if todo.scope is TodoScope.PERSON and todo.person_id is None:
        raise InvalidError({"person_id": say("Choose a person from the list.")})
    series.settle(session, todo, is_moved=(todo.remind_at, todo.repeats_from) != was)
