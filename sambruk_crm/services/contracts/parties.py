"""The parties of contracts: each with its own share, signature and period."""

from datetime import date
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Contract, ContractParty, Organisation, PartyRole, ShareKind, Signature
from sambruk_crm.services.contracts import rules, shares, terms
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import Amount, Blank, Day, Input, Key, Line, check_version, merge, parse

BEGINS = sa.func.coalesce(ContractParty.from_on, Contract.from_on)
ENDS = sa.func.coalesce(ContractParty.to_on, terms.LAST_DAY)
"""The first and the last day of a party: its own, or its contract's. For queries that have both tables."""


class PartyInput(Input):
    """An organisation's part of a contract; without days of its own it follows the contract's.

    An `amount` other than the party has makes the contract's shares fixed ones; without one it gets its share. Who is
    paid (the supplier) has none.
    """

    organisation_id: Key = None
    amount: Amount = None
    role: Annotated[PartyRole | None, Blank] = None
    sent_on: Day = None
    signed_on: Day = None
    declined_on: Day = None
    signatory: Line = ""
    from_on: Day = None
    to_on: Day = None


def lasts_on(day: date) -> ColumnElement[bool]:
    """Return the SQL condition that a party's period holds on a day, its last one included."""
    return sa.and_(sa.or_(BEGINS.is_(None), day >= BEGINS), sa.or_(ENDS.is_(None), day <= ENDS))


def of_contract(session: Session, actor: Actor, contract_id: int) -> list[tuple[ContractParty, str]]:
    """List a contract's parties with their names."""
    require(actor, Permission.VIEW)
    query = (
        sa.select(ContractParty, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id) == contract_id)
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return [(party, name) for party, name in session.execute(query)]


def add(session: Session, actor: Actor, contract_id: int, values: dict[str, Any] | PartyInput) -> ContractParty:
    """Let an organisation be a party; the contract is held meanwhile, so that none becomes one twice."""
    require(actor, Permission.EDIT_DEALS)
    wanted = parse(PartyInput, values)
    if wanted.organisation_id is None or session.get(Organisation, wanted.organisation_id) is None:
        raise InvalidError({"organisation_id": say("Choose one from the list.")})
    rules.get(session, actor, contract_id, for_update=True)
    party = ContractParty(contract_id=contract_id, organisation_id=wanted.organisation_id)
    _write(session, party, wanted, None)
    return party


def update(
    session: Session,
    actor: Actor,
    contract_id: int,
    party_id: int,
    values: dict[str, Any] | PartyInput,
    *,
    version: int | None = None,
    base: dict[str, Any] | None = None,
) -> ContractParty:
    """Change a party's share, signature or period; which organisation it is stays."""
    require(actor, Permission.EDIT_DEALS)
    party = _get(session, actor, contract_id, party_id)
    check_version(party, version, party.model_dump(mode="json"))
    _write(session, party, parse(PartyInput, values), base)
    return party


def send(session: Session, actor: Actor, contract_id: int, sent_on: date) -> int:
    """Write down that the contract was sent to all who have neither got nor signed it; returns to how many."""
    require(actor, Permission.EDIT_DEALS)
    rules.get(session, actor, contract_id, for_update=True)
    waiting = [party for party, _ in of_contract(session, actor, contract_id) if party.signature is Signature.NOT_SENT]
    for party in waiting:
        party.sent_on = sent_on
    session.flush()
    return len(waiting)


def remove(session: Session, actor: Actor, contract_id: int, party_id: int) -> None:
    """Take a party out of the contract."""
    require(actor, Permission.EDIT_DEALS)
    session.delete(_get(session, actor, contract_id, party_id))
    session.flush()
    contract = rules.get(session, actor, contract_id)
    shares.settle(session, contract, field="amount")
    rules.make_findable(session, contract)


def _get(session: Session, actor: Actor, contract_id: int, party_id: int) -> ContractParty:
    rules.get(session, actor, contract_id, for_update=True)
    found = session.get(ContractParty, party_id)
    if found is None or found.contract_id != contract_id:
        raise NotFoundError(say("This party does not exist."))
    return found


def _write(session: Session, party: ContractParty, wanted: PartyInput, base: dict[str, Any] | None) -> None:
    values = {name: value for name, value in wanted.sent().items() if name != "organisation_id"}
    contract = session.get_one(Contract, party.contract_id)
    is_new, before = party.id is None, (party.amount, party.role)
    merge(party, values, base)
    if party.amount not in (None, before[0]) and contract.value is not None:
        contract.share_kind = ShareKind.FIXED
    rules.refuse_turned(party.from_on, party.to_on)
    if party.signed_on is not None and party.declined_on is not None:
        raise InvalidError({"declined_on": say("A party signs or declines.")})
    same = sa.select(ContractParty.id).where(
        ContractParty.contract_id == party.contract_id,
        ContractParty.organisation_id == party.organisation_id,
        ContractParty.from_on == party.from_on,
        ContractParty.id != party.id,
    )
    with session.no_autoflush:
        if session.scalar(same) is not None:
            raise InvalidError({"organisation_id": say("It is a party already.")})
    session.add(party)
    session.flush()
    if is_new or contract.share_kind is not ShareKind.FIXED or (party.amount, party.role) != before:
        shares.settle(session, contract, field="amount", changed=party)
    rules.make_findable(session, contract)
