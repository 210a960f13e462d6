"""What happened together with the to-do it leaves behind: both are saved, or neither."""

from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import InvalidError
from sambruk_crm.models import HistoryEntry, Lead, TodoScope
from sambruk_crm.services import history
from sambruk_crm.services.history import HistoryInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.todos import rules
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


def write(session: Session, actor: Actor, values: dict[str, Any] | HappeningInput) -> HistoryEntry:
    """Write down what happened and leave the to-do behind.

    Raises:
        InvalidError: with what is wrong of the to-do under `todo.` and the field.
    """
    wanted = parse(HappeningInput, values)
    entry = history.write(session, actor, HistoryInput.model_validate(wanted.model_dump(exclude={"todo"})))
    if wanted.todo is not None:
        leave(session, actor, entry, wanted.todo)
    return entry


def leave(session: Session, actor: Actor, entry: HistoryEntry, wanted: FollowUp) -> None:
    """Make the to-do for the customer of an entry; without a note it is the entry's next step."""
    values = {**wanted.sent(), **_customer(entry), "note": _note(session, entry, wanted)}
    try:
        entry.todo_id = rules.create(session, actor, values).key
    except InvalidError as error:
        raise InvalidError({f"todo.{name}": message for name, message in error.fields.items()}) from error
    session.flush()


def _customer(entry: HistoryEntry) -> dict[str, Any]:
    about: dict[str, Any] = {"deal_id": entry.deal_id}
    if entry.organisation_id is not None:
        return {**about, "scope": TodoScope.ORGANISATION, "organisation_id": entry.organisation_id}
    if entry.person_id is not None:
        return {**about, "scope": TodoScope.PERSON, "person_id": entry.person_id}
    return {**about, "scope": TodoScope.PRIVATE}


def _note(session: Session, entry: HistoryEntry, wanted: FollowUp) -> str:
    """Name the lead in the note: a to-do has no field for one."""
    note = wanted.note or entry.next_step
    if entry.lead_id is None or entry.organisation_id or entry.person_id:
        return note
    lead = session.get_one(Lead, entry.lead_id)
    return ": ".join(filter(None, (lead.name or lead.email, note)))
