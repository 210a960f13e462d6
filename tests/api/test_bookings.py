"""Bookings over REST: idempotent by the sender's own id."""

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def test_a_booking_is_made_once_however_often_it_is_told(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    told = {"sender": "gym", "booking_id": "17", "activity": "Yoga", "customer": {"name": "Ulla"}}

    first, second = anna.post("/bookings", json=told), anna.post("/bookings", json={**told, "activity": "Gym"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    listed = anna.get("/bookings", params={"link": "not_wanted"}).json()
    assert (listed["total"], listed["items"][0]["activity"]) == (1, "Gym")
    assert anna.post("/bookings", json={"sender": "gym"}).status_code == 422


def test_a_booking_is_linked_by_hand(client_of: MakeClient) -> None:
    anna = client_of(Role.STAFF)
    person = anna.post("/persons", json={"first_name": "Ulla"}).json()["id"]
    booking = anna.post("/bookings", json={"booking_id": "17", "activity": "Yoga"}).json()["id"]

    linked = anna.post(f"/bookings/{booking}/link", json={"person_id": person})

    assert linked.json()["link"] == "linked"
    assert anna.get("/history", params={"person": person}).json()["total"] == 1
