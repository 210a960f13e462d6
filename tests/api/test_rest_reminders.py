"""Reminders and the choice of mail over REST: one's own alone."""

from datetime import timedelta

import httpx

from sambruk_crm.models import utc_now
from sambruk_crm.services import todos
from tests.api.test_rest import make


def test_a_program_reads_reminders_and_puts_them_away(anna: httpx.Client) -> None:
    todos.reminders.fire_due(utc_now())
    soon = utc_now() + timedelta(minutes=5)
    make(anna, "todos", note="Ring Ulla", remind_at=soon.isoformat())
    todos.reminders.fire_due(soon)

    answer = anna.get("/me/reminders").json()

    assert [(row["todo"], row["colleague"]) for row in answer["items"]] == [("Ring Ulla", "")]
    assert anna.delete(f"/me/reminders/{answer['items'][0]['id']}").status_code == 204
    assert anna.get("/me/reminders").json()["items"] == []
    assert anna.delete("/me/reminders/999").status_code == 404


def test_a_program_chooses_which_mail_its_owner_gets(anna: httpx.Client) -> None:
    assert anna.get("/me/mail").json() == {"mails_reminders": True, "digest_hour": None}

    assert anna.patch("/me/mail", json={"digest_hour": 7}).json() == {"mails_reminders": True, "digest_hour": 7}

    assert anna.patch("/me/mail", json={"digest_hour": 24}).status_code == 422
    assert anna.patch("/me/mail", json={"digest_hour": None}).json()["digest_hour"] is None
