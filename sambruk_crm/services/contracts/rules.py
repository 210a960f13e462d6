"""Contracts: written agreements, and where they stand."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Contract,
    DealType,
    Service,
    ShareKind,
    User,
    utc_now,
)
from sambruk_crm.services.contracts import shares
from sambruk_crm.services.contracts.standing import party_names
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import Amount, Day, Input, Key, Line, Text, check_version, merge, parse


class ContractInput(Input):
    """What can be written of a contract. No field is mandatory; it needs a title or a party to be shown by."""

    title: Annotated[Line, Field(max_length=300)] = ""
    contract_type: DealType = DealType.STANDARD
    share_kind: ShareKind = ShareKind.EQUAL
    service_id: Key = None
    value: Amount = None
    from_on: Day = None
    to_on: Day = None
    notice_on: Day = None
    owner_id: Key = None
    note: Text = ""


def get(session: Session, actor: Actor, contract_id: int, *, for_update: bool = False) -> Contract:
    """Return a contract that is not in the trash."""
    require(actor, Permission.VIEW)
    found = session.get(Contract, contract_id, with_for_update=HELD if for_update else None)
    if found is None or found.deleted_at is not None:
        raise NotFoundError(say("This contract does not exist."))
    return found


def of_deal(session: Session, actor: Actor, deal_id: int) -> Contract | None:
    """Return the contract that a deal became, if it has."""
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
    wanted = parse(ContractInput, values)
    write(session, contract, wanted, base)
    if changed := wanted.model_fields_set & {"value", "share_kind"}:
        shares.settle(session, contract, field=min(changed, key=("value", "share_kind").index))
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
        raise InvalidError({"to_on": say("The end is before the beginning.")})
