"""Contracts and their parties over REST."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Asked,
    Key,
    Listed,
    Version,
    Versioned,
    answer,
    asked,
    showing,
)
from sambruk_crm.models import Contract, DealType, ShareKind
from sambruk_crm.services import contracts
from sambruk_crm.services.contracts import ContractFilter, ContractInput, PartyInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input

router = noun("contracts")


class PartyOut(BaseModel):
    """An organisation's part of a contract."""

    id: int
    version: int
    organisation_id: int
    amount: Decimal | None
    signed_on: date | None
    from_on: date | None
    to_on: date | None


class ContractOut(BaseModel):
    """A contract."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    title: str
    deal_id: int | None
    service_id: int | None
    contract_type: DealType
    share_kind: ShareKind
    """How the value is divided among the parties; their amounts follow it, unless they are fixed."""
    value: Decimal | None
    currency: str
    from_on: date | None
    to_on: date | None
    notice_on: date | None
    owner_id: int | None
    note: str


class ContractRecordOut(ContractOut):
    """A contract with its parties."""

    parties: list[PartyOut]


class ContractPatch(ContractInput, Versioned):
    """Fields to change, and the version that was read."""


class PartyPatch(PartyInput, Versioned):
    """Fields to change, and the version that was read."""


class WonDeal(Input):
    """The won deal that becomes a contract."""

    deal_id: int


@router.get("")
def list_contracts(
    caller: Caller, question: Annotated[Asked[ContractFilter], asked("contract", ContractFilter)]
) -> Listed[ContractOut]:
    """List the contracts that fit every filter."""
    with db.reading() as session:
        found = contracts.find(session, caller, question.wanted, sort=question.sort, paging=question.paging)
    items = [ContractOut.model_validate(contract, from_attributes=True) for contract in found.items]
    return Listed[ContractOut](**answer(found, items))


@router.post("", status_code=201)
def create_contract(caller: Caller, body: ContractInput, response: Response) -> ContractRecordOut:
    """Add a contract."""
    with db.transaction(caller.user_id) as session:
        contract = contracts.making.create(session, caller, body)
        response.headers["Location"] = f"/api/v1/contracts/{contract.key}"
        return _out(session, caller, contract)


@router.post("/from-deal", status_code=201)
def create_contract_from_deal(caller: Caller, body: WonDeal, response: Response) -> ContractRecordOut:
    """Make the contract of a won deal, with its parties, shares, service, type and value."""
    with db.transaction(caller.user_id) as session:
        contract = contracts.making.from_deal(session, caller, body.deal_id)
        response.headers["Location"] = f"/api/v1/contracts/{contract.key}"
        return _out(session, caller, contract)


@router.get("/{contract_id}")
def get_contract(caller: Caller, contract_id: Key) -> ContractRecordOut:
    """Return a contract with its parties."""
    with db.reading() as session:
        return _out(session, caller, contracts.get(session, caller, contract_id))


@router.patch("/{contract_id}")
def patch_contract(caller: Caller, contract_id: Key, body: ContractPatch) -> ContractRecordOut:
    """Change the fields that are sent; an older version answers 409 with the current values."""
    with showing(get_contract, caller, contract_id), db.transaction(caller.user_id) as session:
        contract = contracts.update(session, caller, contract_id, body.changes(), version=body.version)
        return _out(session, caller, contract)


@router.delete("/{contract_id}", status_code=204)
def delete_contract(caller: Caller, contract_id: Key, version: Version = None) -> None:
    """Put a contract in the trash."""
    with showing(get_contract, caller, contract_id), db.transaction(caller.user_id) as session:
        contracts.delete(session, caller, contract_id, version=version)


@router.post("/{contract_id}/parties", status_code=201)
def add_party(caller: Caller, contract_id: Key, body: PartyInput) -> ContractRecordOut:
    """Let an organisation be a party."""
    with db.transaction(caller.user_id) as session:
        contract = contracts.get(session, caller, contract_id)
        contracts.parties.add(session, caller, contract_id, body)
        return _out(session, caller, contract)


@router.patch("/{contract_id}/parties/{party_id}")
def patch_party(caller: Caller, contract_id: Key, party_id: Key, body: PartyPatch) -> ContractRecordOut:
    """Change a party's share, signature or period."""
    with showing(get_contract, caller, contract_id), db.transaction(caller.user_id) as session:
        contract = contracts.get(session, caller, contract_id)
        contracts.parties.update(session, caller, contract_id, party_id, body.changes(), version=body.version)
        return _out(session, caller, contract)


@router.delete("/{contract_id}/parties/{party_id}", status_code=204)
def remove_party(caller: Caller, contract_id: Key, party_id: Key) -> None:
    """Take a party out of the contract."""
    with db.transaction(caller.user_id) as session:
        contracts.parties.remove(session, caller, contract_id, party_id)


def _out(session: Session, caller: Actor, contract: Contract) -> ContractRecordOut:
    parties = contracts.parties.of_contract(session, caller, contract.key)
    return ContractRecordOut(
        **ContractOut.model_validate(contract, from_attributes=True).model_dump(),
        parties=[PartyOut.model_validate(party, from_attributes=True) for party, _ in parties],
    )
