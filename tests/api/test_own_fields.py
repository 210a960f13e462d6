"""Own fields over REST: what they are at `/fields`, what stands in them in `fields` of every record."""

from typing import Any

import httpx
import pytest

from tests.api.test_rest import make

OPTIONS = [{"names": {"sv": "Platina"}}, {"names": {"sv": "Annat", "en": "Other"}}]
RECORDS = {
    "organisation": ("organisations", {"name": "Kungsör"}),
    "person": ("persons", {"last_name": "Ek"}),
    "lead": ("leads", {"name": "Ek"}),
    "deal": ("deals", {"title": "EGIL"}),
    "contract": ("contracts", {"title": "EGIL"}),
    "service": ("services", {"name": "EGIL"}),
    "project": ("projects", {"name": "EGIL"}),
}


def make_field(client: httpx.Client, noun: str, **values: Any) -> dict[str, Any]:
    """Add a field and return it."""
    made = client.post("/fields", json={"noun": noun, **values})
    assert made.status_code == 201, made.text
    return made.json()


@pytest.mark.parametrize("noun", RECORDS)
def test_a_field_is_written_and_read_with_the_records_of_its_noun(maria: httpx.Client, noun: str) -> None:
    path, values = RECORDS[noun]
    if noun == "project":
        values = {**values, "organisation_id": make(maria, "organisations", name="Kungsör")["id"]}
    field = make_field(maria, noun, kind="one_of", names={"sv": "Ärendesystem"}, options=OPTIONS)
    plain = make(maria, path, **values)
    assert plain["fields"] == {field["key"]: None}

    changed = maria.patch(
        f"/{path}/{plain['id']}", json={"fields": {field["key"]: "other"}, "version": plain["version"]}
    )

    assert changed.json()["fields"] == {field["key"]: "annat"}
    assert changed.json()["version"] > plain["version"]
    new = make(maria, path, **values | {"fields": {field["key"]: "platina"}})
    listed = maria.get(f"/{path}", params={"sort": "id"}).json()["items"]
    assert [row["fields"] for row in listed][-2:] == [{field["key"]: "annat"}, {field["key"]: "platina"}]
    assert maria.get(f"/{path}/{new['id']}").json()["fields"] == {field["key"]: "platina"}
    stale = maria.patch(f"/{path}/{plain['id']}", json={"fields": {}, "version": plain["version"]})
    assert (stale.status_code, stale.json()["current"]["fields"]) == (409, {field["key"]: "annat"})


def test_what_cannot_be_read_is_told_beside_the_field(maria: httpx.Client) -> None:
    make_field(maria, "organisation", kind="number", names={"sv": "Antal"})

    refused = maria.post("/organisations", json={"name": "Kungsör", "fields": {"antal": "många", "annat": 1}})
    number = maria.post("/organisations", json={"name": "Kungsör", "fields": {"antal": "många"}})

    assert [error["field"] for error in refused.json()["errors"]] == ["fields.annat"]
    assert [error["field"] for error in number.json()["errors"]] == ["fields.antal"]
    assert maria.get("/organisations").json()["total"] == 0


def test_a_field_is_made_renamed_archived_merged_and_removed(anna: httpx.Client, maria: httpx.Client) -> None:
    field = make_field(maria, "deal", kind="text", names={"sv": "System", "en": "System"}, helps={"sv": "?"})
    path = f"/fields/{field['id']}"
    assert (field["key"], field["name"], field["uses"], field["is_archived"]) == ("system", "System", 0, False)
    assert (anna.get(path).json(), anna.get("/fields").json()["items"]) == (field, [field])
    assert anna.patch(path, json={"names": {"sv": "X"}, "version": 1}).status_code == 403

    renamed = maria.patch(path, json={"names": {"en": "Case system"}, "in_list": False, "version": field["version"]})

    assert (renamed.json()["name"], renamed.json()["names"]["sv"], renamed.json()["key"]) == (
        "Case system", "System", "system",
    )  # fmt: skip
    stale = maria.patch(path, json={"names": {"en": "Y"}, "version": field["version"]})
    assert (stale.status_code, stale.json()["current"]["name"]) == (409, "Case system")
    other = make_field(maria, "deal", kind="long_text", names={"sv": "Annat"})
    make(anna, "deals", title="EGIL", fields={"system": "Platina"})
    assert maria.delete(path).status_code == 409
    merged = maria.post(f"{path}/merge", json={"into": other["id"]})
    assert (merged.json(), maria.get(path).json()["is_archived"]) == ({"moved": 1, "stayed": 0}, True)
    assert [row["fields"] for row in anna.get("/deals").json()["items"]] == [{"annat": "Platina"}]
    assert (maria.delete(path).status_code, maria.get(path).status_code) == (204, 404)


def test_fields_are_put_in_order_and_options_merged(maria: httpx.Client) -> None:
    one = make_field(maria, "deal", kind="one_of", names={"sv": "System"}, options=OPTIONS)
    two = make_field(maria, "deal", names={"sv": "Annat"})
    make(maria, "deals", title="EGIL", fields={"system": "platina"})

    assert maria.put("/fields/order/deal", json={"ids": [two["id"], one["id"]]}).status_code == 204
    merged = maria.post(f"/fields/{one['id']}/options/platina/merge", json={"into": "annat"})

    assert [row["key"] for row in maria.get("/fields", params={"noun": "deal"}).json()["items"]] == ["annat", "system"]
    assert [option["key"] for option in merged.json()["options"]] == ["annat"]
    assert maria.get("/deals").json()["items"][0]["fields"]["system"] == "annat"
    assert maria.get("/fields", params={"noun": "todo"}).status_code == 422


def test_a_list_is_asked_for_a_field_and_sorted_by_it(maria: httpx.Client) -> None:
    make_field(maria, "person", kind="number", names={"sv": "Antal"})
    make_field(maria, "person", kind="one_of", names={"sv": "Kost"}, options=OPTIONS)
    for name, fields in (("Ek", {"antal": 2, "kost": "annat"}), ("Al", {"antal": 10, "kost": "platina"}), ("Ask", {})):
        make(maria, "persons", last_name=name, fields=fields)

    def names(**params: Any) -> list[str]:
        answer = maria.get("/persons", params=params)
        assert answer.status_code == 200, answer.text
        return [row["last_name"] for row in answer.json()["items"]]

    assert names(**{"fields.antal": "5..", "sort": "name"}) == ["Al"]
    assert names(**{"fields.kost": ["annat", "platina"], "sort": "-fields.antal"}) == ["Al", "Ek"]
    assert names(**{"fields.antal": ":empty"}) == ["Ask"]
    for params in ({"fields.antal": "många"}, {"fields.ingen": "1"}, {"sort": "fields.ingen"}):
        refused = maria.get("/persons", params=params)
        assert (refused.status_code, refused.json()["errors"][0]["field"][:7]) == (422, "fields.")
    export = maria.post("/exports", json={"selection": {"noun": "person"}, "columns": ["name", "fields.kost"]})
    assert export.status_code == 202, export.text
