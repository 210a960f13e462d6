"""Memberships of all organisations over REST, and the figures of the years."""

import httpx

from sambruk_crm.models import Role
from tests.api.conftest import MakeClient
from tests.api.test_rest import make


def test_a_membership_is_read_corrected_listed_and_removed_wherever_it_belongs(anna: httpx.Client) -> None:
    town = make(anna, "organisations", name="Ale", country="SE")["id"]

    values = {"joined_on": "2020-01-01", "decision": "KS § 41"}
    made = anna.post(f"/organisations/{town}/memberships", json=values).json()
    address = f"/memberships/{made['id']}"
    assert anna.get(address).json() == made
    changed = anna.patch(address, json={"left_on": "2023-01-01", "version": made["version"]}).json()

    assert anna.get(address).json() == changed
    for asked, count in (("", 1), ("?status=member", 0), ("?status=member&on=2022-01-01", 1), ("?left=2023", 1)):
        assert anna.get(f"/memberships{asked}").json()["total"] == count
    refused = anna.patch(address, json={"left_on": "2019-01-01", "version": changed["version"]})
    assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (422, ["left_on"])
    assert anna.get("/figures/years").json()["items"][0] == {"year": 2020, "joined": 1, "left": 0, "members": 1}
    assert anna.delete(address).status_code == 204
    assert anna.get(address).status_code == 404


def test_a_reader_sees_memberships_and_writes_none(client_of: MakeClient) -> None:
    reader = client_of(Role.READER, "Rut Holm")
    assert reader.get("/memberships").status_code == 200
    assert reader.delete("/memberships/1").status_code == 403
