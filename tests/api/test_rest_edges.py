"""The REST API at its edges: what strangers and programs with bugs are answered, and how it describes itself."""

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.api import organisations as organisations_api
from sambruk_crm.api.access import LARGEST_BODY
from sambruk_crm.models import ApiKey, Role, User, utc_now
from tests.api.conftest import MakeClient
from tests.api.test_rest import make

PROBLEM = "application/problem+json"


def described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document."""
    rest = next(route.app for route in app.routes if getattr(route, "path", "") == "/api")  # pyright: ignore[reportAttributeAccessIssue]
    return rest.openapi()


def fields_of(refused: httpx.Response) -> list[str]:
    """Return the fields that a problem names."""
    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == PROBLEM
    return [error["field"] for error in refused.json()["errors"]]


def send(client: httpx.Client, path: str, content: bytes) -> httpx.Response:
    return client.post(path, content=content, headers={"content-type": "application/json"})


def test_a_stranger_is_refused_before_the_body_is_read(client_of: MakeClient) -> None:
    assert send(client_of(None), "/persons", b"{ not json").status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "bearer", "Bearer", "Bearer  ", ""])
def test_every_wrong_key_gets_the_same_answer(client_of: MakeClient, scheme: str) -> None:
    client = client_of(None)
    without = client.get("/persons")

    wrong = client.get("/persons", headers={"Authorization": f"{scheme} sk_wrong".strip()})

    assert (wrong.status_code, wrong.content) == (401, without.content)


def test_the_key_of_a_deactivated_user_opens_nothing(client_of: MakeClient, maria: httpx.Client) -> None:
    leaver = client_of(Role.STAFF, "Leif")
    assert leaver.get("/me").json()["name"] == "Leif"

    with db.transaction() as session:
        session.get_one(User, leaver.get("/me").json()["id"]).is_active = False

    assert leaver.get("/me").status_code == 401
    assert maria.get("/me").status_code == 200


def test_a_revoked_key_opens_nothing(anna: httpx.Client) -> None:
    with db.transaction() as session:
        session.exec(select(ApiKey)).one().revoked_at = utc_now()

    assert anna.get("/me").status_code == 401


def test_a_body_that_is_too_large_is_not_read_to_its_end(anna: httpx.Client) -> None:
    def chunks() -> Any:
        for _ in range(3):
            yield b'{"note": "' + b"x" * LARGEST_BODY

    told = send(anna, "/persons", b"x" * (LARGEST_BODY + 1))
    untold = anna.post("/persons", content=chunks(), headers={"content-type": "application/json"})

    for refused in (told, untold):
        assert (refused.status_code, refused.headers["content-type"]) == (413, PROBLEM)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"5", b'"x"', b"\xff\xfe", b"[" * 50_000, b'{"first_name": NaN}', b'{"\\ud800": 1}'],
)
def test_a_body_that_makes_no_sense_is_a_problem_of_the_caller(anna: httpx.Client, content: bytes) -> None:
    refused = send(anna, "/persons", content)

    assert refused.status_code in (400, 422)
    assert refused.headers["content-type"] == PROBLEM


@pytest.mark.parametrize(
    ("noun", "values", "field"),
    [
        ("organisations", {"name": "X", "country": "Atlantis"}, "country"),
        ("organisations", {"name": "X", "tags": [10**30]}, "tags"),
        ("organisations", {"name": "\ud800"}, "name"),
        ("persons", {"first_name": "x" * 121}, "first_name"),
        ("persons", {"first_name": "Å", "responsible": [2**31]}, "responsible"),
        ("deals", {"title": "X", "phase_id": 10**30}, "phase_id"),
        ("deals", {"title": "X", "value": 10**12}, "value"),
        ("deals", {"title": "X", "participants": [{"organisation_id": 10**30}]}, "participants"),
        ("todos", {"remind_at": "2026-11-23T09:00"}, "remind_at"),
        ("todos", {"remind_at": "0001-01-01T00:00:00+14:00"}, "remind_at"),
        ("history", {"text": "X", "lead_id": 5}, "lead_id"),
        ("history", {"text": "X", "contract_id": 5}, "contract_id"),
        ("phases", {"name": "X", "probability": 101}, "probability"),
    ],
)
def test_what_no_database_can_hold_is_refused_by_name(
    maria: httpx.Client, noun: str, values: dict[str, Any], field: str
) -> None:
    assert fields_of(send(maria, f"/{noun}", json.dumps(values).encode())) == [field]


@pytest.mark.parametrize("key", ["0", "-1", str(2**31), str(2**63), str(10**30), "x", "1%00"])
def test_a_key_in_an_address_that_no_record_can_have_is_refused(anna: httpx.Client, key: str) -> None:
    for path in ("/organisations/{}", "/deals/{}", "/todos/{}", "/history/{}", "/organisations/{}/memberships"):
        assert anna.get(path.format(key)).status_code == 422


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/organisations?stauts=customer", "stauts"),
        ("/organisations?county=%00", "county"),
        ("/persons?kind=municipality", "kind"),
        ("/todos?deal=0", "deal"),
        ("/history?organisation=99999999999999999999", "organisation"),
        ("/deals?limit=201", "limit"),
        ("/deals?cursor=WyJ4Il0=", "cursor"),
    ],
)
def test_a_filter_that_does_not_exist_or_fit_is_named(anna: httpx.Client, path: str, field: str) -> None:
    assert fields_of(anna.get(path)) == [field]


def test_a_cursor_of_another_order_is_refused(anna: httpx.Client) -> None:
    for number in range(3):
        make(anna, "organisations", name=f"Place {number}")
    cursor = anna.get("/organisations?limit=1&sort=name").json()["next_cursor"]

    assert fields_of(anna.get("/organisations", params={"limit": 1, "sort": "-created", "cursor": cursor})) == [
        "cursor"
    ]


@pytest.mark.parametrize("noun", ["organisations", "persons", "deals", "todos", "history"])
def test_a_cursor_passes_every_row_once_while_others_write(anna: httpx.Client, noun: str) -> None:
    town = make(anna, "organisations", name="Kungsör")
    values = {
        "organisations": {"name": "Same name"},
        "persons": {"first_name": "Same", "last_name": "Name"},
        "deals": {"title": "Same name"},
        "todos": {"note": "Same time"},
        "history": {"text": "Same", "organisation_id": town["id"], "happened_at": "2026-11-23T09:00:00Z"},
    }[noun]
    made = {make(anna, noun, **values)["id"] for _ in range(7)}
    seen: list[int] = []

    cursor: str | None = ""
    while cursor is not None:
        page = anna.get(f"/{noun}", params={"limit": "2", **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if len(seen) < 8:
            make(anna, noun, **values)

    assert len(seen) == len(set(seen))
    assert made <= set(seen)


def test_an_error_of_ours_has_a_number_and_no_insides(anna: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        msg = "secret insides"
        raise RuntimeError(msg)

    monkeypatch.setattr(organisations_api.organisations, "read", broken)

    answer = anna.get("/organisations")

    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert answer.json()["number"] in answer.json()["detail"]
    assert "secret" not in answer.text


def test_the_description_tells_enums_amounts_and_problems(app: FastAPI) -> None:
    document = described(app)
    shapes = document["components"]["schemas"]

    assert "municipality" in shapes["OrganisationKind"]["enum"]
    assert shapes["DealOut"]["properties"]["value"]["anyOf"][0] == {"type": "number"}
    assert "version" in shapes["OrganisationPatch"]["required"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            refusal = operation["responses"]["422"]["content"]
            assert refusal == {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_every_reference_of_the_description_leads_somewhere(app: FastAPI) -> None:
    document = described(app)
    names = document["components"]["schemas"]
    operations = [each["operationId"] for path in document["paths"].values() for each in path.values()]

    text = json.dumps(document)
    for part in text.split('"#/components/schemas/')[1:]:
        assert part.split('"')[0] in names
    assert len(operations) == len(set(operations))


def test_the_page_for_people_asks_no_other_server_for_anything(client_of: MakeClient) -> None:
    page = client_of(None).get("http://test/api/docs").text

    assert "/api/v1/deals/{deal_id}/move" in page
    assert "<script" not in page
    assert 'src="http' not in page
    assert 'href="http' not in page


def test_every_moment_is_told_in_utc_and_written_alike(anna: httpx.Client) -> None:
    made = make(anna, "persons", first_name="Åsa")
    entry = anna.post(
        "/history", json={"person_id": made["id"], "text": "Ringde", "happened_at": "2026-03-29T14:05:00+02:00"}
    ).json()
    told = [made["created_at"], made["updated_at"], entry["happened_at"], entry["created_at"]]

    assert entry["happened_at"].startswith("2026-03-29T12:05:00")
    assert [text for text in told if not text.endswith("Z")] == []
