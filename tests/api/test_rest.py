"""The REST API: the rules of the screens, over HTTP."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def make(client: httpx.Client, noun: str, **values: Any) -> dict[str, Any]:
    """Create a record and give it."""
    answer = client.post(f"/{noun}", json=values)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"].endswith(f"/{noun}/{answer.json()['id']}")
    return answer.json()


def phases(client: httpx.Client) -> list[dict[str, Any]]:
    """List the phases."""
    return client.get("/phases").json()["items"]


def operations(app: FastAPI) -> list[tuple[str, str]]:
    """List every operation of the API, with some number for each key in its path."""
    mounted = next(route for route in app.routes if isinstance(route, Mount))
    paths: dict[str, Any] = getattr(mounted.app, "openapi")()["paths"]  # noqa: B009 -- a mounted app is any ASGI app
    named = {path: re.sub(r"\{\w+\}", "1", path.replace("{kind}", "visiting")) for path in paths}
    return [(method, named[path]) for path, methods in paths.items() for method in methods]


def test_every_operation_refuses_strangers(app: FastAPI, client_of: MakeClient) -> None:
    stranger = client_of(None)
    forger = client_of(None)
    forger.headers["Authorization"] = "Bearer sk_made_up"

    asked = operations(app)
    assert len(asked) > 30
    for client in (stranger, forger):
        for method, path in asked:
            answer = client.request(method, f"http://test/api{path}", json={})
            assert answer.status_code == 401, (method, path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("noun", ["organisations", "persons", "deals", "todos", "tags", "history"])
def test_a_reader_reads_and_cannot_write(client_of: MakeClient, noun: str) -> None:
    reader = client_of(Role.READER)

    assert reader.get(f"/{noun}").status_code == 200
    refused = reader.post(f"/{noun}", json={"name": "x"} if noun in ("organisations", "tags") else {})
    assert refused.status_code == 403
    assert refused.json()["title"] == "Not allowed"


def test_an_organisation_is_made_read_changed_and_put_in_the_trash(anna: httpx.Client, maria: httpx.Client) -> None:
    made = make(anna, "organisations", name="Kungsör", kind="municipality", organisation_number="212000-2056")
    assert made["organisation_number"] == "2120002056"

    changed = anna.patch(f"/organisations/{made['id']}", json={"version": made["version"], "phone": "08-508 00 000"})
    assert changed.json()["phone"] == "+46850800000"
    assert anna.get(f"/organisations/{made['id']}").json() == changed.json()

    assert anna.delete(f"/organisations/{made['id']}").status_code == 403
    assert maria.delete(f"/organisations/{made['id']}").status_code == 204
    assert anna.get(f"/organisations/{made['id']}").status_code == 404


def test_lists_take_the_filters_of_the_screens(anna: httpx.Client) -> None:
    tag = make(anna, "tags", name="Referens", scope="organisation")
    kept = make(anna, "organisations", name="Kungsör", kind="municipality", status="customer", tags=[tag["id"]])
    make(anna, "organisations", name="Åmål", kind="municipality", status="prospect")
    make(anna, "organisations", name="Region Gävle", kind="region", status="customer", tags=[tag["id"]])
    anna.post(f"/organisations/{kept['id']}/memberships", json={"joined_on": "2020-01-01"})

    for query in (
        {"text": "kungsor"},
        {"kind": "municipality", "status": "customer"},
        {"tag": str(tag["id"]), "kind": "municipality,board"},
        {"membership": "member"},
    ):
        found = anna.get("/organisations", params=query).json()
        assert [row["id"] for row in found["items"]] == [kept["id"]], query
        assert (found["total"], found["next_cursor"]) == (1, None)


def test_a_cursor_leads_through_all_rows_once(anna: httpx.Client) -> None:
    made = [make(anna, "persons", first_name=f"Person {number}")["id"] for number in range(7)]
    seen: list[int] = []
    cursor = None

    while True:
        params = {"limit": "3", "sort": "-created", **({"cursor": cursor} if cursor else {})}
        page = anna.get("/persons", params=params).json()
        seen += [row["id"] for row in page["items"]]
        assert page["total"] == len(made) + (cursor is not None)
        if cursor is None:
            make(anna, "persons", first_name="Came later")
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == made[::-1]


def test_a_stale_patch_gets_409_and_what_is_there_now(anna: httpx.Client, maria: httpx.Client) -> None:
    made = make(anna, "persons", first_name="Åsa")
    maria.patch(f"/persons/{made['id']}", json={"version": made["version"], "last_name": "Öberg"})

    refused = anna.patch(f"/persons/{made['id']}", json={"version": made["version"], "last_name": "Ek"})

    assert refused.status_code == 409
    assert refused.json()["current"]["last_name"] == "Öberg"
    assert anna.get(f"/persons/{made['id']}").json()["last_name"] == "Öberg"


def test_two_hundred_stale_writes_lose_nothing_and_none_is_silent(anna: httpx.Client) -> None:
    made = make(anna, "organisations", name="Kungsör")
    path = f"/organisations/{made['id']}"

    def write(number: int) -> int:
        return anna.patch(path, json={"version": made["version"], "note": f"note {number}"}).status_code

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(write, range(200)))

    assert sorted(set(codes)) == [200, 409]
    assert codes.count(200) == 1
    assert anna.get(path).json()["note"] == f"note {codes.index(200)}"


def test_a_patch_without_its_version_is_refused_by_name(anna: httpx.Client) -> None:
    made = make(anna, "persons", first_name="Åsa")

    refused = anna.patch(f"/persons/{made['id']}", json={"last_name": "Ek"})

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "version", "message": "This cannot be left out."}]


@pytest.mark.parametrize(
    ("noun", "values", "field"),
    [
        ("organisations", {"name": "X", "organisation_number": "212000-2057"}, "organisation_number"),
        ("organisations", {"name": "X", "employees": "many"}, "employees"),
        ("organisations", {"name": "X", "colour": "red"}, "colour"),
        ("organisations", {"name": "X" * 300}, "name"),
        ("organisations", {"name": "X", "employees": 10**12}, "employees"),
        ("organisations", {}, "name"),
        ("persons", {"first_name": "Å", "emails": ["no address"]}, "emails"),
        ("deals", {"title": "X", "value": "much"}, "value"),
        ("deals", {"title": "X", "value": "NaN"}, "value"),
        ("deals", {"title": "X", "organisation_id": 99}, "organisation_id"),
        ("todos", {"remind_at": "tomorrow"}, "remind_at"),
        ("todos", {"assignee_id": 10**11}, "assignee_id"),
        ("tags", {"name": ""}, "name"),
        ("history", {"text": "alone"}, "organisation_id"),
    ],
)
def test_bad_input_is_answered_with_the_field_named(
    anna: httpx.Client, noun: str, values: dict[str, Any], field: str
) -> None:
    refused = anna.post(f"/{noun}", json=values)

    assert refused.status_code == 422, refused.text
    assert [error["field"] for error in refused.json()["errors"]] == [field]


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "nonsense"},
        {"cursor": "W10="},
        {"sort": "password_hash"},
        {"limit": "0"},
        {"limit": "100000"},
        {"tag": "x"},
        {"tag": str(10**30)},
        {"organisation": "0"},
        {"status": "rich"},
    ],
)
def test_a_bad_question_is_never_an_error_of_ours(anna: httpx.Client, query: dict[str, str]) -> None:
    assert anna.get("/persons", params=query).status_code == 422


def test_a_key_no_record_can_have_is_not_found_or_refused(anna: httpx.Client) -> None:
    for key in ("0", "-1", "99999999", str(10**30)):
        assert anna.get(f"/persons/{key}").status_code in (404, 422), key
    assert anna.get("/deals", params={"county": "\u0000"}).status_code in (200, 422)


def test_hostile_texts_are_stored_as_texts(anna: httpx.Client) -> None:
    made = make(anna, "persons", first_name="<script>alert(1)</script>\u0000", last_name="'; DROP TABLE person; --")

    assert made["first_name"] == "<script>alert(1)</script>"
    assert anna.get("/persons", params={"text": "'; DROP"}).json()["total"] == 1
    assert anna.get("/persons", params={"text": '"% _ \\ \u0000'}).status_code == 200


def test_a_deal_is_moved_by_the_rule_of_the_board(anna: httpx.Client) -> None:
    first, second = make(anna, "deals", title="first"), make(anna, "deals", title="second")
    pitch, closed = phases(anna)[3]["id"], phases(anna)[-1]["id"]
    move = f"/deals/{first['id']}/move"

    assert anna.post(move, json={"phase_id": pitch}).json()["phase_id"] == pitch
    asked = anna.post(move, json={"phase_id": closed})
    assert (asked.status_code, asked.json()["type"]) == (422, "about:outcome-required")
    why = anna.post(move, json={"phase_id": closed, "outcome": "lost"})
    assert why.json()["errors"][0]["field"] == "lost_reason"
    lost = anna.post(move, json={"phase_id": closed, "outcome": "lost", "lost_reason": "Price"}).json()

    assert (lost["outcome"], lost["lost_reason_text"]) == ("lost", "Price")
    above = anna.post(move, json={"phase_id": second["phase_id"], "before_id": second["id"]}).json()
    assert above["rank"] < second["rank"]
    assert above["outcome"] is None


def test_a_todo_is_closed_once_and_becomes_history(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör")
    todo = make(anna, "todos", scope="organisation", organisation_id=town["id"], note="Ring")

    for _ in range(2):
        assert anna.post(f"/todos/{todo['id']}/close", json={"result": "Svarade inte"}).status_code == 200

    told = anna.get("/history", params={"organisation": town["id"]}).json()
    assert [(entry["kind"], entry["text"], entry["result"]) for entry in told["items"]] == [
        ("todo", "Ring", "Svarade inte")
    ]


def test_a_private_todo_is_hidden_from_other_keys(anna: httpx.Client, maria: httpx.Client) -> None:
    todo = make(anna, "todos", note="Tandläkare")

    assert maria.get(f"/todos/{todo['id']}").status_code == 404
    assert maria.post(f"/todos/{todo['id']}/close").status_code == 404
    assert maria.get("/todos").json()["total"] == 0


def test_a_person_represents_an_organisation(anna: httpx.Client) -> None:
    town, person = make(anna, "organisations", name="Kungsör"), make(anna, "persons", first_name="Åsa")

    held = anna.post(f"/persons/{person['id']}/affiliations", json={"organisation_id": town["id"], "title": "IT-chef"})

    assert held.json()["organisation"] == "Kungsör"
    assert anna.get(held.headers["location"].removeprefix("/api/v1")).json() == held.json()
    assert anna.get("/persons", params={"organisation": town["id"]}).json()["total"] == 1


def test_problems_speak_the_language_of_the_caller(client_of: MakeClient) -> None:
    stranger = client_of(None)

    answer = stranger.get("/deals", headers={"Accept-Language": "sv-SE,sv;q=0.9"})

    assert answer.json()["title"] == "Inte inloggad"


def test_an_unknown_address_is_a_problem_too(anna: httpx.Client) -> None:
    answer = anna.get("/elephants")

    assert (answer.status_code, answer.json()["title"]) == (404, "Not found")
    assert anna.put("/deals").status_code == 405


def test_the_description_names_every_field_of_an_organisation(app: FastAPI, client_of: MakeClient) -> None:
    described = json.loads(client_of(None).get("http://test/api/openapi.json").text)

    assert described["openapi"].startswith("3.1")
    assert "organisation_number" in described["components"]["schemas"]["OrganisationOut"]["properties"]
    assert client_of(None).get("http://test/api/docs").status_code == 200
    assert app.title


def test_the_board_is_read_by_phase_and_by_owner(anna: httpx.Client) -> None:
    lost, kept = make(anna, "deals", title="lost", value=10), make(anna, "deals", title="kept", value=20)
    anna.post(f"/deals/{lost['id']}/close", json={"outcome": "lost", "lost_reason": "Price"})

    by_phase, by_owner = (anna.get("/deals/board", params=asked).json() for asked in ({}, {"group": "owner"}))

    assert (by_phase[-1]["lost"], by_phase[-1]["won"]["count"]) == ({"count": 1, "total": 10.0, "weighted": 0.0}, 0)
    assert {column["id"]: [card["id"] for card in column["cards"]] for column in by_owner if column["count"]} == {
        kept["owner_id"]: [kept["id"]]
    }
    assert anna.get("/deals/board", params={"group": "colour"}).status_code == 422
