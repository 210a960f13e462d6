"""Records over REST: changes from old versions are refused and shown, and each noun keeps its rules."""

from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.api.test_rest import make
from tests.api.test_rest_edges import fields_of


def test_a_stale_change_is_answered_with_the_record_as_it_is_always_given(
    anna: httpx.Client, maria: httpx.Client
) -> None:
    town, tag = make(anna, "organisations", name="Kungsör"), make(anna, "tags", name="Referens")
    todo, deal = (
        make(anna, "todos", note="Ring", scope="organisation", organisation_id=town["id"]),
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


def test_what_is_likely_here_already_is_listed(anna: httpx.Client) -> None:
    person = make(anna, "persons", first_name="Anna", last_name="Svensson", emails=["anna@example.test"])
    town = make(anna, "organisations", name="Nordisk Konsult AB")

    found = anna.get("/persons/duplicates", params={"first_name": "Anna", "last_name": "Svenson"}).json()
    assert found == {"items": [{"id": person["id"], "name": "Anna Svensson"}], "next_cursor": None, "total": 1}
    assert anna.get("/persons/duplicates", params={"email": "ANNA@example.test"}).json()["total"] == 1
    assert (
        anna.get("/persons/duplicates", params={"email": "anna@example.test", "but": person["id"]}).json()["items"]
        == []
    )
    listed = anna.get("/organisations/duplicates", params={"name": "Nordisk Konsullt"}).json()["items"]
    assert [one["id"] for one in listed] == [town["id"]]


def test_what_was_deleted_is_listed_in_the_trash_and_taken_out(anna: httpx.Client, maria: httpx.Client) -> None:
    lead = make(anna, "leads", name="Ulla Ek")
    assert maria.delete(f"/leads/{lead['id']}").status_code == 204

    (row,) = maria.get("/trash", params={"noun": "lead", "text": "ulla"}).json()["items"]
    assert (row["id"], row["name"], row["deleted_by"]) == (lead["id"], "Ulla Ek", "Maria Lind")
    assert anna.get("/trash").status_code == 403
    assert anna.post(f"/trash/lead/{lead['id']}/restore").status_code == 403
    assert anna.get(f"/leads/{lead['id']}").status_code == 404
    assert maria.post(f"/trash/lead/{lead['id']}/restore").status_code == 204
    assert anna.get(f"/leads/{lead['id']}").status_code == 200
    assert maria.post("/trash/lead/987654/restore").status_code == 404
    assert maria.get("/trash", params={"noun": "todo"}).status_code == 422


def test_a_phase_is_merged_into_another_and_named_by_language(anna: httpx.Client, maria: httpx.Client) -> None:
    first, second, *_, closed = maria.get("/phases").json()["items"]
    deal = anna.post("/deals", json={"title": "EGIL"}).json()
    names = {"name": "Provar", "name_de": "Erprobt", "version": second["version"]}
    maria.patch(f"/phases/{second['id']}", json=names)

    merged = maria.post(f"/phases/{first['id']}/merge", json={"into": second["id"]})

    assert (merged.status_code, merged.json()) == (200, {"moved": 1})
    assert anna.get(f"/deals/{deal['id']}").json()["phase_id"] == second["id"]
    german = maria.get("/phases", headers={"Accept-Language": "de"}).json()["items"]
    assert [german[0]["id"], german[0]["name_de"]] == [second["id"], "Erprobt"]
    assert maria.post(f"/phases/{second['id']}/merge", json={"into": closed["id"]}).status_code == 422
    assert anna.post(f"/phases/{second['id']}/merge", json={"into": first["id"]}).status_code == 403


def test_phases_are_put_in_an_order(maria: httpx.Client) -> None:
    keys = [phase["id"] for phase in maria.get("/phases").json()["items"]]

    assert maria.put("/phases/order", json={"ids": [keys[1], keys[0], *keys[2:]]}).status_code == 204

    assert [phase["id"] for phase in maria.get("/phases").json()["items"]][:2] == [keys[1], keys[0]]


def test_the_forecast_and_the_time_in_phases_are_told(anna: httpx.Client) -> None:
    first, second, *_ = anna.get("/phases").json()["items"]
    told = {"title": "EGIL", "value": 1000, "probability": 20, "expected_close_on": "2027-03-02"}
    deal = anna.post("/deals", json=told).json()
    anna.post(f"/deals/{deal['id']}/move", json={"phase_id": second["id"]})

    forecast = anna.get("/deals/forecast").json()["items"]

    assert forecast == [{"month": "2027-03", "currency": "SEK", "count": 1, "total": 1000, "weighted": 200}]
    assert anna.get("/deals/forecast?owner=987654").json()["items"] == []
    assert [phase["average_days"] for phase in anna.get("/phases").json()["items"]][:2] == [0.0, None]
    assert anna.get(f"/phases/{first['id']}").json()["average_days"] == 0.0
