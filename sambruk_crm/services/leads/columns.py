"""What leads can be shown and taken out with."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import say
from sambruk_crm.models import Deal, HistoryEntry, LeadState, Organisation, Person, Service, Todo
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    Loader,
    fact,
    last_contact,
    linked,
    named,
    next_todo,
    own,
    users_of,
    worded,
)
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.values import phones


def _became(table: Any, column: str, name: str = "name") -> Loader:
    """Return what finds the names of what leads have become, by the lead."""
    named_of = named(table, column, name)

    def load(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
        converted = [row for row in rows if row.state is LeadState.CONVERTED]
        names = named_of(session, actor, converted)
        return {row.id: names.get(getattr(row, column), "") for row in converted}

    return load


COLUMNS: dict[str, Column] = {
    **fact("name", say("Name"), is_usual=True),
    **fact("organisation_name", say("Organisation"), is_usual=True),
    **fact("title", say("Title")),
    **fact("email", say("E-mail"), control=Control.EMAIL, is_usual=True),
    **fact("phone", say("Phone"), control=Control.PHONE, value=lambda row, _: phones.shown(row.phone), is_usual=True),
    **fact("source", say("Source"), is_usual=True),
    "state": Column(say("Status"), worded("state"), is_usual=True),
    "owner": linked(say("Responsible"), users_of("owner_id"), "owner_id", is_usual=True),
    **fact("note", say("Note"), control=Control.LONG),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id"),
    "became_person": linked(say("Became the person"), _became(Person, "person_id")),
    "became_organisation": linked(say("Became the organisation"), _became(Organisation, "organisation_id")),
    "became_deal": linked(say("Became the deal"), _became(Deal, "deal_id", "title")),
    "converted_at": Column(say("Converted"), own("converted_at"), CellKind.TIME),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.lead_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.lead_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME, is_usual=True),
}
