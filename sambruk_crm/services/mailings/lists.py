"""Mailings as people look at them: the list, what it can be asked, and how far each has come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm import db
from sambruk_crm.models import Mailing, MailingKind, MailingState, User
from sambruk_crm.services.catalogue import LONG_AGO, In, ListFilter, NounList, Sorts
from sambruk_crm.services.mailings.figures import FIGURES, Counts, by_figure, counts_of
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
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """What else is asked for, by its columns' names."""


@dataclass(frozen=True)
class MailingRecord:
    """A mailing with who wrote it and how far it has come."""

    mailing: Mailing
    author: str
    counts: Counts


def sort_columns() -> Sorts:
    """Return the columns that lists of mailings can be sorted by; drafts come before what has numbers."""
    author = sa.select(User.name).where(col(User.id) == Mailing.author_id).scalar_subquery()
    columns = sa.inspect(Mailing).c
    return {
        "created": columns.created_at,
        "subject": sa.func.lower(Mailing.subject),
        "kind": sa.cast(Mailing.kind, sa.String),
        "state": sa.cast(Mailing.state, sa.String),
        "author": sa.func.lower(author),
        "starts": sa.func.coalesce(Mailing.starts_at, columns.created_at),
        "started_at": sa.func.coalesce(columns.started_at, LONG_AGO),
        "ended_at": sa.func.coalesce(columns.ended_at, LONG_AGO),
        "updated_at": columns.updated_at,
        "id": columns.id,
        **{name: _by_figure(name) for name in FIGURES},
    }


def _by_figure(name: str) -> Callable[[], ColumnElement[Any]]:
    return lambda: sa.func.coalesce(by_figure(name), -1)


LIST = NounList(
    table=Mailing,
    filter=MailingFilter,
    present=lambda _actor: col(Mailing.deleted_at).is_(None),
    criteria={"state": In(Mailing.state), "kind": In(Mailing.kind), "author": In(Mailing.author_id)},
    sorts=lambda *_: sort_columns(),
    usual_sort="-created",
    summed=lambda *_: {name: by_figure(name) for name in FIGURES},
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
        failed=counts.figure("failed"),
    )
