"""The association's own lists over REST: made, renamed, merged, archived, put in order; what is used cannot vanish."""

import httpx
import pytest

from tests.api.test_rest import make

LISTS = ("todo-types", "history-types", "lost-reasons")


@pytest.mark.parametrize("name", LISTS)
def test_an_entry_is_made_renamed_archived_and_removed(anna: httpx.Client, maria: httpx.Client, name: str) -> None:
    entry = make(anna, name, name="Studiebesök")
    path = f"/{name}/{entry['id']}"
    assert (entry["uses"], anna.get(path).json()) == (0, entry)

    renamed = maria.patch(path, json={"name": "Rundtur", "is_archived": True, "version": entry["version"]})

    assert (renamed.status_code, renamed.json()["name"], renamed.json()["is_archived"]) == (200, "Rundtur", True)
    stale = maria.patch(path, json={"name": "Resa", "version": entry["version"]})
    assert (stale.status_code, stale.json()["current"]["name"]) == (409, "Rundtur")
    assert entry["id"] not in [row["id"] for row in anna.get(f"/{name}").json()["items"]]
    assert entry["id"] in [row["id"] for row in anna.get(f"/{name}", params={"archived": True}).json()["items"]]
    assert anna.delete(path).status_code == 403
    assert (maria.delete(path).status_code, maria.get(path).status_code) == (204, 404)


def test_a_used_entry_cannot_vanish_but_be_merged(anna: httpx.Client, maria: httpx.Client) -> None:
    old, new = make(anna, "todo-types", name="Telefonera", color="red"), make(anna, "todo-types", name="Samtala")
    todo = make(anna, "todos", note="Växeln", type_id=old["id"])
    assert maria.delete(f"/todo-types/{old['id']}").status_code == 409
    assert anna.post(f"/todo-types/{old['id']}/merge", json={"into": new["id"]}).status_code == 403

    merged = maria.post(f"/todo-types/{old['id']}/merge", json={"into": new["id"]})

    assert (merged.status_code, merged.json()) == (200, {"moved": 1})
    assert anna.get(f"/todos/{todo['id']}").json()["type_id"] == new["id"]
    assert anna.get(f"/todo-types/{new['id']}").json()["uses"] == 1
    assert maria.get(f"/todo-types/{old['id']}").status_code == 404


def test_tags_are_merged_within_their_scope(anna: httpx.Client, maria: httpx.Client) -> None:
    old, new = make(anna, "tags", name="Ref"), make(anna, "tags", name="Referens")
    other = make(anna, "tags", name="Ref", scope="person")
    town = make(anna, "organisations", name="Kungsör", tags=[old["id"], new["id"]])

    assert maria.post(f"/tags/{old['id']}/merge", json={"into": other["id"]}).status_code == 422
    assert maria.post(f"/tags/{old['id']}/merge", json={"into": new["id"]}).json() == {"moved": 1}
    assert anna.get(f"/organisations/{town['id']}").json()["tags"] == [new["id"]]


def test_entries_are_put_in_order(maria: httpx.Client) -> None:
    keys = [row["id"] for row in maria.get("/lost-reasons").json()["items"]]

    assert maria.put("/lost-reasons/order", json={"ids": keys[::-1]}).status_code == 204

    assert [row["id"] for row in maria.get("/lost-reasons").json()["items"]] == keys[::-1]
