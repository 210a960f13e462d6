"""What each party of a contract pays: divided anew whenever parties, value or the way of sharing change."""

from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Contract, ContractParty, Organisation, ShareKind
from sambruk_crm.services import deals


def settle(session: Session, contract: Contract, *, field: str) -> None:
    """Divide the value among all parties; fixed amounts stay as they are, but are never more than the value.

    A contract without a value has nothing to divide.

    Args:
        field: beside which a refusal is shown.

    Raises:
        InvalidError: fixed amounts are more than the value, or nobody knows how many live where it counts.
    """
    rows = list(session.exec(select(ContractParty).filter_by(contract_id=contract.key).order_by(col(ContractParty.id))))
    if contract.value is None or not rows:
        return
    if contract.share_kind is ShareKind.FIXED:
        total = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
        if total > contract.value:
            message = say("The shares add up to {total}, not to {value}.", total=total, value=contract.value)
            raise InvalidError({field: message})
        return
    keys = {row.organisation_id for row in rows}
    query = sa.select(Organisation.id, sa.func.coalesce(Organisation.population, 0))
    people = dict(session.execute(query.where(col(Organisation.id).in_(keys))).all())
    parties = {row.key: (people[row.organisation_id], row.amount) for row in rows}
    try:
        parts = deals.shares.divide(contract.value, contract.share_kind, parties)
    except InvalidError as error:
        raise InvalidError({field: next(iter(error.fields.values()))}) from None
    for row in rows:
        row.amount = parts[row.key]
    session.flush()
