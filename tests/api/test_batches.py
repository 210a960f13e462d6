"""Bulk work and departments over REST."""

import httpx
import pytest

from sambruk_crm.models import Role
from sambruk_crm.services import jobs
from tests.api.conftest import MakeClient


@pytest.fixture
def anna(client_of: MakeClient) -> httpx.Client:
    """Anna, who is staff."""
    return client_of(Role.STAFF)


def test_a_status_is_given_to_all_that_match_and_taken_back(anna: httpx.Client) -> None:
    for name in ("Arboga", "Kungsör"):
        assert anna.post("/organisations", json={"name": name}).status_code == 201
    wanted = {
        "selection": {"noun": "organisation", "filters": {"kind": []}},
        "action": "status",
        "arguments": {"value": "customer"},
    }

    asked = anna.post("/batches", json=wanted)
    assert asked.status_code == 202
    assert (asked.json()["state"], asked.json()["total"]) == ("waiting", 2)
    jobs.run_due()

    address = asked.headers["Location"].removeprefix("/api/v1")
    assert anna.get(address).json()["state"] == "done"
    assert anna.get("/organisations", params={"status": "customer"}).json()["total"] == 2
    assert [row["name"] for row in anna.get(f"{address}/items").json()["items"]] == ["Arboga", "Kungsör"]
    assert anna.post(f"{address}/undo").json()["state"] == "undoing"
    jobs.run_due()
    assert anna.get(address).json()["state"] == "undone"
    assert anna.get("/organisations", params={"status": "customer"}).json()["total"] == 0
    assert anna.post(f"{address}/undo").status_code == 409


def test_what_a_batch_cannot_do_is_named_by_its_field(anna: httpx.Client) -> None:
    anna.post("/organisations", json={"name": "Arboga"})
    selection = {"noun": "organisation"}

    wrong = anna.post("/batches", json={"selection": selection, "action": "paint"})
    forbidden = anna.post("/batches", json={"selection": selection, "action": "archive"})

    assert wrong.status_code == 422
    assert "action" in str(wrong.json()["errors"])
    assert forbidden.status_code == 403


def test_a_department_gets_users_and_customers(client_of: MakeClient, anna: httpx.Client) -> None:
    boss = client_of(Role.ADMINISTRATOR, "Ada Ek")
    town = anna.post("/organisations", json={"name": "Arboga"}).json()["id"]
    made = boss.post("/departments", json={"name": "Digitalt"})
    key = made.json()["id"]

    assert made.status_code == 201
    assert anna.post("/departments", json={"name": "Annat"}).status_code == 403
    assert boss.post("/departments", json={"name": "digitalt"}).status_code == 422
    assert anna.put(f"/departments/{key}/organisations/{town}").status_code == 204
    assert anna.get(f"/departments/{key}").json()["uses"] == 1
    patched = boss.patch(f"/departments/{key}", json={"version": made.json()["version"], "is_archived": True})
    assert patched.json()["is_archived"]
    assert anna.get("/departments").json()["total"] == 0
    assert anna.delete(f"/departments/{key}/organisations/{town}").status_code == 204


def test_every_row_of_a_batch_is_reached_by_its_cursor_the_failed_ones_first(
    client_of: MakeClient, anna: httpx.Client
) -> None:
    towns = [anna.post("/organisations", json={"name": f"Town {number}"}).json()["id"] for number in range(5)]
    asked = anna.post(
        "/batches",
        json={
            "selection": {"noun": "organisation", "ids": towns},
            "action": "status",
            "arguments": {"value": "customer"},
        },
    ).json()
    assert client_of(Role.MANAGER, "Maria Lind").delete(f"/organisations/{towns[3]}").status_code == 204
    jobs.run_due()

    found, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = anna.get(f"/batches/{asked['id']}/items", params=query).json()
        found += [item["row_id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert found == [towns[3], *towns[:3], towns[4]]
    assert anna.get("/batches", params={"limit": 1}).json()["next_cursor"] is None


def test_a_field_of_ones_own_is_set_over_rest(client_of: MakeClient) -> None:
    admin = client_of(Role.ADMINISTRATOR)
    field = {"noun": "organisation", "kind": "yes_no", "names": {"sv": "Besökt", "en": "Visited"}}
    assert admin.post("/fields", json=field).status_code == 201
    key = admin.post("/organisations", json={"name": "Arboga"}).json()["id"]
    wanted = {
        "selection": {"noun": "organisation", "ids": [key]},
        "action": "own_field",
        "arguments": {"value": {"key": "besokt", "value": True}},
    }

    asked = admin.post("/batches", json=wanted)
    assert asked.status_code == 202
    jobs.run_due()

    assert admin.get(f"/organisations/{key}").json()["fields"] == {"besokt": True}
    wanted["arguments"] = {"value": {"key": "besokt", "value": "kanske"}}
    assert admin.post("/batches", json=wanted).status_code == 422
