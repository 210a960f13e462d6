"""Entries of the history as a timeline shows them, with the names of all they belong to."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import Message, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Contract,
    Deal,
    HistoryEntry,
    HistoryKind,
    HistoryPerson,
    HistoryRevision,
    HistoryType,
    Lead,
    Organisation,
    Person,
    Project,
    Service,
    User,
)
from sambruk_crm.services import vocabularies
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission


@dataclass(frozen=True)
class Met:
    """A person whom an entry tells of."""

    id: int
    name: str


@dataclass(frozen=True)
class HistoryRow:
    """An entry as a timeline shows it. Times are ISO strings in UTC."""

    id: int
    version: int
    kind: str
    type_id: int | None
    type: str
    color: str
    """Of the type; empty for none."""
    happened_at: str
    text: str
    result: str
    next_step: str
    author: str
    organisation_id: int | None
    organisation: str
    person_id: int | None
    person: str
    deal_id: int | None
    deal: str
    lead_id: int | None
    lead: str
    contract_id: int | None
    contract: str
    service_id: int | None
    service: str
    project_id: int | None
    project: str
    is_edited: bool
    may_edit: bool
    others: list[Met] = field(default_factory=list[Met])
    """The persons it tells of, beside `person`."""


@dataclass(frozen=True)
class Revision:
    """What an entry said before it was edited, who edited it and when."""

    id: int
    edited_at: str
    editor: str
    text: str
    result: str
    next_step: str


def rows_of(session: Session, actor: Actor, entries: list[HistoryEntry]) -> list[HistoryRow]:
    """Show entries with the names they need, asked for once per kind of record."""
    names = {
        name: _named(session, table, [getattr(entry, f"{name}_id") for entry in entries])
        for name, table in _TABLES.items()
    }
    others = met_by(session, [entry.key for entry in entries])
    return [
        HistoryRow(
            id=entry.key,
            version=entry.version,
            kind=entry.kind,
            type_id=entry.type_id,
            type=vocabularies.shown(names["type"].get(entry.type_id), actor.locale),
            color=names["type"][entry.type_id].color if entry.type_id in names["type"] else "",
            happened_at=entry.happened_at.isoformat(),
            text=entry.text or _told(entry, actor.locale),
            result=entry.result,
            next_step=entry.next_step,
            author=_name_of(names["author"].get(entry.author_id)),
            organisation_id=entry.organisation_id,
            organisation=_name_of(names["organisation"].get(entry.organisation_id)),
            person_id=entry.person_id,
            person=_name_of(names["person"].get(entry.person_id)),
            deal_id=entry.deal_id,
            deal=_name_of(names["deal"].get(entry.deal_id)),
            lead_id=entry.lead_id,
            lead=_name_of(names["lead"].get(entry.lead_id)),
            contract_id=entry.contract_id,
            contract=_name_of(names["contract"].get(entry.contract_id)),
            service_id=entry.service_id,
            service=_name_of(names["service"].get(entry.service_id)),
            project_id=entry.project_id,
            project=_name_of(names["project"].get(entry.project_id)),
            is_edited=entry.edited_at is not None,
            may_edit=may_edit(actor, entry),
            others=others.get(entry.key, []),
        )
        for entry in entries
    ]


def may_edit(actor: Actor, entry: HistoryEntry) -> bool:
    """Return whether somebody may edit an entry: its author and managers; nobody what the system wrote."""
    if entry.kind is HistoryKind.SYSTEM or not actor.may(Permission.EDIT_RECORDS):
        return False
    return entry.author_id == actor.user_id or actor.may(Permission.DELETE_RECORDS)


def met_by(session: Session, entry_ids: list[int]) -> dict[int, list[Met]]:
    """Return the persons that entries tell of beside the one they name themselves, by entry and in name order."""
    query = (
        sa.select(HistoryPerson.entry_id, Person.id, Person.name)
        .join(Person, col(Person.id) == HistoryPerson.person_id)
        .where(col(HistoryPerson.entry_id).in_(entry_ids))
        .order_by(col(HistoryPerson.entry_id), col(Person.sort_sv), col(Person.id))
    )
    found = group_by_id(session.execute(query)) if entry_ids else {}
    return {entry_id: [Met(*person) for person in persons] for entry_id, persons in found.items()}


def revisions_of(session: Session, entry_id: int) -> list[Revision]:
    """Return what an entry said before, newest first."""
    query = (
        sa.select(HistoryRevision, User)
        .outerjoin(User, col(User.id) == HistoryRevision.author_id)
        .where(col(HistoryRevision.entry_id) == entry_id)
        .order_by(col(HistoryRevision.id).desc())
    )
    return [
        Revision(kept.key, kept.created_at.isoformat(), _name_of(editor), kept.text, kept.result, kept.next_step)
        for kept, editor in session.execute(query)
    ]


_TABLES: dict[str, Any] = {
    "type": HistoryType,
    "author": User,
    "organisation": Organisation,
    "person": Person,
    "deal": Deal,
    "lead": Lead,
    "contract": Contract,
    "service": Service,
    "project": Project,
}


def _named(session: Session, table: Any, ids: list[int | None]) -> dict[int | None, Any]:
    wanted = {key for key in ids if key is not None}
    return {row.id: row for row in session.scalars(sa.select(table).where(table.id.in_(wanted)))} if wanted else {}


def _name_of(row: Any) -> str:
    if row is None:
        return ""
    return row.title if isinstance(row, Deal | Contract) else row.name or getattr(row, "email", "")


def _told(entry: HistoryEntry, locale: str) -> str:
    details = entry.details or {}
    texts = {
        "moved": say("Moved from {from} to {to}"),
        "handed_over": say("Handed over from {from} to {to}"),
        "won": say("Won, moved from {from} to {to}"),
        "lost": say("Lost, moved from {from} to {to}: {reason}"),
        "created": say("Created in {to}"),
        "undone": say("Took back the move from {from} to {to}"),
        "merged": say("Moved from {from} to {to}, which took its place"),
        "decision_planned": say("{body} is to decide on {day}"),
        "decision_moved": say("{body} decides on {day}, not on {old}"),
        "decision_decided": say("{body} approved it on {day}"),
        "decision_postponed": say("{body} postponed it on {day} to {until}"),
        "decision_refused": say("{body} refused it on {day}"),
        "decision_reopened": say("{body}: the result of {day} was taken back"),
        "decision_removed": say("{body}: the meeting on {day} was removed"),
    }
    message = texts.get(details.get("what", ""))
    if message is None:
        return ""
    values = {name: Message(value) for name, value in details.items() if name != "what"}
    told = translate(Message(message.msgid, values), locale)
    return f"{told}: {details['note']}" if "note" in details else told
