"""What a won deal offers beside its contract, over REST."""

from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import Key
from sambruk_crm.models import WonOffer
from sambruk_crm.services import won_deals
from sambruk_crm.services.values.validation import Day, Id, Input

router = noun("deals")


class OfferOut(BaseModel):
    """Something that can follow from a won deal for one of those who share it."""

    kind: WonOffer
    organisation_id: int
    organisation: str


class OffersOut(BaseModel):
    """All that a deal offers now."""

    items: list[OfferOut]


class OfferIn(Input):
    """What is to follow, from a day or today."""

    kind: WonOffer
    organisation_id: Id
    from_on: Day = None


@router.get("/{deal_id}/offers")
def list_offers(caller: Caller, deal_id: Key) -> OffersOut:
    """Return what a won deal offers beside its contract, and is not so yet."""
    with db.reading() as session:
        found = won_deals.offers(session, caller, deal_id)
    return OffersOut(items=[OfferOut.model_validate(offer, from_attributes=True) for offer in found])


@router.post("/{deal_id}/offers", status_code=201)
def take_offer(caller: Caller, deal_id: Key, body: OfferIn) -> OffersOut:
    """Do one of them: make an organisation a participant, start its project, or note that it is a member."""
    with db.transaction(caller.user_id) as session:
        won_deals.take(session, caller, deal_id, body.kind, body.organisation_id, from_on=body.from_on)
    return list_offers(caller, deal_id)
