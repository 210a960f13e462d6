"""What a deal is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import Deal, DealType, Organisation, Person, Phase, Service
from sambruk_crm.services import actions, services, vocabularies
from sambruk_crm.services.catalogue import (
    Column,
    Hit,
    Noun,
    Rules,
    Searched,
    Trash,
    by_key,
    by_name,
    joined,
    kept,
    linked,
    named,
    own,
    rows_of,
    users_of,
    worded,
)
from sambruk_crm.services.deals import lists, phases, rules
from sambruk_crm.services.permissions import Actor, Permission
from sambruk_crm.services.sheets import CellKind


def _phases(session: Session, actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    found = session.scalars(sa.select(Phase).where(col(Phase.id).in_({row.phase_id for row in rows})))
    return {phase.key: vocabularies.shown(phase, actor.locale) for phase in found}


COLUMNS: dict[str, Column] = {
    "title": Column(say("Title"), own("title"), is_usual=True),
    "organisation": linked(
        say("Organisation"), named(Organisation, "organisation_id"), "organisation_id", is_usual=True
    ),
    "person": linked(say("Person"), named(Person, "person_id"), "person_id"),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id", is_usual=True),
    "phase": linked(say("Phase"), _phases, "phase_id", is_usual=True),
    "deal_type": Column(say("Type"), worded("deal_type"), is_usual=True),
    "value": Column(say("Value"), own("value"), CellKind.NUMBER, is_usual=True),
    "currency": Column(say("Currency"), own("currency"), is_usual=True),
    "probability": Column(say("Probability"), own("probability"), CellKind.WHOLE),
    "owner": linked(say("Owner"), users_of("owner_id"), "owner_id", is_usual=True),
    "expected_close_on": Column(say("Expected close"), own("expected_close_on"), CellKind.DATE, is_usual=True),
    "waits_until": Column(say("Waits until"), own("waits_until"), CellKind.DATE),
    "outcome": Column(say("Outcome"), worded("outcome"), is_usual=True),
    "lost_reason": Column(say("Lost because"), own("lost_reason_text")),
    "closed_at": Column(say("Closed"), own("closed_at"), CellKind.TIME),
    "note": Column(say("Note"), own("note")),
    "phase_since": Column(say("In the phase since"), own("phase_since"), CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _show(session: Session, actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    rows = rows_of(session, Deal, keys)
    places = by_key(session, Organisation, (row.organisation_id for row in rows))
    found = by_key(session, Phase, (row.phase_id for row in rows))
    for row in rows:
        place = places[row.organisation_id].name if row.organisation_id in places else ""
        phase = vocabularies.shown(found.get(row.phase_id), actor.locale)
        yield Hit("deal", row.key, row.title or place, joined(place if row.title else "", phase))


def _into_a_phase_on_the_board(session: Session, actor: Actor, deal: Deal) -> None:
    """Put a deal whose phase has been archived meanwhile in the first one: on the board nobody would find it."""
    shown = [phase.key for phase in phases.all_phases(session, actor)]
    if deal.phase_id not in shown:
        rules.move(session, actor, deal.key, {"phase_id": shown[0]})


DEAL = Noun(
    "deal",
    say("Deal"),
    say("Deals"),
    Deal,
    path="/deals/list",
    records="/deals",
    permission=Permission.EDIT_DEALS,
    rules=Rules(rules.get, rules.update, rules.delete, rules.create),
    listed=lists.LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Deal), by_name(Deal)),
    trash=Trash(after=_into_a_phase_on_the_board),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.member("deal_type", say("Change type"), say("Type: {label}"), DealType, may_be_empty=False),
        actions.ARCHIVE,
    ),
    shown="title",
    is_recalled=True,
)
