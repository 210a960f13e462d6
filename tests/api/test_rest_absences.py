"""Absences over REST."""

from datetime import timedelta

import httpx

from tests.api.conftest import MakeClient
from tests.api.test_rest import make
from tests.factories import today


def test_an_absence_is_made_changed_and_ended(client_of: MakeClient, anna: httpx.Client) -> None:
    bo = client_of(name="Bo Ek")
    bos_id = bo.get("/me").json()["id"]
    days = {"from_on": today().isoformat(), "to_on": (today() + timedelta(days=4)).isoformat()}

    made = make(anna, "absences", stand_in_id=bos_id, **days)
    path = f"/absences/{made['id']}"
    later = (today() + timedelta(days=9)).isoformat()
    changed = anna.patch(path, json={"version": made["version"], "to_on": later})

    assert changed.json()["to_on"] == later
    assert anna.patch(path, json={"version": made["version"], "to_on": later}).status_code == 409
    assert [(row["user"], row["state"]) for row in bo.get("/absences").json()["items"]] == [("Anna Berg", "now")]
    assert bo.post(f"{path}/end").status_code == 403
    assert anna.post(f"{path}/end").status_code == 204
    ended = anna.get(path).json()
    assert (ended["to_on"], ended["ended_at"] is not None) == (today().isoformat(), True)
    assert anna.post(f"{path}/end").status_code == 403


def test_what_does_not_fit_is_said_beside_its_field(anna: httpx.Client) -> None:
    me = anna.get("/me").json()["id"]
    days = {"from_on": today().isoformat(), "to_on": today().isoformat()}

    answer = anna.post("/absences", json={"stand_in_id": me, **days})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "stand_in_id", "message": "Nobody stands in for themselves."}]
