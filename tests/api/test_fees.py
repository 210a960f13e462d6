"""The tables and the yearly runs of membership fees over REST."""

from typing import Any

import httpx
import pytest

from sambruk_crm.api.fee_tables import EXAMPLE
from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.api.test_figures import town


@pytest.fixture
def ada(client_of: MakeClient) -> httpx.Client:
    """Ada, an administrator."""
    return client_of(Role.ADMINISTRATOR, "Ada Rosén")


def begin(client: httpx.Client, year: int = 2026) -> dict[str, Any]:
    """Begin the run of a year."""
    made = client.post("/fee-runs", json={"year": year})
    assert made.status_code == 201, made.text
    return made.json()


def move(client: httpx.Client, run: dict[str, Any], deed: str) -> dict[str, Any]:
    """Take a run a step further."""
    moved = client.post(f"/fee-runs/{run['id']}/{deed}", json={"version": run["version"]})
    assert moved.status_code == 200, moved.text
    return moved.json()


def test_tables_are_read_by_all_and_written_by_administrators(anna: httpx.Client, ada: httpx.Client) -> None:
    [first] = anna.get("/fee-tables").json()["items"]
    assert (first["valid_from"], first["bands"][2]["yearly"], first["fixed_years"]) == ("2020-01-01", 25_000, [])
    assert anna.post("/fee-tables", json=EXAMPLE).status_code == 403

    made = ada.post("/fee-tables", json=EXAMPLE)

    assert made.status_code == 201, made.text
    path = made.headers["location"].removeprefix("/api/v1")
    assert anna.get(path).json() == made.json()
    assert ada.post("/fee-tables", json=EXAMPLE).json()["errors"][0]["field"] == "valid_from"
    assert ada.post("/fee-tables", json=EXAMPLE | {"bands": EXAMPLE["bands"][1:]}).json()["errors"] == [
        {"field": "bands.0.from_inhabitants", "message": "The first band begins at 0."}
    ]
    changed = ada.patch(path, json={"others_yearly": 30_000, "version": 1})
    assert (changed.json()["others_yearly"], len(changed.json()["bands"])) == (30_000, 2)
    stale = ada.patch(path, json={"others_yearly": 1, "version": 1})
    assert (stale.status_code, stale.json()["current"]["others_yearly"]) == (409, 30_000)
    assert ada.delete(path).status_code == 204
    assert ada.get(path).status_code == 404


def test_a_preview_tells_what_a_table_would_do_and_changes_nothing(ada: httpx.Client) -> None:
    town(ada, "Ale", 31_000, {"joined_on": "2020-01-01"})

    told = ada.post("/fee-tables/preview", json=EXAMPLE).json()

    assert (told["year"], told["before"], told["after"], told["winners"]) == (2027, 35_000, 27_000, 1)
    assert [(row["name"], row["difference"]) for row in told["rows"]] == [("Ale", -8_000)]
    assert sum(bar["count"] for bar in told["histogram"]) == 1
    assert ada.post("/fee-tables/preview", json={"table_id": 1, "others_yearly": 1}).json()["after"] == 35_000
    file = ada.post("/fee-tables/preview/file", params={"format": "csv"}, json=EXAMPLE)
    assert "Ale" in file.content.decode("utf-8-sig")
    assert len(ada.get("/fee-tables").json()["items"]) == 1


def test_a_run_is_reviewed_approved_locked_and_invoiced(anna: httpx.Client, maria: httpx.Client) -> None:
    ale = town(anna, "Ale", 31_000, {"joined_on": "2020-01-01"})
    town(anna, "Boden", 15_000, {"joined_on": "2026-07-01"})
    assert anna.post("/fee-runs", json={"year": 2026}).status_code == 403
    run = begin(maria)
    assert (run["state"], run["counts"]["all"], run["total"]) == ("draft", 2, 57_500)
    path = f"/fee-runs/{run['id']}"

    line = anna.get(f"{path}/lines").json()["items"][0]
    values = {"exception": 20_000, "exception_reason": "§ 12", "version": line["version"]}
    refused = maria.patch(f"/fee-runs/lines/{line['id']}", json=values | {"exception_reason": ""})
    assert refused.json()["errors"] == [{"field": "exception_reason", "message": "Say why."}]
    assert maria.patch(f"/fee-runs/lines/{line['id']}", json=values).json()["total"] == 20_000
    stale = maria.patch(f"/fee-runs/lines/{line['id']}", json=values)
    assert (stale.status_code, stale.json()["current"]["exception"]) == (409, 20_000)
    assert maria.post(f"{path}/approve", json={"version": run["version"]}).status_code == 409
    [excepted] = anna.get(f"{path}/lines", params={"filter": "exceptions"}).json()["items"]
    assert (excepted["fee"]["organisation_id"], excepted["reckoned"]) == (ale, 35_000)

    run = move(maria, move(maria, anna.get(path).json(), "approve"), "lock")

    assert (run["state"], run["to_invoice"], run["invoiced"]) == ("locked", 42_500, 0)
    assert maria.post(f"{path}/refresh", json={}).status_code == 409
    file = maria.get(f"{path}/file", params={"format": "csv"})
    assert "20000" in file.content.decode("utf-8-sig")
    assert maria.get(f"{path}/file").content.startswith(b"PK")
    assert anna.get(f"{path}/file").status_code == 403
    assert maria.post(f"{path}/invoiced", json={"lines": [line["id"]]}).json() == {"changed": 1}
    assert maria.post(f"{path}/invoiced", json={}).json() == {"changed": 1}
    assert [each["state"] for each in anna.get("/fee-runs", params={"year": 2026}).json()["items"]] == ["locked"]
    assert anna.get(path).json()["invoiced"] == 42_500
    told = anna.get("/fees", params={"year": 2026}).json()
    assert [(item["name"], item["amount"], item["entrance"]) for item in told["items"]] == [
        ("Ale", 20_000, 0),
        ("Boden", 12_500, 10_000),
    ]
    assert "Exception, 20,000 SEK in all: § 12" in told["items"][0]["sentence"].replace("\xa0", " ")


def test_what_differs_from_a_locked_year_is_a_supplement(anna: httpx.Client, maria: httpx.Client) -> None:
    town(anna, "Ale", 31_000, {"joined_on": "2020-01-01"})
    move(maria, move(maria, begin(maria), "approve"), "lock")
    assert maria.post("/fee-runs", json={"year": 2026}).status_code == 422
    town(anna, "Boden", 15_000, {"joined_on": "2026-07-01"})

    supplement = begin(maria)

    assert (supplement["number"], supplement["counts"]["all"], supplement["to_invoice"]) == (2, 1, 22_500)
    assert [item["name"] for item in anna.get("/fees", params={"year": 2026}).json()["items"]] == ["Ale"]
    assert maria.delete(f"/fee-runs/{supplement['id']}", params={"version": 9}).status_code == 409
    assert maria.delete(f"/fee-runs/{supplement['id']}").status_code == 204
    assert anna.get(f"/fee-runs/{supplement['id']}").status_code == 404
    assert maria.post("/fee-runs", json={"year": 2**70}).status_code == 422
