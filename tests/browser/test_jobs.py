"""The administrator's page of jobs: what failed, why, and trying again."""

from dataclasses import asdict

from playwright.sync_api import expect

from sambruk_crm.errors import say
from sambruk_crm.models import JobState, Role, utc_now
from sambruk_crm.services import jobs
from tests.browser.accessibility import serious_findings
from tests.browser.conftest import NewPage
from tests.browser.stories import add_user, enter, records
from tests.servers import RunningServer


def test_an_administrator_sees_why_a_job_failed_and_tries_again(new_page: NewPage, server: RunningServer) -> None:
    ada = add_user(server, "Ada Ros", Role.ADMINISTRATOR)
    with records(server) as session:
        job = jobs.enqueue(session, "todos.repeat", {"todo_id": 0})
        job.state, job.ended_at, job.reason = JobState.FAILED, utc_now(), asdict(say("Whatever it was."))
    page = enter(new_page(), server, ada, "/settings/jobs")
    line = page.get_by_role("list", name="Jobs").get_by_role("listitem").filter(has_text="Whatever it was.")

    expect(line).to_contain_text("Next to-do of a series")
    assert serious_findings(page) == []
    line.get_by_role("button", name="Try again").click()

    expect(line).to_have_count(0)
    page.get_by_role("button", name="Finished").click()
    done = page.get_by_role("list", name="Jobs").get_by_role("listitem")
    expect(done.filter(has_text="Next to-do of a series").first).to_contain_text("1 attempt")
