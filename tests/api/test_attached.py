"""What hangs on an organisation, over REST, before it is thrown away."""

import httpx

from tests.api.test_rest import make


def test_what_hangs_on_an_organisation_is_told_with_what_becomes_of_it(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Ale", country="SE")["id"]
    make(anna, "deals", title="EGIL", organisation_id=town)

    told = anna.get(f"/organisations/{town}/attached").json()["items"]

    assert [(each["kind"], each["count"], each["names"]) for each in told] == [("open_deals", 1, ["EGIL"])]
    assert told[0]["fate"]
    chosen = {"noun": "organisation", "ids": [town]}
    assert anna.post("/batches/attached", json=chosen).json()["items"] == told
    assert anna.get("/organisations/4711/attached").status_code == 404
