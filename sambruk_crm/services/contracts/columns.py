"""What contracts can be shown and taken out with."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import say
from sambruk_crm.models import (
    Charged,
    Contract,
    ContractParty,
    ContractState,
    Deal,
    DealType,
    HistoryEntry,
    Organisation,
    Renewal,
    Service,
    ShareKind,
    Todo,
)
from sambruk_crm.services import clock
from sambruk_crm.services.catalogue import (
    Column,
    Control,
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
)
from sambruk_crm.services.contracts.standing import counties, party_names, state_clause
from sambruk_crm.services.paging import among, group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.sheets import CellKind
from sambruk_crm.services.vocabularies import word


def _parties(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    found = party_names(session, ids(rows))
    return {key: listed(name for _, name in parties) for key, parties in found.items()}


def _states(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    today = clock.today(session)
    state = sa.case(*((state_clause(state, today), state.value) for state in ContractState))
    query = sa.select(Contract.id, state).where(col(Contract.id).in_(ids(rows)))
    return {key: word(ContractState(value)) for key, value in session.execute(query)}


def _counties(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    query = sa.select(Contract.id, counties()).where(among(col(Contract.id), ids(rows)))
    return {key: names for key, names in session.execute(query)}


def _signatures(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    """Return how many parties each contract has, how many have signed, and the day on which the last one did."""
    signed_on = col(ContractParty.signed_on)
    query = sa.select(ContractParty.contract_id, sa.func.count(), sa.func.count(signed_on), sa.func.max(signed_on))
    query = query.where(among(col(ContractParty.contract_id), ids(rows))).group_by(col(ContractParty.contract_id))
    return {key: (count, signed, last) for key, count, signed, last in session.execute(query)}


def _waiting(session: Session, _actor: Actor, rows: Sequence[Any]) -> dict[int, Any]:
    query = (
        sa.select(ContractParty.contract_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(among(col(ContractParty.contract_id), ids(rows)), col(ContractParty.signed_on).is_(None))
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return {key: listed(names) for key, names in group_by_id(session.execute(query)).items()}


COLUMNS: dict[str, Column] = {
    **fact("number", say("Number"), is_usual=True),
    **fact("title", say("Title"), is_usual=True),
    "parties": linked(say("Parties"), _parties, is_usual=True),
    "county": linked(say("County"), _counties),
    "state": linked(say("Status"), _states, is_usual=True),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id", is_usual=True),
    **fact("contract_type", say("Type"), words=DealType, is_usual=True),
    "value": Column(say("Value"), own("value"), CellKind.NUMBER, is_usual=True),
    **fact("charged", say("Paid"), words=Charged),
    **fact("indexation", say("Indexation")),
    "currency": Column(say("Currency"), own("currency"), is_usual=True),
    **fact("share_kind", say("Shares"), words=ShareKind),
    "from_on": Column(say("From"), own("from_on"), CellKind.DATE, is_usual=True),
    "to_on": Column(say("To"), own("to_on"), CellKind.DATE, is_usual=True),
    **fact("renewal", say("At the end"), words=Renewal),
    **fact("renewal_months", say("Renews for (months)"), control=Control.NUMBER, adds_up=False),
    **fact("notice_months", say("Notice period (months)"), control=Control.NUMBER, adds_up=False),
    **fact("notice_on", say("Notice by"), control=Control.DATE, is_usual=True),
    **fact("notice_given_on", say("Notice given"), control=Control.DATE),
    **fact("data_categories", say("Categories of data"), control=Control.LONG),
    **fact("sub_processors", say("Sub-processors"), control=Control.LONG),
    **fact("review_on", say("Next review"), control=Control.DATE),
    "party_count": part(say("Number of parties"), _signatures, 0, CellKind.WHOLE),
    "signed_count": part(say("Parties that have signed"), _signatures, 1, CellKind.WHOLE),
    "unsigned": linked(say("Parties that have not signed"), _waiting),
    "last_signed_on": part(say("Last signature"), _signatures, 2, CellKind.DATE),
    "owner": linked(say("Owner"), users_of("owner_id"), "owner_id", is_usual=True),
    "deal": linked(say("Deal"), named(Deal, "deal_id", "title"), "deal_id"),
    **fact("note", say("Note"), control=Control.LONG),
    "last_contact": linked(say("Last contact"), last_contact(HistoryEntry.contract_id), kind=CellKind.TIME),
    "next_todo": linked(say("Next to-do"), next_todo(Todo.contract_id), kind=CellKind.TIME),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
    "updated_at": Column(say("Changed"), own("updated_at"), CellKind.TIME),
}
