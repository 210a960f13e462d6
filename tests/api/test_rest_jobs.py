"""Jobs over REST, for administrators alone."""

import httpx

from sambruk_crm import db
from sambruk_crm.models import Role
from sambruk_crm.services import jobs
from tests.api.conftest import MakeClient


def ask() -> int:
    """Ask for a job."""
    with db.transaction() as session:
        return jobs.enqueue(session, "todos.repeat", {"todo_id": 0}).key


def test_an_administrator_cancels_a_job_and_begins_it_again(client_of: MakeClient) -> None:
    job_id, ada = ask(), client_of(Role.ADMINISTRATOR, "Ada Ros")

    [listed] = ada.get("/jobs", params={"state": "waiting"}).json()["items"]
    assert (listed["id"], listed["kind"], listed["reason"]) == (job_id, "todos.repeat", "")
    assert ada.post(f"/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    assert ada.post(f"/jobs/{job_id}/cancel").status_code == 409
    assert ada.post(f"/jobs/{job_id}/retry").json()["state"] == "waiting"
    assert ada.get(f"/jobs/{job_id}").json()["state"] == "waiting"


def test_only_administrators_reach_the_jobs(anna: httpx.Client) -> None:
    job_id = ask()

    assert anna.get("/jobs").status_code == 403
    assert anna.post(f"/jobs/{job_id}/cancel").status_code == 403
