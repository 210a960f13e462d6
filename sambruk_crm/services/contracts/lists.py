"""Contracts as people look at them: the list, what it can be asked, and where each contract stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import (
    Contract,
    ContractParty,
    ContractState,
    DealType,
    Organisation,
    Service,
    User,
)
from sambruk_crm.services import clock
from sambruk_crm.services.catalogue import Cases, In, ListFilter, NounList, Sorts, Through, kept, name_of, rows_of
from sambruk_crm.services.contracts import terms
from sambruk_crm.services.paging import Page, Paging, group_by_id
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values import folding


@dataclass(frozen=True, kw_only=True)
class ContractFilter(ListFilter):
    """Which contracts are wanted: all that fit every part that is given; within a part any of its values."""

    state: tuple[ContractState, ...] = ()
    contract_type: tuple[DealType, ...] = ()
    service: tuple[int, ...] = ()
    owner: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()


@dataclass(frozen=True)
class Signing:
    """How many parties a contract has, how many it was sent to, and how many have signed it."""

    parties: int = 0
    sent: int = 0
    signed: int = 0


@dataclass(frozen=True)
class ContractRow:
    """A contract as lists show it. Days are ISO days, or empty."""

    id: int
    version: int
    number: str
    title: str
    parties: list[tuple[int, str]]
    service: str
    contract_type: str
    state: str
    value: float | None
    currency: str
    from_on: str
    to_on: str
    owner: str


UNSIGNED = (ContractState.DRAFT, ContractState.SENT, ContractState.PARTLY_SIGNED)
"""Where contracts stand that wait for a signature."""


def sort_columns(actor: Actor) -> Sorts:
    """Return the columns that lists of contracts can be sorted by; titles follow the reader's alphabet."""
    columns = sa.inspect(Contract).c
    return {
        "number": columns.number,
        "title": columns[folding.SORT_COLUMNS[actor.locale]],
        "contract_type": sa.cast(Contract.contract_type, sa.String),
        "value": sa.func.coalesce(Contract.value, -1),
        "from": sa.func.coalesce(Contract.from_on, date.min),
        "to": sa.func.coalesce(Contract.to_on, date.max),
        "service": name_of(Service, Contract.service_id),
        "owner": name_of(User, Contract.owner_id),
        "created": columns.created_at,
        "id": columns.id,
    }


def state_clause(state: ContractState, on: date) -> ColumnElement[bool]:
    """Return the SQL condition that a contract is in a state on a day; `state_of` says the same of a row."""
    party = sa.exists().where(ContractParty.contract_id == Contract.id)
    signed = party.where(col(ContractParty.signed_on).is_not(None))
    unsigned = party.where(col(ContractParty.signed_on).is_(None))
    sent = party.where(col(ContractParty.sent_on).is_not(None))
    over = sa.and_(terms.LAST_DAY.is_not(None), on > terms.LAST_DAY)
    whole = sa.and_(sa.not_(over), signed, sa.not_(unsigned))
    ahead = sa.and_(col(Contract.from_on).is_not(None), col(Contract.from_on) > on)
    noticed = sa.and_(col(Contract.notice_given_on).is_not(None), col(Contract.notice_given_on) <= on)
    return {
        ContractState.DRAFT: sa.and_(sa.not_(over), sa.not_(signed), sa.not_(sent)),
        ContractState.SENT: sa.and_(sa.not_(over), sa.not_(signed), sent),
        ContractState.PARTLY_SIGNED: sa.and_(sa.not_(over), signed, unsigned),
        ContractState.FUTURE: sa.and_(whole, sa.not_(noticed), ahead),
        ContractState.IN_FORCE: sa.and_(whole, sa.not_(noticed), sa.not_(ahead)),
        ContractState.NOTICE_GIVEN: sa.and_(whole, noticed),
        ContractState.ENDED: over,
    }[state]


