"""Decisions of municipalities over REST."""

from datetime import timedelta
from typing import Any

import httpx

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.factories import today


def make_decision(client: httpx.Client, days: int = 10, **values: Any) -> dict[str, Any]:
    """Let a new deal wait for a meeting."""
    deal = client.post("/deals", json={"title": "EGIL"}).json()["id"]
    body = {"body": "executive_board", "meets_on": (today() + timedelta(days=days)).isoformat(), **values}
    made = client.post(f"/deals/{deal}/decisions", json=body)
    assert made.status_code == 201, made.text
    return made.json()


def address(decision: dict[str, Any]) -> str:
    """Return where a decision is found."""
    return f"/deals/{decision['deal_id']}/decisions/{decision['id']}"


def test_a_decision_is_planned_read_corrected_and_removed(anna: httpx.Client) -> None:
    made = make_decision(anna)
    path, later = address(made), (today() + timedelta(days=20)).isoformat()

    changed = anna.patch(path, json={"meets_on": later, "version": made["version"]})
    stale = anna.patch(path, json={"note": "x", "version": made["version"]})

    assert changed.json()["meets_on"] == anna.get(path).json()["meets_on"] == later
    assert (stale.status_code, stale.json()["current"]["meets_on"]) == (409, later)
    assert anna.delete(path).status_code == 204
    assert anna.get(path).status_code == 404


def test_a_postponed_decision_says_until_when_and_is_followed_by_the_later_meeting(anna: httpx.Client) -> None:
    made = make_decision(anna)
    path, later = address(made), (today() + timedelta(days=40)).isoformat()

    refused = anna.post(f"{path}/result", json={"result": "postponed"})
    told = anna.post(f"{path}/result", json={"result": "postponed", "postponed_to": later, "version": made["version"]})

    assert [problem["field"] for problem in refused.json()["errors"]] == ["postponed_to"]
    assert (told.json()["result"], told.json()["postponed_to"]) == ("postponed", later)
    found = anna.get(f"/deals/{made['deal_id']}/decisions").json()["items"]
    assert [(one["meets_on"], one["result"]) for one in found] == [(made["meets_on"], "postponed"), (later, None)]
    assert anna.delete(f"{path}/result").json()["result"] is None
    assert anna.get(f"/deals/{made['deal_id']}/decisions").json()["total"] == 1


def test_what_is_decided_when_is_listed_by_meeting_with_filters_and_pages(anna: httpx.Client) -> None:
    late, soon = make_decision(anna, 30, body="council"), make_decision(anna, -2)
    anna.post(f"{address(make_decision(anna, 5))}/result", json={"result": "decided"})

    first = anna.get("/decisions", params={"limit": 1}).json()
    rest = anna.get("/decisions", params={"limit": 1, "cursor": first["next_cursor"]}).json()

    assert (first["total"], [one["id"] for one in first["items"] + rest["items"]]) == (2, [soon["id"], late["id"]])
    assert [one["id"] for one in anna.get("/decisions?body=council").json()["items"]] == [late["id"]]
    assert anna.get("/decisions?result=decided,refused").json()["total"] == 1
    assert anna.get("/decisions?body=senate").status_code == 422


def test_whoever_may_only_read_reads_decisions(anna: httpx.Client, client_of: MakeClient) -> None:
    made, reader = make_decision(anna), client_of(Role.READER, "Rut Holm")

    assert reader.get(address(made)).status_code == 200
    assert reader.post(f"{address(made)}/result", json={"result": "decided"}).status_code == 403


def test_the_decision_of_another_deal_is_not_found(anna: httpx.Client) -> None:
    made, other = make_decision(anna), make_decision(anna)

    assert anna.get(f"/deals/{other['deal_id']}/decisions/{made['id']}").status_code == 404
