"""What happened with a record, newest first. Entries stay when their author leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import ForbiddenError, InvalidError, NotFoundError, say
from sambruk_crm.models import (
    ContractParty,
    Deal,
    DealParticipant,
    HistoryEntry,
    HistoryKind,
    HistoryPerson,
    HistoryRevision,
    utc_now,
)
from sambruk_crm.services import bulk
from sambruk_crm.services.history.belonging import (
    SUBJECTS,
    check_subjects,
    take_kinds,
    take_organisations,
    touch_deals,
    write_met,
)
from sambruk_crm.services.history.rows import HistoryRow, Revision, may_edit, met_by, revisions_of, rows_of
from sambruk_crm.services.paging import Order, Page, Paging, fetch
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Id, Input, Key, Moment, Text, check_version, parse

WRITTEN = ("text", "result", "next_step")
BY_HAND = frozenset(HistoryKind) - {HistoryKind.SYSTEM, HistoryKind.TODO}
"""Kinds that people may write, and change into each other; the others are written by what they tell of."""
MOST_MET = 100
"""More persons than this are not met at once; the list then says so."""


class HistoryChange(Input):
    """What can be edited of an entry afterwards; the records it belongs to stay."""

    kind: HistoryKind = HistoryKind.NOTE
    type_id: Key = None
    happened_at: Moment = None
    text: Text = ""
    result: Text = ""
    next_step: Text = ""
    person_ids: Annotated[list[Id], Field(max_length=MOST_MET)] = []
    """Persons it tells of, beside `person_id`."""


class HistoryInput(HistoryChange):
    """What happened, when, what came of it and what is next; and the records it belongs to."""

    organisation_id: Key = None
    person_id: Key = None
    deal_id: Key = None
    lead_id: Key = None
    contract_id: Key = None
    service_id: Key = None
    project_id: Key = None


@dataclass(frozen=True)
class HistoryFilter:
    """Which entries are wanted. An organisation's history holds that of its deals and contracts as well."""

    organisation_id: int | None = None
    person_id: int | None = None
    deal_id: int | None = None
    lead_id: int | None = None
    contract_id: int | None = None
    service_id: int | None = None
    project_id: int | None = None
    kind: tuple[HistoryKind, ...] = ()
    type_id: tuple[int, ...] = ()
    text: str = ""


def search(session: Session, actor: Actor, wanted: HistoryFilter, *, paging: Paging | None = None) -> Page[HistoryRow]:
    """List what happened, newest first."""
    page = find(session, actor, wanted, paging=paging)
    return Page(rows_of(session, actor, page.items), page.total, page.next_cursor)


def find(session: Session, actor: Actor, wanted: HistoryFilter, *, paging: Paging | None = None) -> Page[HistoryEntry]:
    """List entries as they are stored, newest first."""
    require(actor, Permission.VIEW)
    order = Order(col(HistoryEntry.happened_at), descending=True)
    return fetch(session, HistoryEntry, where(session, wanted), order, paging or Paging())


def get(session: Session, actor: Actor, entry_id: int, *, for_update: bool = False) -> HistoryEntry:
    """Return an entry."""
    require(actor, Permission.VIEW)
    found = session.get(HistoryEntry, entry_id, with_for_update=HELD if for_update else None)
    if found is None:
        raise NotFoundError
    return found


def met(session: Session, actor: Actor, entry_ids: list[int]) -> dict[int, list[int]]:
    """Return the keys of the persons that entries tell of beside the one they name, by entry."""
    require(actor, Permission.VIEW)
    return {entry_id: [person.id for person in persons] for entry_id, persons in met_by(session, entry_ids).items()}


def revisions(session: Session, actor: Actor, entry_id: int) -> list[Revision]:
    """Return what an entry said before each time it was edited, newest first."""
    return revisions_of(session, get(session, actor, entry_id).key)


def write(session: Session, actor: Actor, values: dict[str, Any] | HistoryInput) -> HistoryEntry:
    """Write down what happened; a deal counts it as a sign of life.

    Raises:
        InvalidError: nothing was written, it belongs to no record, or people do not write that kind.
    """
    require(actor, Permission.EDIT_RECORDS)
    wanted = parse(HistoryInput, values)
    _check_told(wanted)
    return record(session, actor, **wanted.model_dump())


