"""What deals can be shown and taken out with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Contract,
    Deal,
    DealParticipant,
    DealType,
    HistoryEntry,
    LostReason,
    Organisation,
    Person,
    Phase,
    Service,
    ShareKind,
    Todo,
    utc_now,
)
from sambruk_crm.services import vocabularies
from sambruk_crm.services.catalogue import (
    Column,
    Control,
    Links,
    fact,
    ids,
    last_contact,
    linked,
    listed,
    named,
    next_todo,
    own,
    part,
    users_of,
    worded,
)
from sambruk_crm.services.deals.worth import weighted
from sambruk_crm.services.paging import among, group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import Cell, CellKind


def _phases(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    found = session.scalars(sa.select(Phase).where(col(Phase.id).in_({row.phase_id for row in rows})))
    return {phase.key: vocabularies.shown(phase, actor.locale) for phase in found}


def _chances(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    query = sa.select(Phase.id, Phase.probability).where(col(Phase.id).in_({row.phase_id for row in rows}))
    return {key: chance for key, chance in session.execute(query)}


def _reasons(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    wanted = {row.lost_reason_id for row in rows} - {None}
    found = session.scalars(sa.select(LostReason).where(col(LostReason.id).in_(wanted)))
    return {reason.key: vocabularies.shown(reason, actor.locale) for reason in found}


def _places(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return county and municipality code of each deal's organisation."""
    query = sa.select(Deal.id, Organisation.county_name, Organisation.municipality_code)
    query = query.join(Organisation, col(Organisation.id) == Deal.organisation_id)
    return {key: (county, code) for key, county, code in session.execute(query.where(among(col(Deal.id), ids(rows))))}


def _sharers(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    query = (
        sa.select(DealParticipant.deal_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == DealParticipant.organisation_id)
        .where(among(col(DealParticipant.deal_id), ids(rows)))
        .order_by(col(Organisation.sort_sv), col(DealParticipant.id))
    )
    return {key: listed(names) for key, names in group_by_id(session.execute(query)).items()}


def _contracts(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return what the contract is called that each deal became; one without a title goes by the deal's."""
    query = sa.select(Contract.deal_id, Contract.title).where(col(Contract.deleted_at).is_(None))
    query = query.where(among(col(Contract.deal_id), ids(rows))).order_by(col(Contract.id).desc())
    titles = {row.id: row.title for row in rows}
    return {key: title or titles[key] for key, title in session.execute(query)}


def _weighted(row: Any, found: Links) -> Cell:
    return weighted(row, found[_chances].get(row.phase_id, 0))


def _lost_because(row: Any, found: Links) -> Cell:
    return row.lost_reason_text or found[_reasons].get(row.lost_reason_id, "")


def _days_in_phase(row: Any, _found: Links) -> Cell:
    return None if row.closed_at is not None else max(0, (utc_now() - row.phase_since).days)


COLUMNS: dict[str, Column] = {
    "id": Column(say("Number"), own("id")),
    **fact("title", say("Title"), is_usual=True),
    "organisation": linked(
        say("Organisation"), named(Organisation, "organisation_id"), "organisation_id", is_usual=True
    ),
    "county": part(say("County"), _places, 0),
    "municipality_code": part(say("Municipality code"), _places, 1),
    "person": linked(say("Person"), named(Person, "person_id"), "person_id"),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id", is_usual=True),
    "phase": linked(say("Phase"), _phases, "phase_id", is_usual=True),
    **fact("deal_type", say("Type"), words=DealType, is_usual=True),
    "value": Column(say("Value"), own("value"), CellKind.NUMBER, is_usual=True),
    "currency": Column(say("Currency"), own("currency"), is_usual=True),
    **fact("probability", say("Probability"), control=Control.NUMBER, adds_up=False),
    "weighted": Column(say("Weighted value"), _weighted, CellKind.NUMBER, _chances),
    "owner": linked(say("Owner"), users_of("owner_id"), "owner_id", is_usual=True),
    "expected_close_on": Column(say("Expected close"), own("expected_close_on"), CellKind.DATE, is_usual=True),
    **fact("delivers_on", say("Delivery day"), control=Control.DATE),
    **fact("waits_until", say("Waits until"), control=Control.DATE),
    "participants": linked(say("Shared by"), _sharers),
    **fact("share_kind", say("Shares"), words=ShareKind),
    "outcome": Column(say("Outcome"), worded("outcome"), is_usual=True),
    "lost_reason": Column(say("Lost because"), _lost_because, link=_reasons),
    "closed_at": Column(say("Closed"), own("closed_at"), CellKind.TIME),
    "contract": linked(say("Contract"), _contracts),
    **fact("note", say("Note"), control=Control.LONG),
    "phase_since": Column(say("In the phase since"), own("phase_since"), CellKind.TIME),
    "days_in_phase": Column(say("Days in the phase"), _days_in_phase, CellKind.WHOLE),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.deal_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.deal_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
    "updated_at": Column(say("Changed"), own("updated_at"), CellKind.TIME),
}
