"""Between whom contracts are, and where they stand on a day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.models import Contract, ContractParty, ContractState, Organisation
from sambruk_crm.services.paging import group_by_id


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
    ended = sa.and_(col(Contract.to_on).is_not(None), col(Contract.to_on) < on)
    ahead = sa.and_(col(Contract.from_on).is_not(None), col(Contract.from_on) > on)
    signed = sa.and_(party, sa.not_(party.where(col(ContractParty.signed_on).is_(None))))
    return {
        ContractState.ENDED: ended,
        ContractState.UNSIGNED: sa.and_(sa.not_(ended), sa.not_(signed)),
        ContractState.FUTURE: sa.and_(sa.not_(ended), signed, ahead),
        ContractState.RUNNING: sa.and_(sa.not_(ended), signed, sa.not_(ahead)),
    }[state]


def state_of(contract: Contract, today: date, *, is_signed: bool) -> ContractState:
    """Return where a contract stands."""
    if contract.to_on is not None and contract.to_on < today:
        return ContractState.ENDED
    if not is_signed:
        return ContractState.UNSIGNED
    is_ahead = contract.from_on is not None and contract.from_on > today
    return ContractState.FUTURE if is_ahead else ContractState.RUNNING


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
