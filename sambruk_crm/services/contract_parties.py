"""The parties of contracts: each with its own share, signature and period."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import Contract, ContractParty, Organisation
from sambruk_crm.services import folding
from sambruk_crm.services.paging import group_by_id
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import Amount, Day, Input, Key, check_version, merge, parse


class PartyInput(Input):
    """An organisation's part of a contract; without days of its own it follows the contract's."""

    organisation_id: Key = None
    amount: Amount = None
    signed_on: Day = None
    from_on: Day = None
    to_on: Day = None


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


def names_of(session: Session, contract_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    """Give the parties' keys and names, by contract."""
    query = (
        sa.select(ContractParty.contract_id, Organisation.id, Organisation.name)
        .join(Organisation, col(Organisation.id) == ContractParty.organisation_id)
        .where(col(ContractParty.contract_id).in_(contract_ids))
        .order_by(col(Organisation.sort_sv), col(ContractParty.id))
    )
    return group_by_id(session.execute(query))


def unsigned(session: Session, contract_ids: list[int]) -> set[int]:
    """Tell which contracts still wait for a party to sign."""
    query = sa.select(ContractParty.contract_id).where(
        col(ContractParty.contract_id).in_(contract_ids), col(ContractParty.signed_on).is_(None)
    )
    return set(session.scalars(query))


def add(session: Session, actor: Actor, contract_id: int, values: dict[str, Any] | PartyInput) -> ContractParty:
    """Let an organisation be a party."""
    require(actor, Permission.EDIT_DEALS)
    wanted = parse(PartyInput, values)
    if wanted.organisation_id is None or session.get(Organisation, wanted.organisation_id) is None:
        raise InvalidError({"organisation_id": say("Choose one from the list.")})
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
    party = _get(session, contract_id, party_id)
    check_version(party, version, party.model_dump(mode="json"))
    _write(session, party, parse(PartyInput, values), base)
    return party


def remove(session: Session, actor: Actor, contract_id: int, party_id: int) -> None:
    """Take a party out of the contract."""
    require(actor, Permission.EDIT_DEALS)
    session.delete(_get(session, contract_id, party_id))
    session.flush()
    _make_findable(session, contract_id)


def refuse_turned(from_on: date | None, to_on: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if from_on is not None and to_on is not None and to_on < from_on:
        raise InvalidError({"to_on": say("The end lies before the beginning.")})


def _get(session: Session, contract_id: int, party_id: int) -> ContractParty:
    found = session.get(ContractParty, party_id, with_for_update=HELD)
    if found is None or found.contract_id != contract_id:
        raise NotFoundError(say("This party does not exist."))
    return found


def _write(session: Session, party: ContractParty, wanted: PartyInput, base: dict[str, Any] | None) -> None:
    merge(party, {name: value for name, value in wanted.sent().items() if name != "organisation_id"}, base)
    refuse_turned(party.from_on, party.to_on)
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
    _make_findable(session, party.contract_id)


def _make_findable(session: Session, contract_id: int) -> None:
    contract = session.get_one(Contract, contract_id)
    names = [name for _, name in names_of(session, [contract_id]).get(contract_id, [])]
    folding.make_findable(contract, contract.title or ", ".join(names), *names)
    session.flush()
