"""Imports over REST: rows as JSON and files as forms, from trying to taking back."""

import httpx

from sambruk_crm.services import imports, jobs
from tests.api.test_rest import make
from tests.api.test_rest_edges import fields_of

assert imports.jobs


def test_rows_are_tried_applied_and_taken_back(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör", status="prospect")
    rows = [{"Name": "Kungsör", "Status": "customer"}, {"Name": "Sala", "Status": None}, {"Name": "X", "Status": "?"}]

    asked = anna.post("/imports", json={"noun": "organisation", "rows": rows})
    path = asked.headers["location"].removeprefix("/api/v1")
    assert (asked.status_code, asked.json()["columns"], asked.json()["match"]) == (201, ["name", "status"], "name")
    assert anna.post(f"{path}/apply").status_code == 409
    jobs.run_due()
    assert anna.get(path).json()["counts"] == {"changed": 1, "new": 1, "error": 1}
    assert anna.get("/organisations", params={"text": "Sala"}).json()["total"] == 0

    assert anna.post(f"{path}/apply").status_code == 202
    jobs.run_due()
    found = anna.get(f"{path}/rows").json()
    assert anna.get(path).json()["state"] == "done"
    assert anna.get(f"/organisations/{town['id']}").json()["status"] == "customer"
    assert (found["total"], found["items"][0]["before"], found["items"][0]["after"]) == (
        3, {"status": "prospect"}, {"status": "customer"},
    )  # fmt: skip
    assert found["items"][2]["reason"] == "Status: ? is not one of the choices."
    assert b"X;?;" in anna.get(f"{path}/bad-rows").content.replace(b",", b";")

    assert anna.post(f"{path}/undo").status_code == 202
    jobs.run_due()
    assert anna.get(path).json()["state"] == "undone"
    assert anna.get(f"/organisations/{town['id']}").json()["status"] == "prospect"
    assert anna.get("/organisations", params={"text": "Sala"}).json()["total"] == 0


def test_a_file_is_brought_as_a_form_with_its_columns_named(anna: httpx.Client) -> None:
    content = "Vem;Adress;Intern\r\nÅsa Öberg;asa@example.test;x\r\n".encode("cp1252")
    data = {"noun": "person", "columns": '{"Vem": "name", "Adress": "emails"}', "match": "email"}

    made = anna.post("/imports", data=data, files={"file": ("lista.csv", content, "text/csv")})
    assert made.status_code == 201, made.text
    assert (made.json()["columns"], made.json()["file"]) == (["name", "emails", ""], "lista.csv")
    path = f"/imports/{made.json()['id']}"
    jobs.run_due()
    anna.post(f"{path}/apply")
    jobs.run_due()

    assert anna.get("/persons", params={"text": "asa@example.test"}).json()["total"] == 1


def test_a_likely_duplicate_is_linked_when_a_program_says_so(anna: httpx.Client) -> None:
    asa = make(anna, "persons", first_name="Åsa", last_name="Öberg")
    rows = [{"first_name": "Åsa", "last_name": "Öberg", "emails": "asa@example.test"}]
    path = f"/imports/{anna.post('/imports', json={'noun': 'person', 'rows': rows}).json()['id']}"
    jobs.run_due()
    assert anna.get(f"{path}/rows", params={"outcome": "duplicate"}).json()["items"][0]["likely"] == [asa["id"]]

    assert anna.post(f"{path}/choices", json={"choice": "link"}).json() == {"chosen": 1}
    anna.post(f"{path}/apply")
    jobs.run_due()

    assert anna.get(f"/persons/{asa['id']}").json()["emails"] == ["asa@example.test"]


def test_what_cannot_be_imported_is_refused(anna: httpx.Client, maria: httpx.Client) -> None:
    row = {"Name": "Sala"}

    assert fields_of(anna.post("/imports", json={"noun": "organisation", "rows": []})) == ["file"]
    assert fields_of(anna.post("/imports", json={"noun": "todo", "rows": [row]})) == ["noun"]
    wrong = {"noun": "organisation", "rows": [row], "columns": {"Namn": "name"}}
    assert fields_of(anna.post("/imports", json=wrong)) == ["columns"]
    assert fields_of(anna.post("/imports", data={"noun": "person"}, files={"x": b"y"})) == ["file"]
    assert anna.post("/imports", content=b"[1").status_code == 422
    mine = maria.post("/imports", json={"noun": "organisation", "rows": [row]}).json()["id"]
    assert anna.get(f"/imports/{mine}").status_code == 404


def test_a_file_is_read_anew_and_organisations_that_are_missing_are_made_when_asked(anna: httpx.Client) -> None:
    content = "Rubrik;\r\nNamn;Organisation\r\nÅsa Öberg;Nya Verket\r\n".encode("cp1252")
    made = anna.post("/imports", data={"noun": "person"}, files={"file": ("lista.csv", content, "text/csv")}).json()
    path = f"/imports/{made['id']}"
    jobs.run_due()
    told = anna.get(path).json()
    assert (told["lines"][1], told["question"], told["missing"]) == ([2, ["Namn", "Organisation"]], "", 1)
    assert told["counts"] == {"error": 1}

    again = anna.post(f"{path}/arrange", json={"heading_row": 2, "encoding": "cp1252", "makes_organisations": True})
    assert again.status_code == 200, again.text
    jobs.run_due()
    assert anna.get(path).json()["counts"] == {"new": 1}
    anna.post(f"{path}/apply")
    jobs.run_due()

    assert anna.get("/organisations", params={"text": "Nya Verket"}).json()["total"] == 1
    assert anna.post(f"{path}/arrange", json={}).status_code == 409
