"""What a contract is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Contract, ContractState, Deal, DealType, Service
from sambruk_crm.services import actions, clock, services
from sambruk_crm.services.catalogue import (
    Column,
    Hit,
    Noun,
    Rules,
    Searched,
    Trash,
    by_name,
    ids,
    kept,
    linked,
    listed,
    named,
    own,
    rows_of,
    users_of,
    worded,
)
from sambruk_crm.services.contracts import making, rules
from sambruk_crm.services.contracts.lists import LIST, party_names, state_clause
from sambruk_crm.services.permissions import Actor, Permission
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


COLUMNS: dict[str, Column] = {
    "title": Column(say("Title"), own("title"), is_usual=True),
    "parties": linked(say("Parties"), _parties, is_usual=True),
    "state": linked(say("Status"), _states, is_usual=True),
    "service": linked(say("Service"), named(Service, "service_id"), "service_id", is_usual=True),
    "contract_type": Column(say("Type"), worded("contract_type"), is_usual=True),
    "value": Column(say("Value"), own("value"), CellKind.NUMBER, is_usual=True),
    "currency": Column(say("Currency"), own("currency"), is_usual=True),
    "from_on": Column(say("From"), own("from_on"), CellKind.DATE, is_usual=True),
    "to_on": Column(say("To"), own("to_on"), CellKind.DATE, is_usual=True),
    "notice_on": Column(say("Notice by"), own("notice_on"), CellKind.DATE, is_usual=True),
    "owner": linked(say("Owner"), users_of("owner_id"), "owner_id", is_usual=True),
    "deal": linked(say("Deal"), named(Deal, "deal_id", "title"), "deal_id"),
    "note": Column(say("Note"), own("note")),
    "created_at": Column(say("Created"), own("created_at"), CellKind.TIME),
}


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    parties = party_names(session, keys)
    for row in rows_of(session, Contract, keys):
        signed = parties.get(row.key, [])
        noun, key = ("deal", row.deal_id) if row.deal_id else ("organisation", signed[0][0] if signed else 0)
        names = ", ".join(name for _, name in signed[:3])
        yield Hit("contract", row.key, row.title or names, names, of_noun=noun, of_id=key)


def _refuse_second_of_a_deal(session: Session, actor: Actor, contract: Contract) -> None:
    if contract.deal_id is not None and rules.of_deal(session, actor, contract.deal_id) is not None:
        raise InUseError(say("This deal has its contract already."))


CONTRACT = Noun(
    "contract",
    say("Contract"),
    say("Contracts"),
    Contract,
    path="/contracts",
    permission=Permission.EDIT_DEALS,
    rules=Rules(rules.get, rules.update, rules.delete, making.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Contract), by_name(Contract)),
    trash=Trash(before=_refuse_second_of_a_deal),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.member("contract_type", say("Change type"), say("Type: {label}"), DealType, may_be_empty=False),
        actions.ARCHIVE,
    ),
    shown="title",
    is_recalled=True,
)
