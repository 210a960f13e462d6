"""Mailings as people look at them: the list, what it can be asked, and how far each has come."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.models import (
    Mailing,
    MailingKind,
    MailingRecipient,
    MailingState,
    RecipientState,
    SkipReason,
    User,
)
from sambruk_crm.services.catalogue import In, ListFilter, NounList
from sambruk_crm.services.mailings.rules import get, time_of
from sambruk_crm.services.paging import Page, Paging
from sambruk_crm.services.permissions import Actor, Permission, require


@dataclass(frozen=True, kw_only=True)
class MailingFilter(ListFilter):
    """Which mailings are wanted: all that fit every part that is given."""

    state: tuple[MailingState, ...] = ()
    kind: tuple[MailingKind, ...] = ()
    author: tuple[int, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many of a mailing's recipients stand where; `skipped` by reason."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    unsure: int = 0
    skipped: int = 0
    no_address: int = 0
    opted_out: int = 0
    bounced: int = 0
    duplicate: int = 0
    erased: int = 0

    @property
    def recipients(self) -> int:
        """How many get the mailing, or were to."""
        return self.waiting + self.sending + self.sent + self.failed + self.unsure


@dataclass(frozen=True)
class MailingRow:
    """A mailing as a list shows it. Times are ISO strings in UTC."""

    id: int
    version: int
    subject: str
    kind: str
    state: str
    author: str
    created_at: str
    starts_at: str
    ended_at: str
    recipients: int
    sent: int
    failed: int


@dataclass(frozen=True)
class MailingRecord:
    """A mailing with who wrote it and how far it has come."""

    mailing: Mailing
    author: str
    counts: Counts


def sort_columns() -> dict[str, ColumnElement[Any]]:
    """Return the columns that lists of mailings can be sorted by."""
    author = sa.select(User.name).where(col(User.id) == Mailing.author_id).scalar_subquery()
    created_at = sa.inspect(Mailing).c.created_at
    return {
        "created": created_at,
        "subject": sa.func.lower(Mailing.subject),
        "state": sa.cast(Mailing.state, sa.String),
        "author": sa.func.lower(author),
        "starts": sa.func.coalesce(Mailing.starts_at, created_at),
    }


LIST = NounList(
    table=Mailing,
    filter=MailingFilter,
    present=lambda _actor: col(Mailing.deleted_at).is_(None),
    criteria={"state": In(Mailing.state), "kind": In(Mailing.kind), "author": In(Mailing.author_id)},
    sorts=lambda *_: sort_columns(),
    usual_sort="-created",
    has_text=lambda session, text: db.has_text(session, col(Mailing.subject), text),
)


def search(
    session: Session, actor: Actor, wanted: MailingFilter, *, sort: str = "-created", paging: Paging | None = None
) -> Page[MailingRow]:
    """List the mailings that fit, as rows."""
    page = find(session, actor, wanted, sort=sort, paging=paging)
    return Page([_row(record) for record in records(session, actor, page.items)], page.total, page.next_cursor)


def find(
    session: Session, actor: Actor, wanted: MailingFilter, *, sort: str = "-created", paging: Paging | None = None
) -> Page[Mailing]:
    """List the mailings that fit, as they are stored."""
    return LIST.find(session, actor, wanted, sort=sort, paging=paging)


def record(session: Session, actor: Actor, mailing_id: int) -> MailingRecord:
    """Return a mailing with who wrote it and how far it has come."""
    return records(session, actor, [get(session, actor, mailing_id)])[0]


def records(session: Session, actor: Actor, mailings: list[Mailing]) -> list[MailingRecord]:
    """Return mailings with what is told of them, in as many queries as one would take."""
    require(actor, Permission.VIEW)
    counts = counts_of(session, [mailing.key for mailing in mailings])
    query = sa.select(User.id, User.name).where(col(User.id).in_({mailing.author_id for mailing in mailings}))
    authors: dict[int, str] = {user_id: name for user_id, name in session.execute(query)}
    return [
        MailingRecord(mailing, authors.get(mailing.author_id, ""), counts.get(mailing.key, Counts()))
        for mailing in mailings
    ]


def counts_of(session: Session, ids: list[int]) -> dict[int, Counts]:
    """Count the recipients of mailings by where they stand and why they were skipped."""
    state, skipped = col(MailingRecipient.state), col(MailingRecipient.skipped_for)
    query = (
        sa.select(MailingRecipient.mailing_id, state, skipped, sa.func.count())
        .where(col(MailingRecipient.mailing_id).in_(ids))
        .group_by(MailingRecipient.mailing_id, state, skipped)
    )
    found: dict[int, dict[str, int]] = {}
    for mailing_id, at, reason, count in session.execute(query):
        numbers = found.setdefault(mailing_id, {})
        numbers[at.value] = numbers.get(at.value, 0) + count
        if at is RecipientState.SKIPPED and reason is not None:
            numbers[SkipReason(reason).value] = count
    return {mailing_id: Counts(**numbers) for mailing_id, numbers in found.items()}


def _row(record: MailingRecord) -> MailingRow:
    mailing, counts = record.mailing, record.counts
    is_draft = mailing.state is MailingState.DRAFT
    return MailingRow(
        id=mailing.key,
        version=mailing.version,
        subject=mailing.subject,
        kind=mailing.kind,
        state=mailing.state,
        author=record.author,
        created_at=time_of(mailing.created_at),
        starts_at=time_of(mailing.starts_at),
        ended_at=time_of(mailing.ended_at),
        recipients=0 if is_draft else counts.recipients,
        sent=counts.sent,
        failed=counts.failed + counts.unsure,
    )
