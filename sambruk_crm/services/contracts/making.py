"""Making contracts: by themselves, or of a won deal with all that it agreed on."""

from typing import Any

from sqlmodel import Session

from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Charged, Contract, ContractParty, Deal, DealType, Outcome
from sambruk_crm.services import deals, settings
from sambruk_crm.services.contracts import numbers, parties, rules, shares
from sambruk_crm.services.contracts.rules import ContractInput
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.values.validation import parse


def create(
    session: Session, actor: Actor, values: dict[str, Any] | ContractInput, *, organisation_id: int | None = None
) -> Contract:
    """Add a contract, mine unless it says whose, perhaps with its first party."""
    require(actor, Permission.EDIT_DEALS)
    contract = Contract(owner_id=actor.user_id, currency=settings.read(session).currency)
    rules.write(session, contract, parse(ContractInput, values))
    contract.number = contract.number or numbers.following(session)
    if organisation_id is not None:
        parties.add(session, actor, contract.key, {"organisation_id": organisation_id})
    rules.make_findable(session, contract)
    return contract


def from_deal(session: Session, actor: Actor, deal_id: int) -> Contract:
    """Make the contract of a won deal, which takes over parties with their shares, service, type and value.

    What is delivered once is paid once and has its day instead of a period; a processing agreement has no value.

    Raises:
        InUseError: the deal is not won, or has its contract already.
    """
    require(actor, Permission.EDIT_DEALS)
    deal = deals.get(session, actor, deal_id, for_update=True)
    if deal.outcome is not Outcome.WON:
        raise InUseError(say("Only a won deal becomes a contract."))
    if rules.of_deal(session, actor, deal_id) is not None:
        raise InUseError(say("This deal has its contract already."))
    contract = Contract(number=numbers.following(session), deal_id=deal_id, currency=deal.currency)
    taken = _taken(deal)
    rules.write(session, contract, ContractInput(**taken, contract_type=deal.deal_type, share_kind=deal.share_kind))
    shared = [(part.organisation_id, part.amount) for part, _ in deals.participants(session, actor, deal_id)]
    if not shared and deal.organisation_id is not None:
        shared = [(deal.organisation_id, contract.value)]
    for organisation_id, amount in shared:
        session.add(ContractParty(contract_id=contract.key, organisation_id=organisation_id, amount=amount))
    session.flush()
    shares.settle(session, contract, field="amount")
    rules.make_findable(session, contract)
    return contract


def _taken(deal: Deal) -> dict[str, Any]:
    """Return what the contract takes over, as far as its type has it."""
    taken: dict[str, Any] = {"title": deal.title, "owner_id": deal.owner_id}
    if deal.deal_type is not DealType.DATA_PRIVACY_ONLY:
        taken |= {"service_id": deal.service_id, "value": deal.value}
    if deal.deal_type is DealType.ONE_TIME:
        taken |= {"charged": Charged.ONCE, "from_on": deal.delivers_on, "to_on": deal.delivers_on}
    return taken