def bring_in(
    session: Session, actor: Actor, wanted: Sequence[tuple[dict[str, Any] | HistoryInput, int | None]]
) -> list[int]:
    """Write down what was told elsewhere, each with the user who wrote it there, at once; returns the entries' keys.

    Raises:
        InvalidError: the first that cannot be written, for its reason.
    """
    require(actor, Permission.EDIT_RECORDS)
    made: list[Any] = []
    for values, author_id in wanted:
        told = parse(HistoryInput, values)
        _check_told(told)
        given = told.model_dump(exclude={"person_ids", "happened_at"})
        made.append(bulk.draft(HistoryEntry, author_id=author_id, **given))
        made[-1].happened_at = told.happened_at or utc_now()
    check_subjects(session, made)
    take_kinds(session, made)
    for entry in made:
        _make_searchable(entry)
    keys = bulk.insert(session, HistoryEntry, made)
    touch_deals(session, made)
    return keys


def record(
    session: Session,
    actor: Actor,
    *,
    happened_at: datetime | None = None,
    person_ids: Sequence[int] = (),
    **values: Any,
) -> HistoryEntry:
    """Add an entry as part of another rule; the caller has checked the right."""
    entry = HistoryEntry(happened_at=happened_at or utc_now(), author_id=actor.user_id, **values)
    check_subjects(session, [entry])
    take_kinds(session, [entry])
    _make_searchable(entry)
    session.add(entry)
    touch_deals(session, [entry])
    session.flush()
    write_met(session, entry, person_ids)
    return entry


def note(session: Session, actor: Actor, deal: Deal, details: dict[str, str]) -> None:
    """Add what the system notes of a deal, as part of another rule that flushes; nothing is looked up for it."""
    note_all(session, actor, [deal], details)


def note_all(session: Session, actor: Actor, deals: Sequence[Deal], details: dict[str, str]) -> None:
    """Add the same of several deals."""
    entries = [
        HistoryEntry(
            kind=HistoryKind.SYSTEM,
            happened_at=utc_now(),
            author_id=actor.user_id,
            details=details,
            deal_id=deal.key,
            organisation_id=deal.organisation_id,
            person_id=deal.person_id,
        )
        for deal in deals
    ]
    homeless = [entry for entry in entries if entry.organisation_id is None and entry.person_id is not None]
    if homeless:
        take_organisations(session, homeless)
    session.add_all(entries)


def correct(session: Session, entry_id: int, **values: Any) -> None:
    """Change an entry as part of another rule, as when its source tells it anew; the caller has checked the right."""
    entry = session.get_one(HistoryEntry, entry_id)
    for name, value in values.items():
        if getattr(entry, name) != value:
            setattr(entry, name, value)
    _make_searchable(entry)
    session.flush()


def take_back(session: Session, todo_id: int) -> None:
    """Remove what closing a to-do wrote; the visit or call that left the to-do behind stays."""
    told = select(HistoryEntry).where(HistoryEntry.todo_id == todo_id, HistoryEntry.kind == HistoryKind.TODO)
    for entry in session.exec(told):
        session.delete(entry)
    session.flush()


def update(
    session: Session, actor: Actor, entry_id: int, values: dict[str, Any] | HistoryChange, *, version: int | None = None
) -> HistoryEntry:
    """Edit one's own entry, or with the right to, a colleague's; the earlier text is kept.

    Raises:
        ForbiddenError: it is a colleague's, or the system wrote it.
        InvalidError: nothing would be left of it, or its kind is not one to choose.
    """
    entry = get(session, actor, entry_id, for_update=True)
    if not may_edit(actor, entry):
        raise ForbiddenError(say("Only its author or a manager may edit this."))
    check_version(entry, version, entry.model_dump(mode="json"))
    sent = parse(HistoryChange, values).sent()
    was = {name: getattr(entry, name) for name in WRITTEN}
    for name, value in sent.items():
        if name in (*WRITTEN, "type_id") or (name == "happened_at" and value is not None):
            setattr(entry, name, value)
    if "kind" in sent and sent["kind"] is not entry.kind:
        if not BY_HAND.issuperset({entry.kind, sent["kind"]}):
            raise InvalidError({"kind": say("Choose one from the list.")})
        entry.kind = sent["kind"]
    if entry.type_id is not None and "type_id" in sent:
        take_kinds(session, [entry])
    if not (any(getattr(entry, name) for name in WRITTEN) or entry.type_id):
        raise InvalidError({"text": say("Write what happened.")})
    if any(getattr(entry, name) != text for name, text in was.items()):
        session.add(HistoryRevision(entry_id=entry.key, author_id=actor.user_id, **was))
        entry.edited_at = utc_now()
    _make_searchable(entry)
    if "person_ids" in sent:
        write_met(session, entry, sent["person_ids"])
    session.flush()
    return entry