def state_of(contract: Contract, on: date, signing: Signing) -> ContractState:
    """Return where a contract stands on a day."""
    ends_on = terms.last_day(contract)
    if ends_on is not None and ends_on < on:
        return ContractState.ENDED
    if not signing.signed:
        return ContractState.SENT if signing.sent else ContractState.DRAFT
    if signing.signed < signing.parties:
        return ContractState.PARTLY_SIGNED
    if contract.notice_given_on is not None and contract.notice_given_on <= on:
        return ContractState.NOTICE_GIVEN
    is_ahead = contract.from_on is not None and contract.from_on > on
    return ContractState.FUTURE if is_ahead else ContractState.IN_FORCE


def _states(session: Session, _wanted: ContractFilter) -> list[tuple[str, ColumnElement[bool]]]:
    today = clock.today(session)
    return [(state.value, state_clause(state, today)) for state in ContractState]


LIST = NounList(
    table=Contract,
    filter=ContractFilter,
    present=kept(Contract),
    criteria={
        "state": Cases(_states),
        "contract_type": In(Contract.contract_type),
        "service": In(Contract.service_id),
        "owner": In(Contract.owner_id),
        "organisation": Through(
            ContractParty.organisation_id, ContractParty.contract_id, Contract.id, is_countable=False
        ),
    },
    sorts=lambda _session, actor, _wanted: sort_columns(actor),
    usual_sort="title",
    summed=lambda *_: {"value": sa.inspect(Contract).c.value},
    currency=sa.inspect(Contract).c.currency,
)


def search(
    session: Session, actor: Actor, wanted: ContractFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[ContractRow]:
    """List the contracts that fit, as rows."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page(rows(session, page.items), page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: ContractFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[Contract]:
    """List the contracts that fit, as they are stored."""
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def rows(session: Session, found: list[Contract]) -> list[ContractRow]:
    """Show contracts as lists do, in as many queries as one would take."""
    names = party_names(session, [contract.key for contract in found])
    services = _names(session, Service, {contract.service_id for contract in found})
    owners = _names(session, User, {contract.owner_id for contract in found})
    states = states_of(session, found)
    return [
        ContractRow(
            id=contract.key,
            version=contract.version,
            title=contract.title or ", ".join(name for _, name in names.get(contract.key, [])),
            parties=names.get(contract.key, []),
            service=services.get(contract.service_id, ""),
            contract_type=contract.contract_type,
            number=contract.number,
            state=states[contract.key],
            value=None if contract.value is None else float(contract.value),
            currency=contract.currency,
            from_on=contract.from_on.isoformat() if contract.from_on else "",
            to_on=contract.to_on.isoformat() if contract.to_on else "",
            owner=owners.get(contract.owner_id, ""),
        )
        for contract in found
    ]


def states_of(session: Session, found: Iterable[Contract]) -> dict[int, ContractState]:
    """Return where contracts stand today, by key."""
    today = clock.today(session)
    contracts = {contract.key: contract for contract in found}
    signed = signings(session, list(contracts))
    return {key: state_of(contract, today, signed.get(key, Signing())) for key, contract in contracts.items()}


def names(session: Session, keys: Iterable[int | None]) -> dict[int | None, str]:
    """Return what contracts are called, by key, also those in the trash: their title, or else their parties."""
    found = rows_of(session, Contract, keys)
    parties = party_names(session, [contract.key for contract in found if not contract.title])
    return {
        contract.id: contract.title or ", ".join(name for _, name in parties.get(contract.key, []))
        for contract in found
    }


def party_names(session: Session, contract_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the parties' keys and names, by contract."""
    query = (
        sa.select(ContractParty.contract_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return group_by_id(session.execute(query))


def signings(session: Session, contract_ids: list[int]) -> dict[int, Signing]:
    """Return how far contracts with parties are signed, by contract."""
    query = (
        sa.select(
            ContractParty.contract_id,
            sa.func.count(),
            sa.func.count(ContractParty.sent_on),
            sa.func.count(ContractParty.signed_on),
        )
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .group_by(col(ContractParty.contract_id))
    )
    return {key: Signing(*counts) for key, *counts in session.execute(query)}


def _names(session: Session, table: Any, keys: set[int | None]) -> dict[int | None, str]:
    wanted = [key for key in keys if key is not None]
    return {key: name for key, name in session.execute(sa.select(table.id, table.name).where(table.id.in_(wanted)))}
