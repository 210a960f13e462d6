"""What happened together with the to-do it leaves behind: both are saved, or neither. Or the to-do alone."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Contract, ContractParty, Deal, HistoryEntry, HistoryKind, Todo, TodoScope
from sambruk_crm.services import history
from sambruk_crm.services.history import HistoryChange, HistoryInput
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.todos import rules
from sambruk_crm.services.todos.rows import RECORDS
from sambruk_crm.services.values.validation import Input, Key, Moment, Text, parse


class FollowUp(Input):
    """What is to be done next, by whom and when; its customer is that of the entry."""

    type_id: Key = None
    note: Text = ""
    assignee_id: Key = None
    remind_at: Moment = None


class HappeningInput(HistoryInput):
    """What happened, and perhaps what is to be done next."""

    todo: FollowUp | None = None


class HappeningChange(HistoryChange):
    """What is edited of it, and perhaps what is to be done next."""

    todo: FollowUp | None = None


def write(session: Session, actor: Actor, values: dict[str, Any] | HappeningInput) -> HistoryEntry:
    """Write down what happened and leave the to-do behind.

    Raises:
        InvalidError: with what is wrong of the to-do under `todo.` and the field.
    """
    wanted = parse(HappeningInput, values)
    entry = history.write(session, actor, HistoryInput.model_validate(wanted.model_dump(exclude={"todo"})))
    if wanted.todo is not None:
        of_person = wanted.person_id is not None and wanted.organisation_id is None and wanted.deal_id is None
        leave(session, actor, entry, wanted.todo, of_person=of_person)
    return entry


def edit(
    session: Session,
    actor: Actor,
    entry_id: int,
    values: dict[str, Any] | HappeningChange,
    *,
    version: int | None = None,
) -> HistoryEntry:
    """Edit an entry as the history does, and leave a to-do behind if one is sent.

    An open to-do that says the next step in the entry's own words says the new one from then on.

    Raises:
        InvalidError: as for `write`; also when the to-do it left before is still open.
    """
    wanted = parse(HappeningChange, values)
    was = history.get(session, actor, entry_id).next_step
    change = {name: value for name, value in wanted.sent().items() if name != "todo"}
    entry = history.update(session, actor, entry_id, change, version=version)
    left = open_todo(session, actor, entry)
    if wanted.todo is not None and left is not None:
        raise InvalidError({"todo.note": say("The to-do that it left behind is still open. Change that one.")})
    if wanted.todo is not None:
        leave(session, actor, entry, wanted.todo)
    elif left is not None and left.note == was != entry.next_step and actor.may(Permission.EDIT_TODOS):
        rules.update(session, actor, left.key, {"note": entry.next_step or left.note})
    return entry


def open_todo(session: Session, actor: Actor, entry: HistoryEntry) -> Todo | None:
    """Return the to-do that an entry left behind, unless it is done or nothing that the actor may see."""
    try:
        found = rules.get(session, actor, entry.todo_id or 0)
    except NotFoundError:
        return None
    return None if found.closed_at is not None else found


def leave(session: Session, actor: Actor, entry: HistoryEntry, wanted: FollowUp, *, of_person: bool = False) -> None:
    """Make the to-do for the customer of an entry; without a note it is the entry's next step.

    Args:
        of_person: it was written of the person alone, whose organisation was only found out.
    """
    about = _fields(session, entry, of_person=of_person)
    values = {**wanted.sent(), **about, "note": wanted.note or entry.next_step}
    try:
        todo = rules.create(session, actor, values)
    except InvalidError as error:
        raise InvalidError({f"todo.{name}": message for name, message in error.fields.items()}) from error
    if entry.kind is not HistoryKind.TODO:  # which tells of a to-do that was done, and goes on to
        entry.todo_id = todo.key
    session.flush()


def plan(session: Session, actor: Actor, about: dict[str, int], wanted: FollowUp) -> Todo:
    """Make a to-do about a record, which `about` names as `deal_id` or `lead_id`. Nothing has happened yet.

    Raises:
        InvalidError: with what is wrong of the to-do by field; one that says nothing is refused.
    """
    require(actor, Permission.EDIT_TODOS)
    return rules.create(session, actor, {**wanted.sent(), **fields_of(session, about)})


def fields_of(session: Session, about: dict[str, int]) -> dict[str, Any]:
    """Return what a to-do about a record names: the record, and the customer it belongs to.

    Raises:
        InvalidError: there is no such record.
    """
    entry = HistoryEntry(**about)
    history.check_subjects(session, [entry])
    return _fields(session, entry, of_person="person_id" in about)


def _fields(session: Session, entry: HistoryEntry, *, of_person: bool) -> dict[str, Any]:
    about: dict[str, Any] = {f"{noun}_id": getattr(entry, f"{noun}_id") for noun in RECORDS}
    organisation_id = None if of_person else entry.organisation_id
    if entry.contract_id is not None and organisation_id is None:
        organisation_id = _party(session, entry.contract_id)
    if organisation_id is not None:
        return {**about, "scope": TodoScope.ORGANISATION, "organisation_id": organisation_id}
    if entry.person_id is not None:
        return {**about, "scope": TodoScope.PERSON, "person_id": entry.person_id}
    return {**about, "scope": TodoScope.PRIVATE}


def _party(session: Session, contract_id: int) -> int | None:
    """Return whom a contract's to-do concerns: the organisation of its deal if it is a party, else the first party."""
    is_of_deal = col(ContractParty.organisation_id) == col(Deal.organisation_id)
    parties = (
        sa.select(ContractParty.organisation_id)
        .join(Contract, col(Contract.id) == ContractParty.contract_id)
        .outerjoin(Deal, col(Deal.id) == Contract.deal_id)
        .where(col(ContractParty.contract_id) == contract_id)
        .order_by(sa.case((is_of_deal, 0), else_=1), col(ContractParty.id))
    )
    return session.scalar(parties.limit(1))
