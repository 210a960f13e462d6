"""The REST API at its edges: what strangers, programs with bugs and two writers at once are answered."""

import json
from concurrent.futures import ThreadPoolExecutor
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
    """Give the OpenAPI document."""
    rest = next(route.app for route in app.routes if getattr(route, "path", "") == "/api")  # pyright: ignore[reportAttributeAccessIssue]
    return rest.openapi()


def fields_of(refused: httpx.Response) -> list[str]:
    """Give the fields that a problem names."""
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
        ("organisations", {"name": "X", "country": "Sweden"}, "country"),
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


def test_a_stale_change_is_answered_with_the_record_as_it_is_always_given(
    anna: httpx.Client, maria: httpx.Client
) -> None:
    town, tag = make(anna, "organisations", name="Kungsör"), make(anna, "tags", name="Referens")
    todo, deal = (
        make(anna, "todos", scope="organisation", organisation_id=town["id"]),
        make(anna, "deals", title="EGIL"),
    )
    person = make(anna, "persons", first_name="Åsa", emails=["asa@example.test"])
    phase = maria.get("/phases").json()["items"][0]

    for noun, record, change in (
        ("organisations", town, {"note": "n"}),
        ("persons", person, {"note": "n"}),
        ("todos", todo, {"note": "n"}),
        ("deals", deal, {"note": "n"}),
        ("tags", tag, {"name": "Förebild"}),
        ("phases", phase, {"name": "Nyfiken"}),
    ):
        path = f"/{noun}/{record['id']}"
        assert maria.patch(path, json={"version": record["version"], **change}).status_code == 200
        refused = maria.patch(path, json={"version": record["version"], **change})
        assert refused.status_code == 409, path
        assert refused.json()["current"] == maria.get(path).json()


def test_a_stale_move_close_and_delete_are_refused(anna: httpx.Client, maria: httpx.Client) -> None:
    deal, todo = make(anna, "deals", title="EGIL"), make(anna, "todos", note="Ring")
    last = anna.get("/phases").json()["items"][-1]["id"]
    anna.patch(f"/deals/{deal['id']}", json={"version": deal["version"], "value": 5})
    anna.patch(f"/todos/{todo['id']}", json={"version": todo["version"], "note": "Ring snart"})

    won = {"outcome": "won", "version": deal["version"]}
    assert anna.post(f"/deals/{deal['id']}/move", json={"phase_id": last, **won}).status_code == 409
    assert anna.post(f"/deals/{deal['id']}/close", json=won).status_code == 409
    assert maria.delete(f"/deals/{deal['id']}", params={"version": deal["version"]}).status_code == 409
    assert anna.post(f"/todos/{todo['id']}/close", json={"version": todo["version"]}).status_code == 409
    assert anna.get(f"/deals/{deal['id']}").json()["outcome"] is None


def test_a_lost_deal_is_closed_from_wherever_it_is(anna: httpx.Client) -> None:
    deal = make(anna, "deals", title="EGIL")
    reason = anna.get("/lost-reasons").json()["items"][0]

    assert fields_of(anna.post(f"/deals/{deal['id']}/close", json={"outcome": "lost"})) == ["lost_reason"]
    too_long = {"outcome": "lost", "lost_reason": "x" * 201}
    assert fields_of(anna.post(f"/deals/{deal['id']}/close", json=too_long)) == ["lost_reason"]
    lost = anna.post(f"/deals/{deal['id']}/close", json={"outcome": "lost", "lost_reason_id": reason["id"]}).json()

    assert (lost["outcome"], lost["lost_reason_id"]) == ("lost", reason["id"])


def test_an_address_is_written_from_the_version_that_was_read(anna: httpx.Client) -> None:
    path = f"/organisations/{make(anna, 'organisations', name='Kungsör')['id']}/addresses/visiting"
    assert anna.get(path).status_code == 404

    first = anna.patch(path, json={"version": 0, "street": "Drottninggatan 34", "city": "Kungsör"})
    blind = anna.patch(path, json={"version": 0, "street": "Storgatan 1"})
    second = anna.patch(path, json={"version": first.json()["version"], "postal_code": "736 85"})

    assert blind.status_code == 409
    assert blind.json()["current"] == first.json()
    assert second.json()["street"] == "Drottninggatan 34"
    assert anna.get(path).json() == second.json()


