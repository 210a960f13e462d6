"""Contracts and their parties over REST."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Response
from pydantic import BaseModel
from sqlmodel import Session

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.amounts import Money
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
from sambruk_crm.models import Charged, Contract, ContractState, DealType, PartyRole, Renewal, ShareKind, Signature
from sambruk_crm.services import clock, contracts, own_values
from sambruk_crm.services.contracts import ContractFilter, ContractInput, PartyInput
from sambruk_crm.services.permissions import Actor
from sambruk_crm.services.values.validation import Input, OwnFields

router = noun("contracts")


class PartyOut(BaseModel):
    """An organisation's part of a contract."""

    id: int
    version: int
    organisation_id: int
    role: PartyRole | None
    amount: Money
    signature: Signature
    sent_on: date | None
    signed_on: date | None
    declined_on: date | None
    signatory: str
    from_on: date | None
    to_on: date | None


class ContractOut(BaseModel):
    """A contract."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    number: str
    title: str
    deal_id: int | None
    service_id: int | None
    contract_type: DealType
    share_kind: ShareKind
    """How the value is divided among the parties; their amounts follow it, unless they are fixed."""
    value: Money
    currency: str
    charged: Charged | None
    indexation: str
    from_on: date | None
    to_on: date | None
    renewal: Renewal
    renewal_months: int | None
    notice_months: int | None
    notice_on: date | None
    """As it was written; what holds today stands in the record's `period`."""
    notice_given_on: date | None
    data_categories: str
    sub_processors: str
    review_on: date | None
    owner_id: int | None
    note: str
    state: ContractState
    """Where it stands today."""
    fields: OwnFields


class PeriodOut(BaseModel):
    """The period that runs today; without an end, or a last day for notice, where there is none."""

    begins_on: date | None
    ends_on: date | None
    notice_on: date | None
    is_renewed: bool


class ContractRecordOut(ContractOut):
    """A contract with its parties and the period that runs."""

    period: PeriodOut
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
        items = _listed(session, found.items)
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


def _listed(session: Session, found: list[Contract]) -> list[ContractOut]:
    states = contracts.states_of(session, found)
    fields = own_values.told_of_records(session, "contract", [contract.key for contract in found])
    return [_validated(contract, states[contract.key], fields[contract.key]) for contract in found]


def _out(session: Session, caller: Actor, contract: Contract) -> ContractRecordOut:
    parties = contracts.parties.of_contract(session, caller, contract.key)
    period = contracts.terms.period_on(contract, clock.today(session))
    return ContractRecordOut(
        **_listed(session, [contract])[0].model_dump(),
        period=PeriodOut.model_validate(period, from_attributes=True),
        parties=[PartyOut.model_validate(party, from_attributes=True) for party, _ in parties],
    )


def _validated(contract: Contract, state: ContractState, fields: dict[str, Any]) -> ContractOut:
    named = ContractOut.model_fields.keys() - {"state", "fields"}
    return ContractOut(**{name: getattr(contract, name) for name in named}, state=state, fields=fields)
