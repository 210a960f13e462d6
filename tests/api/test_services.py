"""Services, who takes part in them, and projects over REST."""

import httpx

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient


def made(client: httpx.Client, path: str, **values: object) -> int:
    answer = client.post(path, json=values)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_program_adds_a_service_and_tells_who_takes_part(anna: httpx.Client) -> None:
    town = made(anna, "/organisations", name="Kungsör")
    egil = made(anna, "/services", name="EGIL", kind="service", funding_each="15000.50")

    answer = anna.post(f"/services/{egil}/participants", json={"organisation_id": town, "role": "pilot"})

    assert answer.status_code == 201
    one = answer.json()
    assert answer.headers["Location"] == f"/api/v1/services/{egil}/participants/{one['id']}"
    assert anna.get(f"/services/{egil}").json()["participants"] == 1
    assert anna.get(f"/services/{egil}").json()["funding_each"] == 15000.5
    (told,) = anna.get(f"/services/{egil}/participants").json()["items"]
    assert (told["organisation"], told["role"], told["contract_id"]) == ("Kungsör", "pilot", None)

    changed = anna.patch(f"/services/{egil}/participants/{one['id']}", json={"role": "user", "version": one["version"]})
    assert changed.json()["role"] == "user"
    stale = anna.patch(f"/services/{egil}/participants/{one['id']}", json={"role": "pilot", "version": one["version"]})
    assert (stale.status_code, stale.json()["current"]["role"]) == (409, "user")
    assert anna.delete(f"/services/{egil}/participants/{one['id']}").status_code == 204
    assert anna.get(f"/services/{egil}/participants").json()["items"] == []


def test_services_are_filtered_by_kind_status_and_who_is_responsible(anna: httpx.Client) -> None:
    made(anna, "/services", name="EGIL")
    made(anna, "/services", name="Digidel", kind="network", status="idea")

    assert [each["name"] for each in anna.get("/services?kind=network").json()["items"]] == ["Digidel"]
    assert [each["name"] for each in anna.get("/services?status=running").json()["items"]] == ["EGIL"]
    assert anna.get("/services?kind=boat").status_code == 422


def test_a_project_is_written_found_and_put_in_the_trash(anna: httpx.Client) -> None:
    town = made(anna, "/organisations", name="Kungsör")
    egil = made(anna, "/services", name="EGIL")
    project = made(anna, "/projects", organisation_id=town, service_id=egil)

    found = anna.get(f"/projects?service={egil}&status=running").json()["items"]
    assert [(each["id"], each["name"]) for each in found] == [(project, "EGIL")]
    refused = anna.patch(f"/projects/{project}", json={"version": 1, "to_on": "2020-01-01", "from_on": "2021-01-01"})
    assert (refused.status_code, [each["field"] for each in refused.json()["errors"]]) == (422, ["to_on"])


def test_what_happened_and_what_is_to_be_done_can_be_about_a_service_or_a_project(anna: httpx.Client) -> None:
    town = made(anna, "/organisations", name="Kungsör")
    egil = made(anna, "/services", name="EGIL")
    project = made(anna, "/projects", organisation_id=town, service_id=egil)

    made(anna, "/history", service_id=egil, text="Ny version släppt")
    made(anna, "/todos", scope="organisation", organisation_id=town, project_id=project, note="Boka utbildning")

    assert [each["text"] for each in anna.get(f"/history?service={egil}").json()["items"]] == ["Ny version släppt"]
    assert [each["note"] for each in anna.get(f"/todos?project={project}").json()["items"]] == ["Boka utbildning"]


def test_the_matrix_tells_a_state_for_each_service_and_whom_one_borders_on(anna: httpx.Client) -> None:
    town = made(anna, "/organisations", name="Kungsbyn", kind="municipality", county_code="19")
    egil, digidel = made(anna, "/services", name="EGIL"), made(anna, "/services", name="Digidel", kind="network")
    anna.post(f"/services/{egil}/participants", json={"organisation_id": town, "from_on": "2025-01-01"})
    deal = made(anna, "/deals", title="Digidel", organisation_id=town, service_id=digidel)

    answer = anna.get(f"/matrix?service={egil},{digidel}&county=19&text=Kungsbyn")

    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["items"]
    assert (row["organisation_id"], row["count"]) == (town, 1)
    states = {each["service_id"]: (each["state"], each["phase"], each["id"]) for each in row["services"]}
    assert states == {egil: ("participant", None, egil), digidel: ("deal", 1, deal)}
    cell = anna.get(f"/matrix/{town}/{egil}").json()
    assert (cell["state"], cell["day"], cell["neighbours"]) == ("participant", "2025-01-01", [])
    assert anna.get(f"/matrix/{town}/999999").status_code == 404
    assert anna.get("/matrix?inhabitants_from=-1").status_code == 422
    assert anna.get("/matrix/file").status_code == 403


def test_a_manager_fetches_the_matrix_as_an_excel_file(client_of: MakeClient) -> None:
    maria = client_of(Role.MANAGER)
    made(maria, "/services", name="EGIL")

    answer = maria.get("/matrix/file?service_kind=service")

    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    assert answer.content.startswith(b"PK")
