"""Contracts: written agreements, and where they stand."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Contract,
    ContractParty,
    ContractState,
    DealType,
    Organisation,
    Service,
    User,
    utc_now,
)
from sambruk_crm.services import clock, folding
from sambruk_crm.services.paging import Page, Paging, fetch, group_by_id, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import Amount, Day, Input, Key, Line, Text, check_version, merge, parse


class ContractInput(Input):
    """What can be written of a contract. No field is mandatory; it needs a title or a party to be shown by."""

    title: Annotated[Line, Field(max_length=300)] = ""
    contract_type: DealType = DealType.STANDARD
    service_id: Key = None
    value: Amount = None
    from_on: Day = None
    to_on: Day = None
    notice_on: Day = None
    owner_id: Key = None
    note: Text = ""


@dataclass(frozen=True)
class ContractFilter:
    """Which contracts are wanted: all that fit every part that is given; within a part any of its values."""

    text: str = ""
    state: tuple[ContractState, ...] = ()
    contract_type: tuple[DealType, ...] = ()
    service: tuple[int, ...] = ()
    owner: tuple[int, ...] = ()
    organisation: tuple[int, ...] = ()


@dataclass(frozen=True)
class ContractRow:
    """A contract as lists show it. Days are ISO days, or empty."""

    id: int
    version: int
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


def sort_columns(actor: Actor) -> dict[str, ColumnElement[Any]]:
    """Name what lists of contracts can be sorted by; titles follow the reader's alphabet."""
    columns = sa.inspect(Contract).c
    return {
        "title": columns[folding.SORT_COLUMNS[actor.locale]],
        "contract_type": sa.cast(Contract.contract_type, sa.String),
        "value": sa.func.coalesce(Contract.value, -1),
        "from": sa.func.coalesce(Contract.from_on, date.min),
        "to": sa.func.coalesce(Contract.to_on, date.max),
        "created": columns.created_at,
        "id": columns.id,
    }


def state_clause(state: ContractState, on: date) -> ColumnElement[bool]:
    """Say in SQL that a contract is in a state on a day; `_state` says the same of a row."""
    party = sa.exists().where(ContractParty.contract_id == Contract.id)
    ended = sa.and_(col(Contract.to_on).is_not(None), col(Contract.to_on) < on)
    ahead = sa.and_(col(Contract.from_on).is_not(None), col(Contract.from_on) > on)
    signed = sa.and_(party, sa.not_(party.where(col(ContractParty.signed_on).is_(None))))
    return {
        ContractState.ENDED: ended,
        ContractState.UNSIGNED: sa.and_(sa.not_(ended), sa.not_(signed)),
        ContractState.FUTURE: sa.and_(sa.not_(ended), signed, ahead),
        ContractState.RUNNING: sa.and_(sa.not_(ended), signed, sa.not_(ahead)),
    }[state]


def where(session: Session, wanted: ContractFilter) -> ColumnElement[bool]:
    """Turn a filter into SQL."""
    parts: list[ColumnElement[bool]] = [col(Contract.deleted_at).is_(None)]
    if wanted.text:
        parts.append(folding.matches(session, Contract, wanted.text))
    plain: dict[Any, tuple[Any, ...]] = {
        Contract.contract_type: wanted.contract_type,
        Contract.service_id: wanted.service,
        Contract.owner_id: wanted.owner,
    }
    parts += [col(column).in_(values) for column, values in plain.items() if values]
    if wanted.state:
        today = clock.today(session)
        parts.append(sa.or_(*(state_clause(state, today) for state in wanted.state)))
    if wanted.organisation:
        having = sa.select(ContractParty.contract_id).where(col(ContractParty.organisation_id).in_(wanted.organisation))
        parts.append(col(Contract.id).in_(having))
    return sa.and_(*parts)


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
    require(actor, Permission.VIEW)
    return fetch(session, Contract, where(session, wanted), order_of(sort, sort_columns(actor)), paging or Paging())


