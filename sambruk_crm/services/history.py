"""What happened with a record, newest first. Entries stay when their author leaves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import ForbiddenError, InvalidError, Message, NotFoundError, say
from sambruk_crm.i18n import translate
from sambruk_crm.models import (
    Affiliation,
    Contract,
    Deal,
    HistoryEntry,
    HistoryKind,
    HistoryRevision,
    HistoryType,
    Lead,
    Organisation,
    Person,
    User,
    utc_now,
)
from sambruk_crm.services import vocabularies
from sambruk_crm.services.paging import Order, Page, Paging, fetch
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import Input, Key, Moment, Text, check_version, parse

SUBJECTS = ("organisation_id", "person_id", "deal_id", "lead_id", "contract_id")


class HistoryInput(Input):
    """What happened, when, what came of it and what is next; and the records it belongs to."""

    kind: HistoryKind = HistoryKind.NOTE
    type_id: Key = None
    happened_at: Moment = None
    text: Text = ""
    result: Text = ""
    next_step: Text = ""
    organisation_id: Key = None
    person_id: Key = None
    deal_id: Key = None
    lead_id: Key = None
    contract_id: Key = None


@dataclass(frozen=True)
class HistoryFilter:
    """Which entries are wanted. An organisation's history holds that of its deals as well."""

    organisation_id: int | None = None
    person_id: int | None = None
    deal_id: int | None = None
    kind: tuple[HistoryKind, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class HistoryRow:
    """An entry as a timeline shows it. Times are ISO strings in UTC."""

    id: int
    version: int
    kind: str
    type: str
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
    is_edited: bool
    may_edit: bool


def search(session: Session, actor: Actor, wanted: HistoryFilter, *, paging: Paging | None = None) -> Page[HistoryRow]:
    """List what happened, newest first."""
    page = find(session, actor, wanted, paging=paging)
    return Page(_rows(session, actor, page.items), page.total, page.next_cursor)


def find(session: Session, actor: Actor, wanted: HistoryFilter, *, paging: Paging | None = None) -> Page[HistoryEntry]:
    """List entries as they are stored, newest first."""
    require(actor, Permission.VIEW)
    order = Order(col(HistoryEntry.happened_at), descending=True)
    return fetch(session, HistoryEntry, _where(wanted), order, paging or Paging())


def get(session: Session, actor: Actor, entry_id: int) -> HistoryEntry:
    """Give an entry."""
    require(actor, Permission.VIEW)
    found = session.get(HistoryEntry, entry_id)
    if found is None:
        raise NotFoundError
    return found


def write(session: Session, actor: Actor, values: dict[str, Any] | HistoryInput) -> HistoryEntry:
    """Write down what happened; a deal counts it as a sign of life.

    Raises:
        InvalidError: nothing was written, or it belongs to no record.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(HistoryInput, values)
    if not any((wanted.text, wanted.result, wanted.next_step, wanted.type_id)):
        raise InvalidError({"text": say("Write what happened.")})
    if not any(getattr(wanted, subject) for subject in SUBJECTS):
        raise InvalidError({"organisation_id": say("Say which record this belongs to.")})
    return record(session, actor, **wanted.model_dump(exclude={"happened_at"}), happened_at=wanted.happened_at)


def record(session: Session, actor: Actor, *, happened_at: datetime | None = None, **values: Any) -> HistoryEntry:
    """Add an entry as part of another rule; the caller has checked the right."""
    entry = HistoryEntry(happened_at=happened_at or utc_now(), author_id=actor.user_id, **values)
    _check_subjects(session, entry)
    if entry.type_id is not None:
        entry.kind = _kind_of(session, entry)
    session.add(entry)
    if entry.deal_id is not None and entry.kind is not HistoryKind.SYSTEM:
        deal = session.get_one(Deal, entry.deal_id)
        deal.touched_at = max(deal.touched_at, entry.happened_at)
    session.flush()
    return entry


def update(
    session: Session, actor: Actor, entry_id: int, values: dict[str, Any], *, version: int | None = None
) -> HistoryEntry:
    """Edit one's own entry, or with the right to, a colleague's; the earlier text is kept.

    Raises:
        ForbiddenError: it is a colleague's, or the system wrote it.
    """
    entry = get(session, actor, entry_id)
    if not _may_edit(actor, entry):
        raise ForbiddenError(say("Only its author or a manager may edit this."))
    check_version(entry, version, entry.model_dump(mode="json"))
    wanted = parse(HistoryInput, values).sent()
    was = {"text": entry.text, "result": entry.result, "next_step": entry.next_step}
    session.add(HistoryRevision(entry_id=entry.key, author_id=actor.user_id, **was))
    for name in ("text", "result", "next_step", "type_id", "happened_at"):
        if name in wanted and wanted[name] is not None:
            setattr(entry, name, wanted[name])
    entry.edited_at = utc_now()
    session.flush()
    return entry


def _may_edit(actor: Actor, entry: HistoryEntry) -> bool:
    if entry.kind is HistoryKind.SYSTEM or not actor.may(Permission.EDIT_RECORDS):
        return False
    return entry.author_id == actor.user_id or actor.may(Permission.DELETE_RECORDS)


def _where(wanted: HistoryFilter) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = [sa.true()]
    if wanted.organisation_id is not None:
        parts.append(col(HistoryEntry.organisation_id) == wanted.organisation_id)
    if wanted.person_id is not None:
        parts.append(col(HistoryEntry.person_id) == wanted.person_id)
    if wanted.deal_id is not None:
        parts.append(col(HistoryEntry.deal_id) == wanted.deal_id)
    if wanted.kind:
        parts.append(col(HistoryEntry.kind).in_(wanted.kind))
    if wanted.text:
        like = f"%{wanted.text.strip()}%"
        parts.append(sa.or_(col(HistoryEntry.text).ilike(like), col(HistoryEntry.result).ilike(like)))
    return sa.and_(*parts)


def _check_subjects(session: Session, entry: HistoryEntry) -> None:
    tables = (Organisation, Person, Deal, Lead, Contract)
    for name, table in zip(SUBJECTS, tables, strict=True):
        key = getattr(entry, name)
        if key is not None and session.get(table, key) is None:
            raise InvalidError({name: say("This record does not exist, or you may not see it.")})
    if entry.deal_id is not None and entry.organisation_id is None:
        entry.organisation_id = session.get_one(Deal, entry.deal_id).organisation_id
    if entry.person_id is not None and entry.organisation_id is None:
        home = sa.select(Affiliation.organisation_id).where(
            col(Affiliation.person_id) == entry.person_id, col(Affiliation.is_primary), col(Affiliation.to_on).is_(None)
        )
        entry.organisation_id = session.scalar(home.limit(1))


def _kind_of(session: Session, entry: HistoryEntry) -> HistoryKind:
    found = session.get(HistoryType, entry.type_id)
    if found is None:
        raise InvalidError({"type_id": say("Choose one from the list.")})
    return found.kind if entry.kind is HistoryKind.NOTE else entry.kind


def _rows(session: Session, actor: Actor, entries: list[HistoryEntry]) -> list[HistoryRow]:
    types = _named(session, HistoryType, [entry.type_id for entry in entries])
    authors = _named(session, User, [entry.author_id for entry in entries])
    organisations = _named(session, Organisation, [entry.organisation_id for entry in entries])
    persons = _named(session, Person, [entry.person_id for entry in entries])
    deals = _named(session, Deal, [entry.deal_id for entry in entries])
    return [
        HistoryRow(
            id=entry.key,
            version=entry.version,
            kind=entry.kind,
            type=vocabularies.shown(types.get(entry.type_id), actor.locale),
            happened_at=entry.happened_at.isoformat(),
            text=entry.text or _told(entry, actor.locale),
            result=entry.result,
            next_step=entry.next_step,
            author=authors[entry.author_id].name if entry.author_id in authors else "",
            organisation_id=entry.organisation_id,
            organisation=organisations[entry.organisation_id].name if entry.organisation_id in organisations else "",
            person_id=entry.person_id,
            person=persons[entry.person_id].name if entry.person_id in persons else "",
            deal_id=entry.deal_id,
            deal=deals[entry.deal_id].title if entry.deal_id in deals else "",
            is_edited=entry.edited_at is not None,
            may_edit=_may_edit(actor, entry),
        )
        for entry in entries
    ]


def _named(session: Session, table: Any, ids: list[int | None]) -> dict[int | None, Any]:
    wanted = {key for key in ids if key is not None}
    return {row.id: row for row in session.scalars(sa.select(table).where(table.id.in_(wanted)))} if wanted else {}


def _told(entry: HistoryEntry, locale: str) -> str:
    details = entry.details or {}
    texts = {
        "moved": say("Moved from {from} to {to}"),
        "won": say("Won, moved from {from} to {to}"),
        "lost": say("Lost, moved from {from} to {to}: {reason}"),
        "created": say("Created in {to}"),
        "undone": say("Took back the move from {from} to {to}"),
    }
    message = texts.get(details.get("what", ""))
    if message is None:
        return ""
    values = {name: Message(value) for name, value in details.items() if name != "what"}
    return translate(Message(message.msgid, values), locale)
