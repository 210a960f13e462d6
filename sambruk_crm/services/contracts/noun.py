"""What a contract is, for lists, search, exports, the trash and bulk work."""

from collections.abc import Iterable

from sqlmodel import Session

from sambruk_crm.errors import InUseError, say
from sambruk_crm.models import Contract, DealType
from sambruk_crm.services import actions, services
from sambruk_crm.services.catalogue import (
    Hit,
    Noun,
    Rules,
    Searched,
    Trash,
    by_name,
    kept,
    rows_of,
)
from sambruk_crm.services.contracts import making, rules
from sambruk_crm.services.contracts.columns import COLUMNS
from sambruk_crm.services.contracts.lists import LIST
from sambruk_crm.services.contracts.standing import party_names
from sambruk_crm.services.permissions import Actor, Permission


def _show(session: Session, _actor: Actor, keys: list[int], _text: str) -> Iterable[Hit]:
    parties = party_names(session, keys)
    for row in rows_of(session, Contract, keys):
        signed = parties.get(row.key, [])
        noun, key = ("deal", row.deal_id) if row.deal_id else ("organisation", signed[0][0] if signed else 0)
        names = ", ".join(name for _, name in signed[:3])
        yield Hit("contract", row.key, row.title or names, names, of_noun=noun, of_id=key)


def _refuse_second_of_a_deal(session: Session, actor: Actor, contract: Contract) -> None:
    if contract.deal_id is not None and rules.of_deal(session, actor, contract.deal_id) is not None:
        raise InUseError(say("This deal has its contract already."))


CONTRACT = Noun(
    "contract",
    say("Contract"),
    say("Contracts"),
    Contract,
    path="/contracts",
    permission=Permission.EDIT_DEALS,
    rules=Rules(rules.get, rules.update, rules.delete, making.create),
    listed=LIST,
    columns=COLUMNS,
    search=Searched(_show, kept(Contract), by_name(Contract)),
    trash=Trash(before=_refuse_second_of_a_deal),
    actions=(
        actions.OWNER,
        actions.record("service", "service_id", say("Change service"), say("Service: {label}"), services.choices),
        actions.member("contract_type", say("Change type"), say("Type: {label}"), DealType, may_be_empty=False),
        actions.OWN_FIELD,
        actions.ARCHIVE,
    ),
    shown="title",
    is_recalled=True,
    has_own_fields=True,
)
