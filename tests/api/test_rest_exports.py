"""Exports over REST, from the question to the file."""

import io

import httpx
from python_calamine import CalamineWorkbook

from sambruk_crm.services import jobs
from tests.api.test_rest import make
from tests.api.test_rest_edges import fields_of


def test_a_program_takes_out_what_matches_with_the_columns_it_names(maria: httpx.Client) -> None:
    make(maria, "organisations", name="Kungsör", status="customer")
    make(maria, "organisations", name="Sala", status="prospect")
    body = {
        "selection": {"noun": "organisation", "filters": {"status": ["customer"]}},
        "columns": ["name", "status"],
    }

    asked = maria.post("/exports", json=body)
    path = asked.headers["location"].removeprefix("/api/v1")
    assert (asked.status_code, asked.json()["state"], asked.json()["total"]) == (202, "waiting", 1)
    assert maria.get(f"{path}/file").status_code == 404
    jobs.run_due()

    told = maria.get(path).json()
    file = maria.get(f"{path}/file")
    assert (told["state"], told["done"], told["name"][:14]) == ("done", 1, "Organisations ")
    assert file.headers["content-disposition"].startswith("attachment")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows == [["Name", "Status"], ["Kungsör", "Customer"]]


def test_the_columns_of_a_noun_are_told(maria: httpx.Client) -> None:
    found = maria.get("/exports/columns/person").json()["items"]

    assert {"name": "first_name", "title": "First name", "is_usual": True} in found
    assert maria.get("/exports/columns/user").status_code == 422


def test_a_program_is_refused_what_its_user_may_not(anna: httpx.Client, maria: httpx.Client) -> None:
    body = {"selection": {"noun": "person"}}
    mine = maria.post("/exports", json=body).json()["id"]

    assert anna.post("/exports", json=body).status_code == 403
    assert anna.get(f"/exports/{mine}").status_code == 403
    assert maria.get("/exports/999999").status_code == 404


def test_what_cannot_be_taken_out_is_named(maria: httpx.Client) -> None:
    person = {"noun": "person"}

    assert fields_of(maria.post("/exports", json={"selection": person, "columns": ["shoe_size"]})) == ["columns"]
    assert fields_of(maria.post("/exports", json={"selection": {**person, "filters": {"tag": ["x"]}}})) == ["tag"]
    assert maria.post("/exports", json={"selection": {"noun": "user"}}).status_code == 422
