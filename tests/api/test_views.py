"""Saved views and counts over REST."""

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def test_a_view_is_saved_shared_chosen_and_removed(client_of: MakeClient) -> None:
    anna, rut = client_of(Role.STAFF), client_of(Role.READER, "Rut Holm")
    made = anna.post("/views", json={"noun": "person", "name": "Kunder", "query": "status=customer"})
    address = f"/views/{made.json()['id']}"

    assert (made.status_code, rut.get(address).status_code) == (201, 404)
    shared = anna.patch(address, json={"version": made.json()["version"], "is_shared": True})
    stale = anna.patch(address, json={"version": made.json()["version"], "name": "Annat"})
    chosen = rut.patch("/views/preferences/person", json={"default_view_id": made.json()["id"], "columns": ["email"]})

    assert (shared.status_code, stale.status_code, stale.json()["current"]["name"]) == (200, 409, "Kunder")
    assert chosen.json() == {
        "noun": "person",
        "columns": ["email"],
        "default_view_id": made.json()["id"],
        "widths": {},
        "folded": [],
    }
    assert [view["name"] for view in rut.get("/views", params={"noun": "person"}).json()["items"]] == ["Kunder"]
    assert rut.delete(address).status_code == 403
    assert anna.delete(address).status_code == 204
    assert rut.get("/views/preferences/person").json()["default_view_id"] is None


def test_the_values_of_a_filter_are_counted(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    for name, status in (("Kungsör", "customer"), ("Köping", "customer"), ("Sala", "prospect")):
        anna.post("/organisations", json={"name": name, "status": status})

    counted = anna.post(
        "/views/counts", json={"noun": "organisation", "filter": "status", "filters": {"text": "k", "status": ["lost"]}}
    )
    refused = anna.post("/views/counts", json={"noun": "organisation", "filter": "colour"})

    assert counted.status_code == 422
    assert refused.status_code == 404
    again = anna.post("/views/counts", json={"noun": "organisation", "filter": "status", "filters": {"text": "kö"}})
    assert again.json() == {"customer": 1}


def test_the_folded_columns_of_the_board_are_kept_with_a_choice(client_of: MakeClient) -> None:
    anna, bo = client_of(Role.STAFF), client_of(Role.STAFF, "Bo Ek")

    kept = anna.patch("/views/preferences/board", json={"folded": ["phase:3", "owner:7"]})
    wrong = anna.patch("/views/preferences/board", json={"folded": ["whatever"]})

    assert kept.json()["folded"] == ["phase:3", "owner:7"]
    assert wrong.status_code == 422
    assert anna.get("/views/preferences/board").json()["folded"] == ["phase:3", "owner:7"]
    assert bo.get("/views/preferences/board").json()["folded"] == []
