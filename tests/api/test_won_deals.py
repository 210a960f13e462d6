"""What a won deal offers, over REST."""

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def test_what_a_won_deal_offers_is_asked_and_taken(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    town = anna.post("/organisations", json={"name": "Kungsör"}).json()["id"]
    deal = anna.post("/deals", json={"title": "EGIL", "organisation_id": town}).json()["id"]
    address = f"/deals/{deal}/offers"
    assert anna.get(address).json() == {"items": []}
    anna.post(f"/deals/{deal}/close", json={"outcome": "won"})

    offered = anna.get(address).json()["items"]
    taken = anna.post(address, json={"kind": "membership", "organisation_id": town, "from_on": "2026-01-01"})
    again = anna.post(address, json={"kind": "membership", "organisation_id": town})

    assert offered == [{"kind": "membership", "organisation_id": town, "organisation": "Kungsör"}]
    assert (taken.status_code, taken.json()["items"], again.status_code) == (201, [], 409)
    assert anna.get(f"/organisations/{town}").json()["membership"] == "member"
    assert client_of(Role.READER, "Rut Holm").post(address, json={}).status_code in {403, 422}
