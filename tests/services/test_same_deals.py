"""A second open deal of the same service with the same municipality is questioned before it is made."""

from sambruk_crm.db import CrmSession
from sambruk_crm.models import Outcome
from sambruk_crm.services import deals, duplicates, services
from sambruk_crm.services.permissions import Actor
from tests.factories import make_deal, make_organisation


def test_open_deals_of_the_same_service_are_found_also_where_they_are_shared(session: CrmSession, anna: Actor) -> None:
    town, other = make_organisation(session, anna, "Kungsör").key, make_organisation(session, anna, "Arboga").key
    egil, digidel = (services.create(session, anna, {"name": name}).key for name in ("EGIL", "Digidel"))
    shares = [{"organisation_id": town}, {"organisation_id": other}]
    shared = make_deal(
        session, anna, "Delad", organisation_id=other, service_id=egil, deal_type="split", participants=shares
    )
    make_deal(session, anna, "Annan tjänst", organisation_id=town, service_id=digidel)
    lost = make_deal(session, anna, "Nej", organisation_id=town, service_id=egil)
    deals.close(session, anna, lost.key, outcome=Outcome.LOST, lost_reason="För dyrt")

    def found(organisation_id: int | None, service_id: int | None) -> list[tuple[int, str]]:
        return duplicates.of_deal(session, anna, organisation_id=organisation_id, service_id=service_id)

    assert found(town, egil) == [(shared.key, "Delad")]
    assert (found(town, None), found(None, egil)) == ([], [])
