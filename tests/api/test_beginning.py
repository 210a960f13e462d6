"""The beginning over REST: the steps, the association's logo, and members from a list."""

from io import BytesIO

import httpx
from PIL import Image

from sambruk_crm import db
from sambruk_crm.models import Role
from sambruk_crm.services import reference
from tests.api.conftest import MakeClient


def test_the_steps_are_told_and_put_away(client_of: MakeClient, anna: httpx.Client) -> None:
    ada = client_of(Role.ADMINISTRATOR, "Ada Ström")

    assert [step["name"] for step in ada.get("/settings/getting-started").json()["steps"]] == [
        "association",
        "mail_server",
        "members",
        "colleagues",
        "persons",
        "deal",
    ]
    assert ada.put("/settings/getting-started", json={"is_put_away": True}).json()["is_put_away"] is True
    assert anna.get("/settings/getting-started").status_code == 403


def test_the_associations_logo_is_put_fetched_and_taken_away(client_of: MakeClient, anna: httpx.Client) -> None:
    ada, drawn = client_of(Role.ADMINISTRATOR, "Ada Ström"), BytesIO()
    Image.new("RGB", (40, 40), "teal").save(drawn, "PNG")
    headers = {"Content-Type": "application/octet-stream"}

    assert anna.put("/settings/logo", content=drawn.getvalue(), headers=headers).status_code == 403
    assert ada.put("/settings/logo", content=b"no picture", headers=headers).status_code == 422
    assert ada.put("/settings/logo", content=drawn.getvalue(), headers=headers).status_code == 204
    assert anna.get("/settings/logo").headers["content-type"] == "image/webp"
    assert ada.delete("/settings/logo").status_code == 204
    assert anna.get("/settings/logo").status_code == 404


def test_a_list_is_read_and_those_found_are_made_members(anna: httpx.Client) -> None:
    with db.transaction() as session:
        reference.load_places(session)

    read = anna.post("/memberships/read", json={"text": "Kumla; 2019\nNora\nDegefors", "since": "2020-05-01"})

    lines = read.json()["items"]
    assert [(line["outcome"], line["name"], line["since"]) for line in lines[:2]] == [
        ("found", "Kumla", "2019-01-01"),
        ("found", "Nora", "2020-05-01"),
    ]
    assert "Degerfors" in [one["name"] for one in lines[2]["suggestions"]]
    members = [
        {"organisation_id": int(line["key"].partition(":")[2]), "joined_on": line["since"]} for line in lines[:2]
    ]
    made = anna.post("/memberships", json={"members": members})
    assert (made.status_code, made.json()) == (201, {"count": 2})
    again = anna.post("/memberships", json={"members": members})
    assert again.json()["errors"][0]["field"] == "joined_on"


def test_readers_make_nobody_a_member(client_of: MakeClient) -> None:
    rut = client_of(Role.READER, "Rut Holm")

    assert rut.post("/memberships/read", json={"text": "Kumla"}).status_code == 403
    assert rut.post("/memberships", json={"members": []}).status_code == 403
