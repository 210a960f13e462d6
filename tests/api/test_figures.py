"""Members, inhabitants and fees over REST, as of a day and for a year."""

from datetime import date

import httpx

from sambruk_crm import db
from sambruk_crm.models import PopulationFigure


def town(client: httpx.Client, name: str, people: int, *periods: dict[str, object]) -> int:
    """Make a municipality with inhabitants and memberships."""
    key = client.post("/organisations", json={"name": name, "kind": "municipality"}).json()["id"]
    with db.transaction() as session:
        session.add(PopulationFigure(organisation_id=key, counted_on=date(2020, 12, 31), inhabitants=people))
    for period in periods:
        made = client.post(f"/organisations/{key}/memberships", json=period)
        assert made.status_code == 201, made.text
    return key


def test_members_and_inhabitants_are_told_for_any_day(anna: httpx.Client) -> None:
    town(anna, "Ale", 31_000, {"joined_on": "2020-01-01", "left_on": "2024-01-01"})
    town(anna, "Boden", 28_000, {"joined_on": "2024-01-01"})
    anna.post("/organisations", json={"name": "Bolaget"})

    told = anna.get("/figures", params={"on": "2023-12-31"}).json()

    assert told == {
        "on": "2023-12-31", "members": 1, "members_by_kind": {"municipality": 1}, "inhabitants": 31_000,
        "municipalities_covered": 1, "without_figure": 0,
    }  # fmt: skip
    assert anna.get("/figures", params={"on": "2024-01-01"}).json()["inhabitants"] == 28_000
    assert anna.get("/figures", params={"on": "soon"}).status_code == 422


def test_the_fees_of_a_year_come_with_their_reason_and_what_was_paid_before(anna: httpx.Client) -> None:
    ale = town(anna, "Ale", 31_000, {"joined_on": "2020-01-01"})
    boden = town(anna, "Boden", 15_000, {"joined_on": "2026-07-01"})

    told = anna.get("/fees", params={"year": 2026}).json()

    first, second = told["items"]
    assert (first["organisation_id"], first["amount"], first["entrance"], first["previous"]) == (
        ale, 35_000, 0, 35_000,
    )  # fmt: skip
    assert (second["organisation_id"], second["months"], second["amount"], second["entrance"]) == (
        boden, 6, 12_500, 10_000,
    )  # fmt: skip
    assert second["band"] == {"from_inhabitants": 15_000, "below": 25_000}
    assert "6 of 12 months" in second["sentence"]
    assert (told["total_amount"], told["total_entrance"], told["currency"]) == (47_500, 10_000, "SEK")


def test_a_membership_is_of_a_kind_by_which_lists_and_bulk_work_go(anna: httpx.Client, maria: httpx.Client) -> None:
    kinds = anna.get("/membership-categories").json()["items"]
    full, supporting = kinds[0]["id"], kinds[2]["id"]
    ale = town(anna, "Ale", 31_000, {"joined_on": "2020-01-01", "category_id": full, "decision": "KS § 41"})
    town(anna, "Boden", 28_000, {"joined_on": "2020-01-01", "category_id": supporting})

    listed = anna.get("/organisations", params={"membership_category": full}).json()["items"]

    assert [each["id"] for each in listed] == [ale]
    [period] = anna.get(f"/organisations/{ale}/memberships").json()["items"]
    assert (period["category_id"], period["decision"]) == (full, "KS § 41")
    assert maria.delete(f"/membership-categories/{full}").status_code == 409


def test_who_is_covered_is_told_and_counted_once(anna: httpx.Client) -> None:
    ale = town(anna, "Ale", 31_000, {"joined_on": "2020-01-01"})
    union = town(anna, "Förbundet", 0, {"joined_on": "2020-01-01"})

    made = anna.post("/coverages", json={"coverer_id": union, "covered_id": ale, "from_on": "2020-01-01"})

    assert made.status_code == 201, made.text
    assert anna.get(made.headers["location"].removeprefix("/api/v1")).json() == made.json()
    [row] = anna.get("/coverages", params={"covered": ale, "on": "2021-01-01"}).json()["items"]
    assert (row["coverer"], row["covered"]) == ("Förbundet", "Ale")
    assert anna.get("/figures", params={"on": "2021-01-01"}).json()["inhabitants"] == 31_000
    path = f"/coverages/{row['id']}"
    assert anna.patch(path, json={"to_on": "2019-01-01", "version": 1}).status_code == 422
    assert anna.patch(path, json={"covered_id": union, "version": 1}).status_code == 422
    assert anna.get("/coverages", params={"covered": 2**70}).status_code == 422
    assert anna.patch(path, json={"to_on": "2022-01-01", "version": 1}).json()["to_on"] == "2022-01-01"
    stale = anna.patch(path, json={"to_on": None, "version": 1})
    assert (stale.status_code, stale.json()["current"]["to_on"]) == (409, "2022-01-01")
    assert anna.delete(path).status_code == 204


def test_what_if_somebody_joins_a_deal_is_told_and_nothing_is_changed(anna: httpx.Client) -> None:
    ale, boden = town(anna, "Ale", 31_000), town(anna, "Boden", 28_000)
    deal = anna.post("/deals", json={"title": "E-arkiv", "organisation_id": ale, "value": 100}).json()

    told = anna.post(f"/deals/{deal['id']}/participants/preview", json={"join": [boden], "leave": []})

    assert told.json() == {
        "before": [{"organisation_id": ale, "amount": 100}],
        "after": [{"organisation_id": ale, "amount": 50}, {"organisation_id": boden, "amount": 50}],
    }
    assert anna.get(f"/deals/{deal['id']}").json() == deal
    kept = anna.post(f"/deals/{deal['id']}/participants/note", json={"join": [boden]})
    assert (kept.status_code, kept.json()["deal_id"], "Boden" in kept.json()["text"]) == (201, deal["id"], True)
    assert anna.post(f"/deals/{deal['id']}/participants/preview", json={"leave": [ale]}).status_code == 422
    assert anna.post(f"/deals/{deal['id']}/participants/preview", json={"join": [2**70]}).status_code == 422
