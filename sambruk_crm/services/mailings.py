"""Mailings (utskick): one message to a selection, written as a draft that saves itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from sambruk_crm.db import HELD
from sambruk_crm.errors import InUseError, NotFoundError, say
from sambruk_crm.models import (
    Mailing,
    MailingKind,
    MailingRecipient,
    MailingState,
    RecipientState,
    SkipReason,
    User,
)
from sambruk_crm.services.mailing_audience import Audience
from sambruk_crm.services.paging import Page, Paging, fetch, order_of
from sambruk_crm.services.permissions import Actor, Permission, require
from sambruk_crm.services.validation import Input, Line, Text, check_version, merge, parse


class MailingInput(Input):
    """What a mailing says, whom it is for, and whether it is marketing or information."""

    kind: MailingKind = MailingKind.MARKETING
    subject: Annotated[Line, Field(max_length=300)] = ""
    body: Text = ""
    audience: Audience = Audience()


@dataclass(frozen=True)
class MailingFilter:
    """Which mailings are wanted: all that fit every part that is given."""

    text: str = ""
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
    require(actor, Permission.VIEW)
    author = sa.select(User.name).where(col(User.id) == Mailing.author_id).scalar_subquery()
    columns: dict[str, ColumnElement[Any]] = {
        "created": sa.inspect(Mailing).c.created_at,
        "subject": sa.func.lower(Mailing.subject),
        "state": sa.cast(Mailing.state, sa.String),
        "author": sa.func.lower(author),
        "starts": sa.func.coalesce(Mailing.starts_at, sa.inspect(Mailing).c.created_at),
    }
    return fetch(session, Mailing, where(wanted), order_of(sort, columns), paging or Paging())


def get(session: Session, actor: Actor, mailing_id: int, *, for_update: bool = False) -> Mailing:
    """Give a mailing."""
    require(actor, Permission.VIEW)
    found = session.get(Mailing, mailing_id, with_for_update=HELD if for_update else None, populate_existing=for_update)
    if found is None:
        raise NotFoundError(say("This mailing does not exist."))
    return found


def record(session: Session, actor: Actor, mailing_id: int) -> MailingRecord:
    """Give a mailing with who wrote it and how far it has come."""
    return records(session, actor, [get(session, actor, mailing_id)])[0]


def records(session: Session, actor: Actor, mailings: list[Mailing]) -> list[MailingRecord]:
    """Give mailings with what is told of them, in as many queries as one would take."""
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


def create(session: Session, actor: Actor, values: dict[str, Any] | MailingInput) -> Mailing:
    """Begin a draft; a mailing that reaches those who opted out is begun by those who may send it."""
    require(actor, Permission.SEND_MAILINGS)
    wanted = parse(MailingInput, values)
    require_kind(actor, wanted.kind)
    mailing = Mailing(author_id=actor.user_id, **_stored(wanted.sent()))
    session.add(mailing)
    session.flush()
    return mailing


def update(
    session: Session,
    actor: Actor,
    mailing_id: int,
    values: dict[str, Any] | MailingInput,
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Mailing:
    """Change what was sent of a draft and nothing else.

    Args:
        version: refuse the change if the draft is not at this version (programs).
        base: what the editor saw; refuse only where somebody else changed the same field (screens).

    Raises:
        InUseError: it is on its way, or has been sent.
        StaleError: with the current values.
    """
    require(actor, Permission.SEND_MAILINGS)
    mailing = get(session, actor, mailing_id, for_update=True)
    check_version(mailing, version, mailing.model_dump(mode="json"))
    require_draft(mailing)
    wanted = parse(MailingInput, values)
    if "kind" in wanted.model_fields_set:
        require_kind(actor, wanted.kind)
    merge(mailing, _stored(wanted.sent()), base)
    session.flush()
    return mailing


def delete(session: Session, actor: Actor, mailing_id: int, *, version: int | None = None) -> None:
    """Throw a draft away; what has been sent stays."""
    require(actor, Permission.SEND_MAILINGS)
    mailing = get(session, actor, mailing_id, for_update=True)
    check_version(mailing, version, mailing.model_dump(mode="json"))
    require_draft(mailing)
    session.execute(sa.delete(MailingRecipient).where(col(MailingRecipient.mailing_id) == mailing_id))
    session.delete(mailing)
    session.flush()


def copy(session: Session, actor: Actor, mailing_id: int) -> Mailing:
    """Begin a new draft that says the same to the same audience."""
    mailing = get(session, actor, mailing_id)
    same = {name: getattr(mailing, name) for name in ("subject", "body", "audience")}
    kind = mailing.kind if actor.may(Permission.SEND_INFORMATION) else MailingKind.MARKETING
    return create(session, actor, {**same, "kind": kind})


def audience_of(mailing: Mailing) -> Audience:
    """Read whom a mailing is for."""
    return parse(Audience, mailing.audience)


def require_draft(mailing: Mailing) -> None:
    """Refuse to change what is on its way.

    Raises:
        InUseError: the mailing is no draft any more.
    """
    if mailing.state is not MailingState.DRAFT:
        raise InUseError(say("This mailing is no longer a draft."))


def require_kind(actor: Actor, kind: MailingKind) -> None:
    """Refuse information that also reaches those who opted out, to whoever may not send it."""
    if kind is MailingKind.INFORMATION:
        require(actor, Permission.SEND_INFORMATION)


def time_of(moment: datetime | None) -> str:
    """Write a moment as screens take it."""
    return moment.isoformat() if moment else ""


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    audience = values.get("audience")
    return {**values, "audience": audience.model_dump(mode="json")} if isinstance(audience, Audience) else values


def where(wanted: MailingFilter) -> ColumnElement[bool]:
    """Turn a filter into SQL."""
    found: list[ColumnElement[bool]] = [sa.true()]
    if wanted.text:
        found.append(col(Mailing.subject).icontains(wanted.text.strip(), autoescape=True))
    if wanted.state:
        found.append(col(Mailing.state).in_(wanted.state))
    if wanted.kind:
        found.append(col(Mailing.kind).in_(wanted.kind))
    if wanted.author:
        found.append(col(Mailing.author_id).in_(wanted.author))
    return sa.and_(*found)


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