def test_memberships_are_periods_that_are_begun_ended_and_corrected(anna: httpx.Client) -> None:
    town, other = make(anna, "organisations", name="Kungsör"), make(anna, "organisations", name="Åmål")
    path = f"/organisations/{town['id']}/memberships"

    begun = anna.post(path, json={"joined_on": "2020-01-01"})
    overlapping = anna.post(path, json={"joined_on": "2021-01-01"})
    ended = anna.post(f"{path}/leave", json={"left_on": "2024-01-01", "reason": "Sparkrav"}).json()
    own = begun.headers["location"].removeprefix("/api/v1")
    reopened = anna.patch(own, json={"version": ended["version"], "left_on": None}).json()

    assert fields_of(overlapping) == ["joined_on"]
    assert (ended["left_on"], reopened["left_on"]) == ("2024-01-01", None)
    assert anna.patch(own, json={"version": ended["version"], "reason": "x"}).status_code == 409
    assert anna.get(f"/organisations/{other['id']}/memberships/{ended['id']}").status_code == 404
    assert anna.get("/organisations?membership=member&membership_on=2022-06-01").json()["total"] == 1
    assert anna.delete(own).status_code == 204
    assert anna.get(path).json() == {"items": [], "next_cursor": None, "total": 0}


def test_an_affiliation_is_changed_under_its_own_person_only(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör")
    person, other = make(anna, "persons", first_name="Åsa"), make(anna, "persons", first_name="Bo")
    held = anna.post(f"/persons/{person['id']}/affiliations", json={"organisation_id": town["id"]}).json()
    ended = {"version": held["version"], "to_on": "2026-01-01"}

    assert anna.patch(f"/persons/{other['id']}/affiliations/{held['id']}", json=ended).status_code == 404
    own = f"/persons/{person['id']}/affiliations/{held['id']}"
    assert anna.patch(own, json=ended).json()["to_on"] == "2026-01-01"
    assert anna.patch(own, json=ended).json()["current"] == anna.get(own).json()


def test_a_phase_is_made_renamed_and_removed_by_a_manager(anna: httpx.Client, maria: httpx.Client) -> None:
    assert anna.post("/phases", json={"name": "Provar"}).status_code == 403

    made = make(maria, "phases", name="Provar", probability=40)
    names = [phase["name"] for phase in maria.get("/phases").json()["items"]]
    renamed = maria.patch(f"/phases/{made['id']}", json={"version": made["version"], "name": "Pilot"}).json()

    assert names[-2:] == ["Provar", "Closed: won/lost"]
    assert (renamed["name"], renamed["probability"]) == ("Pilot", 40)
    assert maria.delete(f"/phases/{made['id']}").status_code == 204
    assert maria.delete(f"/phases/{maria.get('/phases').json()['items'][-1]['id']}").status_code == 409


def test_a_tag_in_use_is_archived_not_removed(anna: httpx.Client, maria: httpx.Client) -> None:
    tag = make(anna, "tags", name="Referens")
    make(anna, "organisations", name="Kungsör", tags=[tag["id"]])

    assert maria.delete(f"/tags/{tag['id']}").json()["type"] == "about:in-use"
    archived = maria.patch(f"/tags/{tag['id']}", json={"version": tag["version"], "is_archived": True}).json()

    assert (archived["is_archived"], archived["uses"]) == (True, 1)
    assert anna.get("/tags").json()["total"] == 0
    assert anna.get("/tags?archived=true").json()["total"] == 1


def test_sixteen_that_make_the_same_tag_make_it_once(anna: httpx.Client) -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: anna.post("/tags", json={"name": "Referens"}), range(16)))

    codes = [answer.status_code for answer in answers]
    assert codes.count(201) == 1
    assert set(codes) <= {201, 409, 422}
    assert anna.get("/tags").json()["total"] == 1


def test_amounts_come_back_to_the_cent(anna: httpx.Client) -> None:
    for value in (0, 0.01, 12500, 12500.5, 999999999999.99, "0.1"):
        made = make(anna, "deals", title="EGIL", value=value)
        assert made["value"] == float(value)
        assert isinstance(made["value"], float)


def test_an_error_of_ours_has_a_number_and_no_insides(anna: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        msg = "secret insides"
        raise RuntimeError(msg)

    monkeypatch.setattr(organisations_api.organisations, "find", broken)

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