def where(session: Session, wanted: HistoryFilter) -> ColumnElement[bool]:
    """Return the condition that an entry is wanted."""
    about = _about(session, wanted)
    parts: list[ColumnElement[bool]] = [sa.true(), *about]
    if wanted.kind:
        parts.append(col(HistoryEntry.kind).in_(wanted.kind))
    if wanted.type_id:
        parts.append(col(HistoryEntry.type_id).in_(wanted.type_id))
    if wanted.text:
        text = wanted.text
        parts.append(folding.contains(HistoryEntry, text) if about else folding.matches(session, HistoryEntry, text))
    return sa.and_(*parts)


def _about(session: Session, wanted: HistoryFilter) -> list[ColumnElement[bool]]:
    parts = [
        col(column) == key
        for column, key in (
            (HistoryEntry.deal_id, wanted.deal_id),
            (HistoryEntry.lead_id, wanted.lead_id),
            (HistoryEntry.contract_id, wanted.contract_id),
            (HistoryEntry.service_id, wanted.service_id),
            (HistoryEntry.project_id, wanted.project_id),
        )
        if key is not None
    ]
    if wanted.organisation_id is not None:
        parts.append(_of_organisation(session, wanted.organisation_id))
    if wanted.person_id is not None:
        parts.append(_of_person(session, wanted.person_id))
    return parts


def _of_organisation(session: Session, organisation_id: int) -> ColumnElement[bool]:
    """Return the condition that an entry names the organisation, or a deal or contract that it has a part in."""
    deals = sa.select(DealParticipant.deal_id).where(col(DealParticipant.organisation_id) == organisation_id)
    contracts = sa.select(ContractParty.contract_id).where(col(ContractParty.organisation_id) == organisation_id)
    named = col(HistoryEntry.organisation_id)
    elsewhere = sa.select(HistoryEntry.id).where(sa.or_(named.is_(None), named != organisation_id))
    shared = [
        elsewhere.where(col(HistoryEntry.deal_id).in_(deals)),
        elsewhere.where(col(HistoryEntry.contract_id).in_(contracts)),
    ]
    return _named_or(named == organisation_id, [some for some in shared if session.scalar(sa.select(some.exists()))])


def _of_person(session: Session, person_id: int) -> ColumnElement[bool]:
    """Return the SQL condition that an entry names the person, or that they were among those met."""
    peopleat = sa.select(HistoryPerson.entry_id).where(col(HistoryPerson.person_id) == person_id)
    others = [peopleat] if session.scalar(sa.select(peopleat.exists())) else []
    return _named_or(col(HistoryEntry.person_id) == person_id, others)


def _named_or(named: ColumnElement[bool], others: list[sa.Select[Any]]) -> ColumnElement[bool]:
    """Add other entries; without any the index gives the entries in their order, however many there are."""
    if not others:
        return named
    return col(HistoryEntry.id).in_(sa.union(sa.select(HistoryEntry.id).where(named), *others))


def _check_told(wanted: HistoryInput) -> None:
    """Refuse what nobody writes by hand: nothing, about nothing, or of a kind that the system writes."""
    if not any((wanted.text, wanted.result, wanted.next_step, wanted.type_id)):
        raise InvalidError({"text": say("Write what happened.")})
    if wanted.kind not in BY_HAND:
        raise InvalidError({"kind": say("Choose one from the list.")})
    if not any(getattr(wanted, f"{noun}_id") for noun in SUBJECTS):
        raise InvalidError({"organisation_id": say("Say which record this belongs to.")})


def _make_searchable(entry: HistoryEntry) -> None:
    entry.fold = folding.searchable(entry.text, entry.result, entry.next_step)
