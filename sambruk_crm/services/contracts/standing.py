"""Between whom contracts are, and where they stand on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Contract, ContractParty, ContractState, Organisation
from sambruk_crm.services import clock
from sambruk_crm.services.contracts import terms
from sambruk_crm.services.paging import group_by_id

UNSIGNED = (ContractState.DRAFT, ContractState.SENT, ContractState.PARTLY_SIGNED)
"""Where contracts stand that wait for a signature."""


@dataclass(frozen=True)
class Signing:
    """How many parties a contract has, how many it was sent to, and how many have signed it."""

    parties: int = 0
    sent: int = 0
    signed: int = 0


def party_names(session: Session, contract_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the parties' keys and names, by contract."""
    query = (
        sa.select(ContractParty.contract_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return group_by_id(session.execute(query))


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


def states_of(session: Session, found: Iterable[Contract]) -> dict[int, ContractState]:
    """Return where contracts stand today, by key."""
    today = clock.today(session)
    contracts = {contract.key: contract for contract in found}
    signed = signings(session, list(contracts))
    return {key: state_of(contract, today, signed.get(key, Signing())) for key, contract in contracts.items()}


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


def by_state(on: date) -> ColumnElement[int]:
    """Return the sort by state, in the order of its vocabulary."""
    return sa.case(*((state_clause(state, on), at) for at, state in enumerate(ContractState)), else_=len(ContractState))


def counties() -> ColumnElement[str]:
    """Return a contract's counties, as `Listed` ones are written: each once, by name; empty for none."""
    each = (
        sa.select(Organisation.county_name)
        .join(ContractParty, col(ContractParty.organisation_id) == Organisation.id)
        .where(ContractParty.contract_id == Contract.id, Organisation.county_name != "")
        .distinct()
        .order_by(Organisation.county_name)
        .correlate(Contract)
        .subquery()
    )
    return sa.func.coalesce(sa.select(sa.func.aggregate_strings(each.c.county_name, "; ")).scalar_subquery(), "")


def party_count() -> ColumnElement[int]:
    """Return how many parties a contract has."""
    return sa.select(sa.func.count()).where(ContractParty.contract_id == Contract.id).scalar_subquery()
