"""Contracts over REST."""

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def test_a_won_deal_becomes_a_contract_whose_parties_sign(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    town = anna.post("/organisations", json={"name": "Kungsör"}).json()["id"]
    deal = anna.post("/deals", json={"title": "EGIL", "organisation_id": town, "value": "1000"}).json()["id"]

    assert anna.post("/contracts/from-deal", json={"deal_id": deal}).status_code == 409
    anna.post(f"/deals/{deal}/close", json={"outcome": "won"})
    made = anna.post("/contracts/from-deal", json={"deal_id": deal})
    address, party = f"/contracts/{made.json()['id']}", made.json()["parties"][0]
    signed = anna.patch(
        f"{address}/parties/{party['id']}", json={"version": party["version"], "signed_on": "2026-11-20"}
    )

    assert (made.status_code, made.json()["value"], party["organisation_id"]) == (201, "1000.00", town)
    assert made.json()["share_kind"] == "equal"
    assert signed.json()["parties"][0]["signed_on"] == "2026-11-20"
    listed = anna.get("/contracts", params={"organisation": town, "state": "running"}).json()
    assert [row["title"] for row in listed["items"]] == ["EGIL"]
    stale = anna.patch(address, json={"version": 0, "note": "x"})
    assert (stale.status_code, stale.json()["current"]["title"]) == (409, "EGIL")
    assert anna.delete(f"{address}/parties/{party['id']}").status_code == 204
    assert anna.delete(address).status_code == 403
    assert client_of(Role.MANAGER, "Maria Lind").delete(address).status_code == 204


def test_a_contract_is_written_by_itself(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    town = anna.post("/organisations", json={"name": "Kungsör"}).json()["id"]
    made = anna.post("/contracts", json={"title": "Ramavtal", "contract_type": "one_time"}).json()

    added = anna.post(f"/contracts/{made['id']}/parties", json={"organisation_id": town, "amount": "12.50"})
    refused = anna.post(f"/contracts/{made['id']}/parties", json={"organisation_id": town})
    noted = anna.patch(f"/contracts/{made['id']}", json={"version": added.json()["version"], "note": "Hej"})

    assert added.json()["parties"][0]["amount"] == "12.50"
    assert (refused.status_code, noted.json()["note"]) == (422, "Hej")
    assert anna.get(f"/contracts/{made['id']}").json()["contract_type"] == "one_time"


def test_deals_and_contracts_are_asked_by_their_facts_and_sorted_by_what_hangs_on_them(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    for title, value, waits in (("Liten", "10", "2027-03-01"), ("Stor", "900", "2027-03-31"), ("Annan", "50", None)):
        anna.post("/deals", json={"title": title, "value": value, "probability": 50, "waits_until": waits})
    anna.post("/contracts", json={"title": "Ramavtal", "notice_on": "2027-06-30"})
    anna.post("/contracts", json={"title": "Utan"})

    waiting = anna.get("/deals", params={"waits_until": "2027-03", "sort": "-weighted"}).json()
    noticed = anna.get("/contracts", params={"notice_on": ":filled", "sort": "county,last_contact"}).json()
    refused = anna.get("/contracts", params={"notice": "x"})

    assert [row["title"] for row in waiting["items"]] == ["Stor", "Liten"]
    assert [row["title"] for row in noticed["items"]] == ["Ramavtal"]
    assert refused.status_code == 422
