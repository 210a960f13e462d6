"""Mailings (utskick): one message to a selection, one mail per recipient."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import MailingKind, MailingState, RecipientState, SkipReason


class MailingTemplate(VersionedRow, table=True):
    """A message to begin from, with fields such as the recipient's name."""

    __tablename__ = "mailing_template"

    name: str = Field(unique=True, max_length=120)
    subject: str = Field(default="", max_length=500)
    body: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    archived_at: datetime | None = None


class Mailing(VersionedRow, table=True):
    """A message and whom it is for: `audience` says which list, selection and addresses."""

    __tablename__ = "mailing"

    kind: MailingKind = choice(MailingKind, default=MailingKind.MARKETING)
    subject: str = Field(default="", max_length=500)
    body: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: MailingState = choice(MailingState, default=MailingState.DRAFT, index=True)
    author_id: int = reference("user_account.id")
    job_id: int | None = reference("job.id", on_delete="SET NULL", default=None)
    starts_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    deleted_at: datetime | None = Field(default=None, index=True)
    is_example: bool = False


class MailingRecipient(Row, table=True):
    """Whom a mailing goes to, or does not and why; at most once per address. `field_values` fill in the message."""

    __tablename__ = "mailing_recipient"
    __table_args__ = (
        sa.Index(None, "mailing_id", "state", "skipped_for", "id"),
        sa.Index(None, "mailing_id", "email"),
    )

    mailing_id: int = reference("mailing.id", on_delete="CASCADE", index=False)
    organisation_id: int | None = reference("organisation.id", on_delete="SET NULL", default=None)
    person_id: int | None = reference("person.id", on_delete="SET NULL", default=None)
    name: str = Field(default="", max_length=300)
    email: str = Field(default="", max_length=320)
    token: str = Field(unique=True, max_length=64)
    field_values: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    state: RecipientState = choice(RecipientState, default=RecipientState.WAITING)
    skipped_for: SkipReason | None = choice(SkipReason, default=None)
    reason: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    mail_id: int | None = reference("outbound_mail.id", on_delete="SET NULL", default=None)
    sent_at: datetime | None = None
    unsubscribed_at: datetime | None = None
