"""To-dos over REST: those that come back, and putting one off."""

from datetime import datetime, timedelta

import httpx
import pytest

from tests.api.conftest import MakeClient
from tests.api.test_rest import make
from tests.factories import STOCKHOLM, noon, today


def day_of(todo: dict[str, str]) -> str:
    """Return the day of a to-do in Stockholm."""
    return datetime.fromisoformat(todo["remind_at"]).astimezone(STOCKHOLM).date().isoformat()


def test_a_todo_that_comes_back_is_made_closed_and_opened_again(anna: httpx.Client) -> None:
    todo = make(anna, "todos", note="Ring", remind_at=noon().isoformat(), repeats="weekly", repeats_from="date")

    anna.post(f"/todos/{todo['id']}/close")

    (made,) = anna.get("/todos").json()["items"]
    assert (made["previous_id"], made["repeats"], made["repeats_from"]) == (todo["id"], "weekly", "date")
    assert day_of(made) == (today() + timedelta(days=7)).isoformat()
    anna.post(f"/todos/{todo['id']}/reopen")
    assert [row["id"] for row in anna.get("/todos").json()["items"]] == [todo["id"]]


def test_a_series_that_cannot_be_is_refused_beside_its_field(anna: httpx.Client) -> None:
    for values, field in (
        ({"repeats": "weekly", "repeats_from": "date"}, "remind_at"),
        ({"repeats": "hourly"}, "repeats"),
        ({"repeats": "daily", "remind_at": noon(2).isoformat(), "repeats_until": today().isoformat()}, "repeats_until"),
    ):
        answer = anna.post("/todos", json=values)
        assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [field])


def test_a_todo_is_put_off_to_a_usual_day_or_a_moment(anna: httpx.Client) -> None:
    todo = make(anna, "todos", note="Ring", remind_at=noon(-3).isoformat())
    path = f"/todos/{todo['id']}/postpone"

    monday = today() + timedelta(days=7 - today().weekday())
    for to, expected in (
        ("tomorrow", (today() + timedelta(days=1)).isoformat()),
        ("next_monday", monday.isoformat()),
        ("two_weeks", (today() + timedelta(days=14)).isoformat()),
        ("2031-05-06T10:00:00+02:00", "2031-05-06"),
    ):
        assert day_of(anna.post(path, json={"to": to}).json()) == expected
    assert anna.post(path, json={"to": None}).json()["remind_at"] is None
    assert anna.post(path, json={"to": "never"}).status_code == 422


def test_many_are_given_to_a_colleague_and_back(client_of: MakeClient, anna: httpx.Client) -> None:
    bos = client_of(name="Bo Ek").get("/me").json()["id"]
    made = [make(anna, "todos", note=str(number))["id"] for number in range(3)]

    given = anna.post("/todos/assign", json={"assignee_id": bos, "ids": made}).json()

    assert (given["ids"], given["unchanged"]) == (made, 0)
    assert anna.get("/todos", params={"mine": True}).json()["total"] == 0
    returned = anna.post("/todos/assign/undo", json={"assignee_id": bos, "ids": made}).json()
    assert returned == {"count": 3, "left": []}
    everything = anna.post("/todos/assign", json={"assignee_id": bos, "filters": {"mine": True}}).json()
    assert sorted(everything["ids"]) == made
    assert anna.post("/todos/assign", json={"assignee_id": bos, "filters": {"shape": 1}}).status_code == 422


def test_the_customer_that_is_named_decides_the_scope(anna: httpx.Client) -> None:
    town = anna.post("/organisations", json={"name": "Ale", "country": "SE"}).json()["id"]

    made = anna.post("/todos", json={"note": "Ring", "organisation_id": town}).json()

    assert (made["scope"], made["organisation_id"]) == ("organisation", town)


@pytest.mark.parametrize("scope", ["private", "person"])
def test_a_customer_that_the_scope_leaves_out_is_refused(anna: httpx.Client, scope: str) -> None:
    refused = anna.post("/todos", json={"scope": scope, "organisation_id": 1})

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == ["organisation_id"]


def test_a_reminder_is_answered_in_utc_at_once_and_later(anna: httpx.Client) -> None:
    made = anna.post("/todos", json={"note": "Ring", "remind_at": "2030-03-01T09:00:00+01:00"}).json()

    assert made["remind_at"] == "2030-03-01T08:00:00Z"
    assert anna.get(f"/todos/{made['id']}").json()["remind_at"] == made["remind_at"]


def test_a_todo_is_written_and_found_by_its_lead_and_contract(anna: httpx.Client) -> None:
    lead, contract = make(anna, "leads", name="Ulla Ek")["id"], make(anna, "contracts", title="Ramavtal")["id"]
    of_lead, of_contract = (
        make(anna, "todos", note="Ring", **about) for about in ({"lead_id": lead}, {"contract_id": contract})
    )
    make(anna, "todos", note="Annat")

    assert (of_lead["lead_id"], of_lead["contract_id"], of_contract["contract_id"]) == (lead, None, contract)
    for name, key, todo in (("lead", lead, of_lead), ("contract", contract, of_contract)):
        assert [row["id"] for row in anna.get("/todos", params={name: key}).json()["items"]] == [todo["id"]]
    anna.post(f"/todos/{of_lead['id']}/close")
    assert anna.get("/history", params={"lead": lead}).json()["total"] == 1
    refused = anna.post("/todos", json={"note": "Ring", "lead_id": 4711})
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["lead_id"])


def test_a_todo_that_names_a_customer_and_nothing_to_do_is_refused(anna: httpx.Client) -> None:
    town = anna.post("/organisations", json={"name": "Ale", "country": "SE"}).json()["id"]

    refused = anna.post("/todos", json={"organisation_id": town})

    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["note"])
