"""Finding anything over REST, as programs see it."""

import httpx

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.api.test_rest import make


def test_one_search_finds_in_every_noun(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Kungsör", organisation_number="212000-2056")
    person = make(anna, "persons", first_name="Åsa", last_name="Kungsörn", emails=["asa@kungsor.se"])

    groups = anna.get("/search", params={"text": "KUNGSOR"}).json()["groups"]

    assert [(group["noun"], group["items"][0]["id"], group["more"]) for group in groups] == [
        ("organisation", town["id"], False),
        ("person", person["id"], False),
    ]
    assert groups[0]["items"][0]["detail"] == "212000-2056"


def test_a_search_may_ask_for_one_noun_and_so_many(anna: httpx.Client) -> None:
    for number in range(3):
        make(anna, "organisations", name=f"Kungsör {number}")
    make(anna, "persons", first_name="Kungsör")

    [group] = anna.get("/search", params={"text": "kungsör", "noun": "organisation", "limit": 2}).json()["groups"]

    assert (group["noun"], len(group["items"]), group["more"]) == ("organisation", 2, True)


def test_a_search_shows_no_private_to_do_of_somebody_else(anna: httpx.Client, maria: httpx.Client) -> None:
    make(anna, "todos", note="Boka tandläkare")

    assert len(anna.get("/search", params={"text": "tandläkare"}).json()["groups"]) == 1
    assert maria.get("/search", params={"text": "tandläkare"}).json()["groups"] == []


def test_a_search_is_refused_without_a_key_or_a_text_or_with_an_unknown_noun(
    anna: httpx.Client, client_of: MakeClient
) -> None:
    assert client_of(None).get("/search", params={"text": "a"}).status_code == 401
    assert client_of(Role.READER, "Rut Holm").get("/search", params={"text": "a"}).status_code == 200
    assert anna.get("/search").status_code == 422
    assert anna.get("/search", params={"text": "a", "noun": "cat"}).status_code == 422
    assert anna.get("/search", params={"text": "a", "limit": 0}).status_code == 422
