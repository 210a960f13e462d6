"""Leads over REST."""

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def test_a_lead_is_made_changed_and_converted_once(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    made = anna.post("/leads", json={"name": "Ulla Ek", "organisation_name": "Kungsörs museum", "source": "Mässa"})
    address = f"/leads/{made.json()['id']}"

    patched = anna.patch(address, json={"version": made.json()["version"], "title": "Chef"})
    stale = anna.patch(address, json={"version": made.json()["version"], "title": "Annat"})
    contacted = anna.post(f"{address}/state", json={"state": "contacted", "reason": "Ringde"})

    assert (made.status_code, patched.json()["title"], stale.status_code) == (201, "Chef", 409)
    assert contacted.json()["state"] == "contacted"
    assert anna.get("/leads", params={"state": "contacted", "text": "museum"}).json()["total"] == 1
    assert anna.get(f"{address}/candidates").json() == {"persons": [], "organisations": []}
    converted = anna.post(f"{address}/convert", json={"deal_title": "EGIL"})
    assert converted.json()["state"] == "converted"
    deal = anna.get(f"/deals/{converted.json()['deal_id']}").json()
    assert deal["title"] == "EGIL"
    assert anna.post(f"{address}/convert", json={}).status_code == 409
