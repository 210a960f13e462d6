"""Contracts over REST."""

from io import BytesIO

from PIL import Image

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

    assert (made.status_code, made.json()["value"], party["organisation_id"]) == (201, 1000, town)
    assert made.json()["share_kind"] == "equal"
    assert signed.json()["parties"][0]["signed_on"] == "2026-11-20"
    listed = anna.get("/contracts", params={"organisation": town, "state": "in_force"}).json()
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

    assert added.json()["parties"][0]["amount"] == 12.5
    assert (refused.status_code, noted.json()["note"]) == (422, "Hej")
    assert anna.get(f"/contracts/{made['id']}").json()["contract_type"] == "one_time"


def test_the_number_period_notice_and_signatures_of_a_contract_are_written_and_told(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    town = anna.post("/organisations", json={"name": "Kungsör"}).json()["id"]
    facts = {"renewal": "renews", "renewal_months": 12, "notice_months": 3, "charged": "yearly", "indexation": "KPI"}
    made = anna.post(
        "/contracts", json={"title": "EGIL", "from_on": "2020-01-01", "to_on": "2020-12-31", **facts}
    ).json()
    address = f"/contracts/{made['id']}"
    party = anna.post(
        f"{address}/parties", json={"organisation_id": town, "role": "customer", "sent_on": "2020-01-02"}
    ).json()["parties"][0]

    assert made["number"].endswith("-001")
    assert {name: made[name] for name in facts} == facts
    assert made["period"]["is_renewed"]
    assert made["period"]["ends_on"].endswith("-12-31")
    assert made["period"]["notice_on"].endswith("-09-30")
    assert (anna.get(address).json()["state"], party["signature"]) == ("sent", "sent")
    anna.patch(
        f"{address}/parties/{party['id']}",
        json={"version": party["version"], "signed_on": "2020-01-09", "signatory": "Karin Ek"},
    )
    assert anna.get("/contracts").json()["items"][0]["state"] == "in_force"
    version = anna.get(address).json()["version"]
    noticed = anna.patch(address, json={"version": version, "notice_given_on": "2021-02-01"}).json()
    assert (noticed["to_on"], noticed["state"]) == ("2021-12-31", "ended")
    second = anna.post("/contracts", json={"title": "Eget", "number": made["number"]})
    assert second.json()["errors"][0]["field"] == "number"


def test_documents_are_brought_in_editions_fetched_shown_removed_and_put_back(client_of: MakeClient) -> None:
    anna, reader = client_of(Role.STAFF), client_of(Role.READER, "Lars Ek")
    made = anna.post("/contracts", json={"title": "EGIL"}).json()["id"]
    address = f"/contracts/{made}/documents"
    paper = BytesIO()
    Image.new("RGB", (210, 297), "white").save(paper, "PDF")

    anna.post(address, params={"name": "Avtal.pdf"}, content=paper.getvalue())
    added = anna.post(address, params={"name": "Avtal.pdf"}, content=paper.getvalue())
    [document] = added.json()["items"]
    fetched = reader.get(f"{address}/{document['id']}")
    shown = reader.get(f"{address}/{document['id']}/pages/1")

    assert (added.status_code, document["edition"], document["earlier"][0]["edition"]) == (201, 2, 1)
    assert (fetched.content, fetched.headers["content-type"]) == (paper.getvalue(), "application/pdf")
    assert (shown.headers["content-type"], shown.headers["x-pages"]) == ("image/webp", "1")
    assert reader.get(f"{address}/{document['id']}/pages/2").status_code == 404
    refused = anna.post(address, params={"name": "Avtal.pdf"}, content=b"<html>")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "file")
    assert reader.post(address, params={"name": "x.pdf"}, content=paper.getvalue()).status_code == 403
    assert anna.delete(f"{address}/{document['id']}").status_code == 204
    assert anna.get(address).json()["items"][0]["is_removed"]
    assert anna.post(f"{address}/{document['id']}/restore").status_code == 204
    assert not anna.get(address).json()["items"][0]["is_removed"]


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
