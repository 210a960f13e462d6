"""To-dos over REST. Private ones are seen by their assignee and author alone."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Cursor,
    Key,
    Keys,
    Limit,
    Listed,
    One,
    Several,
    Sort,
    Versioned,
    answer,
    paging,
    showing,
)
from sambruk_crm.models import RepeatsFrom, Repetition, Todo, TodoScope
from sambruk_crm.services import todos
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.todos import AssignmentInput, Due, Postponement, ReturnInput, TodoFilter, TodoInput
from sambruk_crm.services.values.validation import Input, Moment, Text

router = noun("todos")


class TodoOut(BaseModel):
    """A to-do. `remind_at` is a moment; days begin in the association's time zone."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    scope: TodoScope
    organisation_id: int | None
    person_id: int | None
    deal_id: int | None
    lead_id: int | None
    contract_id: int | None
    service_id: int | None
    project_id: int | None
    type_id: int | None
    note: str
    assignee_id: int
    author_id: int | None
    remind_at: datetime | None
    repeats: Repetition | None
    repeats_from: RepeatsFrom
    repeats_until: date | None
    previous_id: int | None
    closed_at: datetime | None
    closed_by_id: int | None


class TodoPatch(TodoInput, Versioned):
    """Fields to change, and the version that was read."""


class Postponing(Input):
    """One of the usual days, at the same time on the association's clock, or a moment (`null`: no reminder at all)."""

    to: Postponement | Moment


class Closing(Input):
    """What came of it, for the history; with `version` only if nobody changed it since."""

    result: Text = ""
    version: int | None = None


class AssignedOut(BaseModel):
    """The to-dos that got another assignee, and how many were theirs already or are closed."""

    ids: list[int]
    unchanged: int


class ReturnedOut(BaseModel):
    """How many to-dos went back, and which stay as they are."""

    count: int
    left: list[int]


@router.get("")
def list_todos(
    caller: Caller,
    *,
    mine: bool = False,
    assignee: Keys = [],
    organisation: One = None,
    person: One = None,
    deal: One = None,
    lead: One = None,
    contract: One = None,
    service: One = None,
    project: One = None,
    scope: Annotated[list[TodoScope], Several, Query()] = [],
    due: Annotated[list[Due], Several, Query()] = [],
    closed: bool = False,
    sort: Sort = "remind",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[TodoOut]:
    """List the to-dos that fit every filter; with `mine` those of my inbox, stand-ins' included."""
    wanted = TodoFilter(
        mine=mine,
        assignee=tuple(assignee),
        organisation_id=organisation,
        person_id=person,
        deal_id=deal,
        lead_id=lead,
        contract_id=contract,
        service_id=service,
        project_id=project,
        scope=tuple(scope),
        due=tuple(due),
        is_closed=closed,
    )
    with db.reading() as session:
        found = todos.lists.find(session, caller, wanted, sort=sort, paging=paging(limit, cursor))
    return Listed[TodoOut].model_validate(answer(found, [_out(todo) for todo in found.items]))


@router.post("", status_code=201)
def create_todo(caller: Caller, body: TodoInput, response: Response) -> TodoOut:
    """Add a to-do, mine and private unless said."""
    with db.transaction(caller.user_id) as session:
        todo = todos.create(session, caller, body)
    response.headers["Location"] = f"/api/v1/todos/{todo.key}"
    return _out(todo)


@router.post("/assign")
def assign_todos(caller: Caller, body: AssignmentInput) -> AssignedOut:
    """Return to-dos to a colleague, all of them or none; those that are closed or theirs already stay."""
    with db.transaction(caller.user_id) as session:
        return AssignedOut.model_validate(todos.assignments.assign_many(session, caller, body), from_attributes=True)


@router.post("/assign/undo")
def give_todos_back(caller: Caller, body: ReturnInput) -> ReturnedOut:
    """Take back what I gave: each goes to whom I took it from, unless it was closed or passed on meanwhile."""
    with db.transaction(caller.user_id) as session:
        return ReturnedOut.model_validate(todos.assignments.give_back(session, caller, body), from_attributes=True)


@router.get("/{todo_id}")
def get_todo(caller: Caller, todo_id: Key) -> TodoOut:
    """Return a to-do."""
    with db.reading() as session:
        return _out(todos.get(session, caller, todo_id))


@router.patch("/{todo_id}")
def patch_todo(caller: Caller, todo_id: Key, body: TodoPatch) -> TodoOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_todo, caller, todo_id), db.transaction(caller.user_id) as session:
        return _out(todos.update(session, caller, todo_id, body.changes(), version=body.version))


@router.post("/{todo_id}/close")
def close_todo(caller: Caller, todo_id: Key, body: Closing | None = None) -> TodoOut:
    """Tick a to-do off; it becomes history of all that it is about, and the next of its series is made.

    Closing twice changes nothing. A list sorted by `-created` begins with the next one, whose `previous_id` names this.
    """
    said = body or Closing()
    with showing(get_todo, caller, todo_id), db.transaction(caller.user_id) as session:
        return _out(todos.close(session, caller, todo_id, version=said.version, result=said.result))


@router.post("/{todo_id}/postpone")
def postpone_todo(caller: Caller, todo_id: Key, body: Postponing) -> TodoOut:
    """Put a to-do off; a series by date goes on as before, and only this one is moved."""
    with db.transaction(caller.user_id) as session:
        return _out(todos.postpone(session, caller, todo_id, body.to))


@router.post("/{todo_id}/reopen")
def reopen_todo(caller: Caller, todo_id: Key) -> TodoOut:
    """Put a closed to-do back in the inbox; the next of its series goes, unless somebody has touched it."""
    with db.transaction(caller.user_id) as session:
        return _out(todos.reopen(session, caller, todo_id))


def _out(todo: Todo) -> TodoOut:
    return TodoOut.model_validate(todo, from_attributes=True)
