"""Contracts: written agreements, and where they stand."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from sambruk_crm.db import HELD
from sambruk_crm.errors import InvalidError, NotFoundError, say
from sambruk_crm.models import (
    Charged,
    Contract,
    DealType,
    Renewal,
    Service,
    ShareKind,
    User,
    utc_now,
)
from sambruk_crm.services import own_values
from sambruk_crm.services.contracts import numbers, shares, terms
from sambruk_crm.services.contracts.standing import party_names
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values import folding
from sambruk_crm.services.values.validation import (
    Amount,
    Blank,
    Day,
    Fielded,
    Key,
    Line,
    Months,
    Text,
    check_version,
    merge,
    parse,
)


class ContractInput(Fielded):
    """What can be written of a contract. No field is mandatory; it needs a title or a party to be shown by."""

    number: Annotated[Line, Field(max_length=40)] = ""
    """Without one a new contract gets the next of its year."""
    title: Annotated[Line, Field(max_length=300)] = ""
    contract_type: DealType = DealType.STANDARD
    share_kind: ShareKind = ShareKind.EQUAL
    service_id: Key = None
    value: Amount = None
    charged: Annotated[Charged | None, Blank] = None
    indexation: Annotated[Line, Field(max_length=300)] = ""
    from_on: Day = None
    to_on: Day = None
    renewal: Renewal = Renewal.ENDS
    renewal_months: Months = None
    notice_months: Months = None
    notice_on: Day = None
    notice_given_on: Day = None
    """Without an end beside it, the end follows from it."""
    data_categories: Text = ""
    sub_processors: Text = ""
    review_on: Day = None
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
    if wanted.contract_type is not DealType.SPLIT and "contract_type" in wanted.model_fields_set:
        _refuse_unsplit(session, contract)
    if changed := wanted.model_fields_set & {"value", "share_kind"}:
        shares.settle(session, contract, field=min(changed, key=("value", "share_kind").index))
    make_findable(session, contract)
    return contract


def end_after_notice(session: Session, actor: Actor, contract_id: int, given_on: date) -> date | None:
    """Return when a contract would end if notice were given on a day."""
    return terms.end_after_notice(get(session, actor, contract_id), given_on)


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
    given_before = contract.notice_given_on
    merge(contract, wanted.plain(), base)
    if contract.notice_given_on != given_before and "to_on" not in wanted.model_fields_set:
        _end(contract)
    refuse_turned(contract.from_on, contract.to_on)
    numbers.refuse_taken(session, contract)
    session.add(contract)
    session.flush()
    own_values.put_on(session, Contract, {contract.key: wanted.fields})


def _refuse_unsplit(session: Session, contract: Contract) -> None:
    if shares.are_shared(session, contract):
        raise InvalidError({"contract_type": say("Several share this contract, so its type is Split.")})


def _end(contract: Contract) -> None:
    """Let the contract end as the notice says; one that goes on until further notice does so again without it."""
    if contract.notice_given_on is not None:
        contract.to_on = terms.end_after_notice(contract, contract.notice_given_on)
    elif contract.renewal is Renewal.UNTIL_NOTICE:
        contract.to_on = None


def make_findable(session: Session, contract: Contract) -> None:
    """Set what the contract is found by: its title and its parties.

    Raises:
        InvalidError: it has neither, so there is nothing to show it by.
    """
    names = [name for _, name in party_names(session, [contract.key]).get(contract.key, [])]
    shown = contract.title or ", ".join(names)
    if not shown:
        raise InvalidError({"title": say("Give the contract a title or a party.")})
    folding.make_findable(contract, shown, *names, numbers=(contract.number,))
    session.flush()


def refuse_turned(from_on: date | None, to_on: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if from_on is not None and to_on is not None and to_on < from_on:
        raise InvalidError({"to_on": say("The end is before the beginning.")})
