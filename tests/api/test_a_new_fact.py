"""What a new plain fact takes: GLN, the number that addresses electronic invoices, came by one line in each place."""

from pathlib import Path

import httpx
from sqlmodel import select

from sambruk_crm import db
from sambruk_crm.models import AuditEntry, Role
from sambruk_crm.services import catalogue, jobs
from sambruk_crm.state.organisations.list import OrganisationListState
from tests.api.conftest import MakeClient
from tests.api.test_rest import make
from tests.factories import make_actor
from tests.services.test_imports import applied, csv_of, tried

GLN = "7350000000014"
BY_HAND = {
    "sambruk_crm/models/organisation.py",
    "sambruk_crm/services/organisations/columns.py",
    "sambruk_crm/services/organisations/rules.py",
}


def test_it_is_named_in_the_model_the_input_and_the_columns_and_nowhere_else() -> None:
    found = {
        str(path)
        for path in Path("sambruk_crm").rglob("*.py")
        if '"gln"' in path.read_text() or "gln:" in path.read_text()
    }

    assert found == BY_HAND


def test_it_is_written_over_rest_found_filtered_sorted_and_audited(client_of: MakeClient) -> None:
    maria: httpx.Client = client_of(Role.MANAGER)
    sala = make(maria, "organisations", name="Sala", gln=GLN)
    make(maria, "organisations", name="Kungsör")

    assert maria.get(f"/organisations/{sala['id']}").json()["gln"] == GLN
    assert maria.post("/organisations", json={"name": "X", "gln": "12"}).json()["errors"][0]["field"] == "gln"
    for asked in ({"gln": "73500"}, {"gln": ":filled"}, {"text": GLN}):
        assert [row["name"] for row in maria.get("/organisations", params=asked).json()["items"]] == ["Sala"]
    assert maria.get("/organisations", params={"gln": ":empty"}).json()["items"][0]["name"] == "Kungsör"
    assert maria.get("/organisations", params={"sort": "-gln"}).json()["items"][0]["name"] == "Sala"
    counts = maria.post("/views/counts", json={"noun": "organisation", "filter": "gln", "filters": {}}).json()
    assert counts == {":empty": 1, ":filled": 1}
    with db.reading() as session:
        assert any((entry.after or {}).get("gln") == GLN for entry in session.exec(select(AuditEntry)))


def test_a_text_is_asked_for_in_either_case_also_with_letters_beyond_z(client_of: MakeClient) -> None:
    maria: httpx.Client = client_of(Role.MANAGER)
    make(maria, "organisations", name="Åre", official_name="ÅRE Kommun")
    make(maria, "organisations", name="Ystad", official_name="ystads kommun")

    for asked in ("åre", "ÅRE", "åRE k"):
        found = maria.get("/organisations", params={"official_name": asked}).json()["items"]
        assert [row["name"] for row in found] == ["Åre"], asked


def test_it_is_taken_out_and_brought_in(client_of: MakeClient) -> None:
    maria: httpx.Client = client_of(Role.MANAGER)
    make(maria, "organisations", name="Sala", gln=GLN)
    body = {"selection": {"noun": "organisation"}, "columns": ["name", "gln"], "format": "csv"}
    asked = maria.post("/exports", json=body).headers["location"].removeprefix("/api/v1")
    jobs.run_due()

    assert f"Sala,{GLN}" in maria.get(f"{asked}/file").text

    with db.transaction() as session:
        actor = make_actor(session, "Bo Ek", Role.MANAGER)
    applied(actor, tried(actor, "organisation", csv_of("Namn;GLN", f"Arboga;{GLN}")))
    found = maria.get("/organisations", params={"gln": GLN, "sort": "name"}).json()["items"]
    assert [row["name"] for row in found] == ["Arboga", "Sala"]


def test_it_stands_on_the_page_and_in_the_list() -> None:
    fact = catalogue.get("organisation").facts["gln"].fact

    assert fact is not None
    assert (fact.part, "gln" in OrganisationListState.kind.facts) == ("invoicing", True)
