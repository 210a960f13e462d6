"""Users over REST: what somebody has open, and letting them go."""

import httpx

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.api.test_rest import make


def test_nobody_is_let_go_until_somebody_takes_over_what_is_open(client_of: MakeClient, anna: httpx.Client) -> None:
    ada, bo = client_of(Role.ADMINISTRATOR, "Ada Ström"), client_of(name="Bo Ek")
    annas, bos = (client.get("/me").json()["id"] for client in (anna, bo))
    town = make(anna, "organisations", name="Kungsör", responsible=[annas])
    todo = make(anna, "todos", note="Ring", scope="organisation", organisation_id=town["id"])
    path = f"/users/{annas}"

    piles = ada.get(f"{path}/open-work").json()["items"]
    assert [(pile["kind"], pile["count"]) for pile in piles] == [("todos", 1), ("organisations", 1)]
    assert piles[0]["items"][0]["text"] == "Ring"
    assert ada.post(f"{path}/deactivate").status_code == 409
    assert ada.post(f"{path}/deactivate", json={"todos": bos}).json()["errors"][0]["field"] == "receiver_id"

    given = ada.post(f"{path}/deactivate", json={"receiver_id": bos})

    assert given.json() == {"todos": 1, "deals": 0, "organisations": 1, "persons": 0, "stand_ins": 0}
    assert anna.get("/me").status_code == 401
    assert bo.get(f"/todos/{todo['id']}").json()["assignee_id"] == bos
    assert ada.post(f"{path}/reactivate").status_code == 204
    assert anna.get("/me").status_code == 200


def test_only_administrators_let_go(anna: httpx.Client, maria: httpx.Client) -> None:
    annas = anna.get("/me").json()["id"]

    assert maria.get(f"/users/{annas}/open-work").status_code == 403
    assert maria.post(f"/users/{annas}/deactivate").status_code == 403


def test_an_administrator_invites_and_renews_the_link(client_of: MakeClient, anna: httpx.Client) -> None:
    ada = client_of(Role.ADMINISTRATOR, "Ada Ström")

    made = ada.post("/users", json={"email": "bo@kungsor.example", "name": "Bo Ek", "role": "manager"})
    renewed = ada.post(f"/users/{made.json()['user_id']}/password-link")

    assert made.status_code == renewed.status_code == 201, made.text
    assert "/choose-password?token=" in made.json()["link"]
    assert made.json()["is_mailed"] is False
    assert renewed.json()["link"] != made.json()["link"]
    assert "Bo Ek" in [user["name"] for user in ada.get("/users").json()["items"]]
    assert ada.post("/users", json={"email": "bo@kungsor.example"}).json()["errors"][0]["field"] == "email"
    assert anna.post("/users", json={"email": "eva@kungsor.example"}).status_code == 403
    assert anna.post(f"/users/{made.json()['user_id']}/password-link").status_code == 403
