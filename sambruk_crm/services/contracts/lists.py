"""Contracts as people look at them: the list, what it can be asked, and where each contract stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    HistoryEntry,
    Organisation,
    Service,
    Todo,
    User,
)
from sambruk_crm.services import clock
from sambruk_crm.services.catalogue import (
    Cases,
    Code,
    In,
    ListFilter,
    NounList,
    Sorts,
    Through,
    by_last_contact,
    by_next_todo,
    facts_of,
    kept,
    name_of,
    rows_of,
    written,
)
from sambruk_crm.services.contracts.columns import COLUMNS
from sambruk_crm.services.contracts.standing import (
    by_state,
    counties,
    party_count,
    party_names,
    state_clause,
    states_of,
)
from sambruk_crm.services.paging import Page, Paging
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
    county: tuple[Code, ...] = ()


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
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """Values of its own by their columns' names, those that were asked for."""


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
        "county": counties,
        "party_count": party_count,
        "last_contact": by_last_contact(HistoryEntry.contract_id, Contract.id),
        "next_todo": by_next_todo(Todo.contract_id, Contract.id, actor),
        "created": columns.created_at,
        "created_at": columns.created_at,
        "updated_at": columns.updated_at,
        "id": columns.id,
    }


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
        "county": Through(
            Organisation.county_code,
            ContractParty.contract_id,
            Contract.id,
            lambda _session: col(ContractParty.organisation_id) == Organisation.id,
            is_countable=False,
        ),
    },
    sorts=lambda session, actor, _wanted: sort_columns(actor) | {"state": lambda: by_state(clock.today(session))},
    facts=facts_of(COLUMNS),
    usual_sort="title",
    summed=lambda *_: {"value": sa.inspect(Contract).c.value},
    currency=sa.inspect(Contract).c.currency,
)


def search(
    session: Session,
    actor: Actor,
    wanted: ContractFilter,
    *,
    sort: str = "title",
    paging: Paging | None = None,
    facts: Sequence[str] = (),
) -> Page[ContractRow]:
    """List the contracts that fit, as rows with the values of their own that are asked for."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page(rows(session, page.items, facts), page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: ContractFilter, *, sort: str = "title", paging: Paging | None = None
) -> Page[Contract]:
    """List the contracts that fit, as they are stored."""
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def rows(session: Session, found: list[Contract], facts: Sequence[str] = ()) -> list[ContractRow]:
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
            facts={name: written(getattr(contract, name)) for name in facts},
        )
        for contract in found
    ]


def names(session: Session, keys: Iterable[int | None]) -> dict[int | None, str]:
    """Return what contracts are called, by key, also those in the trash: their title, or else their parties."""
    found = rows_of(session, Contract, keys)
    parties = party_names(session, [contract.key for contract in found if not contract.title])
    return {
        contract.id: contract.title or ", ".join(name for _, name in parties.get(contract.key, []))
        for contract in found
    }


def _names(session: Session, table: Any, keys: set[int | None]) -> dict[int | None, str]:
    wanted = [key for key in keys if key is not None]
    return {key: name for key, name in session.execute(sa.select(table.id, table.name).where(table.id.in_(wanted)))}
