"""What each party of a contract pays: all who pay, and always the whole value, whatever changes."""

from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Contract, ContractParty, DealType, Organisation, PartyRole, ShareKind
from sambruk_crm.services import deals

RECEIVING = (PartyRole.SUPPLIER, PartyRole.PROCESSOR)
"""Parties that are paid, or nothing is asked of; the others share the value."""


def settle(session: Session, contract: Contract, *, field: str, changed: ContractParty | None = None) -> None:
    """Divide the value among all parties that pay; what several share is split.

    Fixed amounts stay, but for what then is left or too much: the largest party other than the one that was changed
    bears it. A contract without a value has nothing to divide.

    Args:
        field: beside which a refusal is shown.

    Raises:
        InvalidError: a fixed amount is missing or more than there is, or nobody knows how many live where it counts.
    """
    rows = list(session.exec(select(ContractParty).filter_by(contract_id=contract.key).order_by(col(ContractParty.id))))
    for row in rows:
        if row.role in RECEIVING:
            row.amount = None
    paying = [row for row in rows if row.role not in RECEIVING]
    if contract.value is None or not paying:
        return
    if len(paying) > 1 and contract.contract_type is not DealType.DATA_PRIVACY_ONLY:
        contract.contract_type = DealType.SPLIT
    if contract.share_kind is ShareKind.FIXED:
        _balance(contract.value, paying, changed, field)
    else:
        _divide(session, contract, paying, field)
    session.flush()


def are_shared(session: Session, contract: Contract) -> bool:
    """Return whether several parties share the value."""
    paying = sa.select(sa.func.count()).where(
        col(ContractParty.contract_id) == contract.id,
        sa.or_(col(ContractParty.role).is_(None), col(ContractParty.role).not_in(RECEIVING)),
    )
    return contract.value is not None and (session.scalar(paying) or 0) > 1


def _divide(session: Session, contract: Contract, paying: list[ContractParty], field: str) -> None:
    keys = {row.organisation_id for row in paying}
    query = sa.select(Organisation.id, sa.func.coalesce(Organisation.population, 0))
    people = dict(session.execute(query.where(col(Organisation.id).in_(keys))).all())
    parties = {row.key: (people[row.organisation_id], row.amount) for row in paying}
    try:
        parts = deals.shares.divide(contract.value or Decimal(0), contract.share_kind, parties)
    except InvalidError as error:
        raise InvalidError({field: next(iter(error.fields.values()))}) from None
    for row in paying:
        row.amount = parts[row.key]


def _balance(value: Decimal, paying: list[ContractParty], changed: ContractParty | None, field: str) -> None:
    missing = [row for row in paying if row.amount is None]
    left = value - sum((row.amount or Decimal(0) for row in paying), Decimal(0))
    if changed in missing and left <= 0:
        raise InvalidError({field: say("The shares are fixed: write what this party pays.")})
    others = [row for row in paying if row is not changed]
    bearers = missing or others or paying
    bearer = max(bearers, key=lambda row: (row.amount or Decimal(0), -row.key))
    total = (bearer.amount or Decimal(0)) + left
    if total < 0 or (bearer is changed and changed not in missing and left):
        whole = sum((row.amount or Decimal(0) for row in paying), Decimal(0))
        raise InvalidError({field: say("The shares add up to {total}, not to {value}.", total=whole, value=value)})
    bearer.amount = total
