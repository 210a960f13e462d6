"""What an entry of the history belongs to: records, kinds of types, persons met, deals that show a sign of life."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import (
    Affiliation,
    Contract,
    Deal,
    HistoryEntry,
    HistoryKind,
    HistoryPerson,
    HistoryType,
    Lead,
    Organisation,
    Person,
    Project,
    Service,
)
from sambruk_crm.services.paging import group_by_id

SUBJECTS: dict[str, Any] = {
    "organisation": Organisation,
    "person": Person,
    "deal": Deal,
    "lead": Lead,
    "contract": Contract,
    "service": Service,
    "project": Project,
}
"""What an entry of the history, or a to-do, can belong to: nouns and their tables; its column is `{noun}_id`."""


def check_subjects(session: Session, entries: Sequence[Any]) -> None:
    """Refuse records that are not there; an entry also belongs to the organisation that its record belongs to."""
    for noun, table in SUBJECTS.items():
        name = f"{noun}_id"
        keys = {getattr(entry, name) for entry in entries} - {None}
        if keys and keys - set(session.scalars(sa.select(table.id).where(table.id.in_(keys)))):
            raise InvalidError({name: say("This record does not exist, or you may not see it.")})
    led = {entry.lead_id for entry in entries} - {None}
    leads = {lead.key: lead for lead in session.exec(select(Lead).where(col(Lead.id).in_(led)))} if led else {}
    for entry in entries:
        if entry.lead_id is not None:
            lead = leads[entry.lead_id]
            entry.organisation_id = entry.organisation_id or lead.organisation_id
            entry.person_id = entry.person_id or lead.person_id
    take_organisations(session, [entry for entry in entries if entry.organisation_id is None])


def take_organisations(session: Session, entries: Sequence[Any]) -> None:
    """Let entries of a deal or project belong to its organisation, others to the one their person represents first."""
    people = {entry.person_id for entry in entries} - {None}
    of_deal = _organisations(session, Deal, {entry.deal_id for entry in entries} - {None})
    of_project = _organisations(session, Project, {entry.project_id for entry in entries} - {None})
    homes = (
        sa.select(Affiliation.person_id, Affiliation.organisation_id)
        .where(col(Affiliation.person_id).in_(people), col(Affiliation.to_on).is_(None))
        .order_by(col(Affiliation.is_primary).desc(), col(Affiliation.id))
    )
    at_home = group_by_id(session.execute(homes)) if people else {}
    for entry in entries:
        home = next(iter(at_home.get(entry.person_id, [])), None)
        entry.organisation_id = of_deal.get(entry.deal_id) or of_project.get(entry.project_id) or home


def _organisations(session: Session, table: Any, keys: set[Any]) -> dict[Any, int]:
    query = sa.select(table.id, table.organisation_id).where(table.id.in_(keys))
    return {key: organisation_id for key, organisation_id in session.execute(query)} if keys else {}


def take_kinds(session: Session, entries: Sequence[Any]) -> None:
    """Let entries with a type be of its kind, unless another was said."""
    typed = [entry for entry in entries if entry.type_id is not None]
    wanted = {entry.type_id for entry in typed}
    query = sa.select(HistoryType.id, HistoryType.kind).where(col(HistoryType.id).in_(wanted))
    kinds = dict(session.execute(query).all()) if wanted else {}
    if wanted - kinds.keys():
        raise InvalidError({"type_id": say("Choose one from the list.")})
    for entry in typed:
        entry.kind = kinds[entry.type_id] if entry.kind is HistoryKind.NOTE else entry.kind


def touch_deals(session: Session, entries: Sequence[Any]) -> None:
    """Count what happened as a sign of life of the deals."""
    latest: dict[int, datetime] = {}
    for entry in entries:
        if entry.deal_id is not None and entry.kind is not HistoryKind.SYSTEM:
            latest[entry.deal_id] = max(latest.get(entry.deal_id, entry.happened_at), entry.happened_at)
    for deal in session.exec(select(Deal).where(col(Deal.id).in_(latest))) if latest else ():
        deal.touched_at = max(deal.touched_at, latest[deal.key])
    session.flush()


def write_met(session: Session, entry: HistoryEntry, person_ids: Sequence[int]) -> None:
    """Keep whom an entry tells of beside the person it names."""
    wanted = dict.fromkeys(key for key in person_ids if key != entry.person_id)
    rows = select(HistoryPerson).where(HistoryPerson.entry_id == entry.key)
    known = {row.person_id: row for row in session.exec(rows)}
    new = [key for key in wanted if key not in known]
    people = set(session.scalars(sa.select(Person.id).where(col(Person.id).in_(new)))) if new else set[int]()
    if not people.issuperset(new):
        raise InvalidError({"person_ids": say("This record does not exist, or you may not see it.")})
    for key in known.keys() - wanted.keys():
        session.delete(known[key])
    session.add_all(HistoryPerson(entry_id=entry.key, person_id=key) for key in new)
    session.flush()