def rows(session: Session, found: list[Contract]) -> list[ContractRow]:
    """Show contracts as lists do, in as many queries as one would take."""
    names = party_names(session, [contract.key for contract in found])
    services = _names(session, Service, {contract.service_id for contract in found})
    owners = _names(session, User, {contract.owner_id for contract in found})
    signed = _signed(session, [contract.key for contract in found])
    today = clock.today(session)
    return [
        ContractRow(
            id=contract.key,
            version=contract.version,
            title=contract.title or ", ".join(name for _, name in names.get(contract.key, [])),
            parties=names.get(contract.key, []),
            service=services.get(contract.service_id, ""),
            contract_type=contract.contract_type,
            state=_state(contract, today, is_signed=contract.key in signed),
            value=None if contract.value is None else float(contract.value),
            currency=contract.currency,
            from_on=contract.from_on.isoformat() if contract.from_on else "",
            to_on=contract.to_on.isoformat() if contract.to_on else "",
            owner=owners.get(contract.owner_id, ""),
        )
        for contract in found
    ]


def party_names(session: Session, contract_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Give the parties' keys and names, by contract."""
    query = (
        sa.select(ContractParty.contract_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return group_by_id(session.execute(query))


def get(session: Session, actor: Actor, contract_id: int, *, for_update: bool = False) -> Contract:
    """Give a contract that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Contract, contract_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This contract does not exist."))
    return found


def of_deal(session: Session, actor: Actor, deal_id: int) -> Contract | None:
    """Give the contract that a deal became, if it has."""
    require(actor, Permission.VIEW)
    query = select(Contract).where(Contract.deal_id == deal_id, col(Contract.deleted_at).is_(None))
    return session.exec(query.order_by(col(Contract.id))).first()


def update(
    session: Session,
    actor: Actor,
    contract_id: int,
    values: dict[str, Any] | ContractInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> Contract:
    """Change what was sent and nothing else; `version` and `base` as for deals.

    Raises:
        StaleError: with the current values.
    """
    require(actor, Permission.EDIT_DEALS)
    contract = get(session, actor, contract_id, for_update=True)
    check_version(contract, version, contract.model_dump(mode="json"))
    write(session, contract, parse(ContractInput, values), base)
    make_findable(session, contract)
    return contract


def delete(session: Session, actor: Actor, contract_id: int, *, version: int | None = None) -> None:
    """Put a contract in the trash."""
    require(actor, Permission.DELETE_RECORDS)
    contract = get(session, actor, contract_id)
    check_version(contract, version, contract.model_dump(mode="json"))
    contract.deleted_at = utc_now()
    session.flush()


def write(session: Session, contract: Contract, wanted: ContractInput, base: dict[str, Any] | None = None) -> None:
    """Put what was sent into a contract, as part of another rule; the caller has checked the right."""
    for name, table in (("service_id", Service), ("owner_id", User)):
        if getattr(wanted, name) is not None and session.get(table, getattr(wanted, name)) is None:
            raise InvalidError({name: say("Choose one from the list.")})
    merge(contract, wanted.sent(), base)
    refuse_turned(contract.from_on, contract.to_on)
    session.add(contract)
    session.flush()


def make_findable(session: Session, contract: Contract) -> None:
    """Set what the contract is found by: its title and its parties.

    Raises:
        InvalidError: it has neither, so there is nothing to show it by.
    """
    names = [name for _, name in party_names(session, [contract.key]).get(contract.key, [])]
    shown = contract.title or ", ".join(names)
    if not shown:
        raise InvalidError({"title": say("Give the contract a title or a party.")})
    folding.make_findable(contract, shown, *names)
    session.flush()


def refuse_turned(from_on: date | None, to_on: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if from_on is not None and to_on is not None and to_on < from_on:
        raise InvalidError({"to_on": say("The end lies before the beginning.")})


def _state(contract: Contract, today: date, *, is_signed: bool) -> ContractState:
    if contract.to_on is not None and contract.to_on < today:
        return ContractState.ENDED
    if not is_signed:
        return ContractState.UNSIGNED
    is_ahead = contract.from_on is not None and contract.from_on > today
    return ContractState.FUTURE if is_ahead else ContractState.RUNNING


def _signed(session: Session, contract_ids: list[int]) -> set[int]:
    """Tell which contracts have parties, and all of them have signed."""
    query = (
        sa.select(ContractParty.contract_id)
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .group_by(col(ContractParty.contract_id))
        .having(sa.func.count() == sa.func.count(ContractParty.signed_on))
    )
    return set(session.scalars(query))


def _names(session: Session, table: Any, keys: set[int | None]) -> dict[int | None, str]:
    wanted = [key for key in keys if key is not None]
    return {key: name for key, name in session.execute(sa.select(table.id, table.name).where(table.id.in_(wanted)))}
