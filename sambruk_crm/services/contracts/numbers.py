"""The numbers of contracts: a series per year, or whatever is written instead; no number is given twice."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sambruk_crm.errors import InvalidError, say
from sambruk_crm.models import Contract, ContractSeries, utc_now
from sambruk_crm.services import clock

DIGITS = 3
"""Of the number within its year, at least."""
BEGIN = sa.text(
    "INSERT INTO contract_series (created_at, year, last) VALUES (:now, :year, 0) ON CONFLICT DO NOTHING"
).bindparams(sa.bindparam("now", type_=sa.DateTime(timezone=True)))


def following(session: Session) -> str:
    """Return the next number of this year's series that no contract has; whoever asks next waits for this one."""
    year = clock.today(session).year
    session.execute(BEGIN, {"now": utc_now(), "year": year})
    series = session.exec(select(ContractSeries).where(ContractSeries.year == year).with_for_update()).one()
    while True:
        series.last += 1
        number = f"{year}-{series.last:0{DIGITS}d}"
        if _holder(session, number) is None:
            break
    session.flush()
    return number


def refuse_taken(session: Session, contract: Contract) -> None:
    """Refuse a number that another contract has, also one in the trash."""
    if contract.number and _holder(session, contract.number) not in (None, contract.id):
        raise InvalidError({"number": say("Another contract has this number.")})


def _holder(session: Session, number: str) -> int | None:
    with session.no_autoflush:
        return session.scalar(sa.select(Contract.id).where(col(Contract.number) == number))
