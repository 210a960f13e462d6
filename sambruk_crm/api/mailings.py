"""Mailings over REST: drafts, whom they go to, sending and stopping, and what became of each mail."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import BaseModel

from sambruk_crm import db
from sambruk_crm.api.access import Caller, noun
from sambruk_crm.api.listing import (
    Asked,
    Cursor,
    Key,
    Limit,
    Listed,
    Several,
    Sort,
    Text,
    Version,
    Versioned,
    answer,
    asked,
    paging,
    showing,
)
from sambruk_crm.errors import NotFoundError, say
from sambruk_crm.models import MailingKind, MailingState, RecipientState, SkipReason
from sambruk_crm.services import mailings
from sambruk_crm.services.mailings import Audience, MailingFilter, MailingInput, MailingRecord, RecipientFilter
from sambruk_crm.services.paging import PAGE_SIZE
from sambruk_crm.services.values.validation import Count, Input, Moment
from sambruk_crm.services.values.validation import Key as RecordKey

router = noun("mailings")


class CountsOut(BaseModel):
    """How many recipients stand where; `no_address` and those after it say why `skipped` were left out."""

    waiting: int
    sending: int
    sent: int
    failed: int
    unsure: int
    skipped: int
    no_address: int
    opted_out: int
    bounced: int
    duplicate: int
    erased: int


class MailingOut(BaseModel):
    """A mailing. Of a draft, `counts` tell what the last review found."""

    id: int
    version: int
    created_at: datetime
    updated_at: datetime
    kind: MailingKind
    subject: str
    body: str
    audience: Audience
    state: MailingState
    author_id: int
    starts_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    counts: CountsOut


class MailingPatch(MailingInput, Versioned):
    """Fields to change, and the version that was read."""


class ReviewOut(BaseModel):
    """What sending would mean now. `missing` counts recipients by a field that has no value for them.

    A long list is written down by a job: until it `is_complete`, `listed` of about `total` are, and nothing is sent.
    """

    recipients: int
    skipped: int
    reasons: dict[SkipReason, int]
    missing: dict[str, int]
    is_complete: bool
    listed: int
    total: int


class Sending(Input):
    """When to send (at once, if not said), and what the sender has seen; either refuses if it no longer holds."""

    at: Moment = None
    version: int | None = None
    recipients: Count = None


class TryOut(Input):
    """Whom the test is written as to; left out, oneself."""

    recipient_id: RecordKey = None


class WrittenOut(BaseModel):
    """A message as one recipient reads it."""

    subject: str
    text: str
    html: str


class RecipientOut(BaseModel):
    """A recipient, or somebody left out; `detail` is what the mail server said or who has the same address."""

    id: int
    name: str
    email: str
    person_id: int | None
    organisation_id: int | None
    state: RecipientState
    skipped_for: SkipReason | None
    detail: str
    sent_at: datetime | None
    unsubscribed_at: datetime | None


@router.get("")
def list_mailings(
    caller: Caller, question: Annotated[Asked[MailingFilter], asked("mailing", MailingFilter)]
) -> Listed[MailingOut]:
    """List the mailings that fit every filter, the newest first."""
    with db.reading() as session:
        found = mailings.find(session, caller, question.wanted, sort=question.sort, paging=question.paging)
        rows = mailings.records(session, caller, found.items)
    return Listed[MailingOut].model_validate(answer(found, [_shown(row) for row in rows]))


@router.post("", status_code=201)
def create_mailing(caller: Caller, body: MailingInput, response: Response) -> MailingOut:
    """Begin a draft. The audience names persons, organisations or both: by `ids`, or all that match `filters`."""
    with db.transaction(caller.user_id) as session:
        mailing = mailings.create(session, caller, body)
        record = mailings.record(session, caller, mailing.key)
    response.headers["Location"] = f"/api/v1/mailings/{mailing.key}"
    return _out(record)


@router.get("/{mailing_id}")
def get_mailing(caller: Caller, mailing_id: Key) -> MailingOut:
    """Return a mailing and how far it has come."""
    with db.reading() as session:
        return _out(mailings.record(session, caller, mailing_id))


@router.patch("/{mailing_id}")
def patch_mailing(caller: Caller, mailing_id: Key, body: MailingPatch) -> MailingOut:
    """Change a draft; an older version answers 409 with the current values."""
    with showing(get_mailing, caller, mailing_id), db.transaction(caller.user_id) as session:
        mailings.update(session, caller, mailing_id, body.changes(), version=body.version)
        return _out(mailings.record(session, caller, mailing_id))


@router.delete("/{mailing_id}", status_code=204)
def delete_mailing(caller: Caller, mailing_id: Key, version: Version = None) -> None:
    """Put a draft in the trash."""
    with showing(get_mailing, caller, mailing_id), db.transaction(caller.user_id) as session:
        mailings.delete(session, caller, mailing_id, version=version)


@router.post("/{mailing_id}/review")
def review_mailing(caller: Caller, mailing_id: Key) -> ReviewOut:
    """Find out who the draft goes to, and who is left out and why; `GET …/recipients` then lists them all."""
    with db.transaction(caller.user_id) as session:
        return ReviewOut.model_validate(mailings.reviews.review(session, caller, mailing_id), from_attributes=True)


@router.get("/{mailing_id}/review")
def get_review(caller: Caller, mailing_id: Key) -> ReviewOut:
    """Return how far a long list of recipients has come, or what was found out when it was complete."""
    with db.reading() as session:
        found = mailings.reviews.reviewed(session, caller, mailing_id)
    if found is None:
        raise NotFoundError(say("No list of recipients is being written down."))
    return ReviewOut.model_validate(found, from_attributes=True)


@router.get("/{mailing_id}/preview")
def preview_mailing(
    caller: Caller, mailing_id: Key, recipient: Annotated[int | None, Query(ge=1, le=2_000_000_000)] = None
) -> WrittenOut:
    """Return the message as a recipient will read it; without one, as it would reach oneself."""
    with db.reading() as session:
        return WrittenOut.model_validate(
            mailings.reviews.preview(session, caller, mailing_id, recipient), from_attributes=True
        )


_NOTHING = {"application/json": {"schema": {"type": "null"}}}


@router.post("/{mailing_id}/test", status_code=202, responses={202: {"content": _NOTHING}})
def send_test(caller: Caller, mailing_id: Key, body: TryOut | None = None) -> None:
    """Send the message to oneself."""
    with db.transaction(caller.user_id) as session:
        mailings.reviews.send_test(session, caller, mailing_id, body.recipient_id if body else None)


@router.post("/{mailing_id}/send")
def send_mailing(caller: Caller, mailing_id: Key, body: Sending | None = None) -> MailingOut:
    """Send a draft. The first mail leaves after half a minute, until when `stop` makes it a draft again."""
    said = body or Sending()
    with showing(get_mailing, caller, mailing_id), db.transaction(caller.user_id) as session:
        mailings.sending.send(session, caller, mailing_id, version=said.version, at=said.at, recipients=said.recipients)
        return _out(mailings.record(session, caller, mailing_id))


@router.post("/{mailing_id}/stop")
def stop_mailing(caller: Caller, mailing_id: Key) -> MailingOut:
    """Take a mailing back before it begins, or stop it on its way."""
    with db.transaction(caller.user_id) as session:
        mailings.sending.stop(session, caller, mailing_id)
        return _out(mailings.record(session, caller, mailing_id))


@router.post("/{mailing_id}/resume")
def resume_mailing(caller: Caller, mailing_id: Key) -> MailingOut:
    """Send on to those whom a stopped mailing has not reached."""
    with db.transaction(caller.user_id) as session:
        mailings.sending.resume(session, caller, mailing_id)
        return _out(mailings.record(session, caller, mailing_id))


@router.get("/{mailing_id}/recipients")
def list_recipients(
    caller: Caller,
    mailing_id: Key,
    *,
    text: Text = "",
    state: Annotated[list[RecipientState], Several, Query()] = [],
    skipped_for: Annotated[list[SkipReason], Several, Query()] = [],
    sort: Sort = "id",
    limit: Limit = PAGE_SIZE,
    cursor: Cursor = None,
) -> Listed[RecipientOut]:
    """List everybody the mailing is for, those left out among them, with what became of each mail."""
    wanted = RecipientFilter(text=text, state=tuple(state), skipped_for=tuple(skipped_for))
    with db.reading() as session:
        found = mailings.reviews.find(session, caller, mailing_id, wanted, sort=sort, paging=paging(limit, cursor))
        rows = [{**row.model_dump(), "detail": mailings.reviews.detail_of(row, caller.locale)} for row in found.items]
    return Listed[RecipientOut].model_validate(answer(found, rows))


def _out(record: MailingRecord) -> MailingOut:
    return MailingOut.model_validate(_shown(record))


def _shown(record: MailingRecord) -> dict[str, Any]:
    return {**record.mailing.model_dump(), "counts": vars(record.counts)}
