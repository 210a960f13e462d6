"""What the type of a deal decides: which facts it has, and which it cannot have."""

from collections.abc import Collection

from sambruk_crm.errors import InvalidError, Message, say
from sambruk_crm.models import Deal, DealType

_WITHOUT: dict[str, Message] = {
    "service_id": say("A deal about data privacy only has no service."),
    "value": say("A deal about data privacy only has no value."),
}


def check(deal: Deal, sent: Collection[str]) -> None:
    """Refuse what the type of a deal cannot have. What was there before the rule is left alone until it is written.

    Args:
        sent: the fields that are being written.

    Raises:
        InvalidError: beside each field, or beside the type where that alone is changed.
    """
    faults: dict[str, Message] = {}
    if deal.deal_type is DealType.DATA_PRIVACY_ONLY:
        left = [name for name in _WITHOUT if getattr(deal, name) is not None]
        faults = {name: _WITHOUT[name] for name in left if name in sent}
        if left and not faults and "deal_type" in sent:
            faults = {"deal_type": say("This type has no service and no value. Take them away first.")}
    if deal.deal_type is not DealType.ONE_TIME and "delivers_on" in sent and deal.delivers_on is not None:
        faults["delivers_on"] = say("Only a one-time deal has a day of delivery.")
    if faults:
        raise InvalidError(faults)
