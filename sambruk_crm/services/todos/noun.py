"""What a to-do is, for lists, search and exports."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Organisation, Person, Todo, TodoType
from sambruk_crm.services import vocabularies
from sambruk_crm.services.catalogue import (
    Column,
    Hit,
    Loader,
    Noun,
    Searched,
    by_key,
    linked,
    named,
    own,
    rows_of,
    subjects_of,
    users_of,
    worded,
)
from sambruk_crm.services.history import SUBJECTS
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.todos import lists, rows


def _types(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    wanted = {row.type_id for row in rows} - {None}
    found = session.scalars(sa.select(TodoType).where(col(TodoType.id).in_(wanted)))
    return {kind.key: vocabularies.shown(kind, actor.locale) for kind in found}


def _called(noun: str) -> Loader:
    """Return what finds the names of the records that to-dos are about."""

    def load(session: Session, _actor: Actor, todos: Sequence[Any]) -> dict[Any, Any]:
        return rows.names(session, noun, (getattr(todo, f"{noun}_id") for todo in todos))

    return load


COLUMNS: dict[str, Column] = {
    "remind_at": Column(say("When"), own("remind_at"), CellKind.TIME, is_usual=True),
    "type": linked(say("Type"), _types, "type_id", is_usual=True),
    "note": Column(say("Note"), own("note"), is_usual=True),
    "scope": Column(say("Concerns"), worded("scope"), is_usual=True),
    "organisation": linked(
        say("Organisation"), named(Organisation, "organisation_id"), "organisation_id", is_usual=True
    ),
    "person": linked(say("Person"), named(Person, "person_id"), "person_id", is_usual=True),
    "deal": linked(say("Deal"), _called("deal"), "deal_id"),
    "lead": linked(say("Lead"), _called("lead"), "lead_id"),
    "contract": linked(say("Contract"), _called("contract"), "contract_id"),
    "service": linked(say("Service"), _called("service"), "service_id"),
    "project": linked(say("Project"), _called("project"), "project_id"),
    "assignee": linked(say("Assigned to"), users_of("assignee_id"), "assignee_id", is_usual=True),
    "author": linked(say("Written by"), users_of("author_id"), "author_id"),
    "closed_at": Column(say("Done on"), own("closed_at"), CellKind.TIME, is_usual=True),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _show(session: Session, actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    found = rows_of(session, Todo, keys)
    types = by_key(session, TodoType, (row.type_id for row in found))
    named_of = subjects_of(session, found, SUBJECTS)
    for row in found:
        noun, key, name = named_of(row)
        told = (vocabularies.shown(types.get(row.type_id), actor.locale), row.note)
        yield Hit(
            "todo",
            row.key,
            ": ".join(part for part in told if part),
            name,
            kind="closed" if row.closed_at else "open",
            day=row.remind_at.isoformat() if row.remind_at else "",
            of_noun=noun,
            of_id=key,
        )


TODO = Noun(
    "todo",
    say("To-do"),
    say("To-dos"),
    Todo,
    path="/todos",
    permission=Permission.EDIT_TODOS,
    listed=lists.LIST,
    columns=COLUMNS,
    search=Searched(_show, lists.visible, is_prose=True),
    shown="note",
)
