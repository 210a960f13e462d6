"""Mail that leaves us, and addresses that shall get none."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, choice, reference
from sambruk_crm.models.vocabulary import MailBlockReason, MailState


class OutboundMail(Row, table=True):
    """One mail to one address. Marked `handing_over` before the server gets it, so that no restart sends it again."""

    __tablename__ = "outbound_mail"

    purpose: str = Field(max_length=40, index=True)
    to_address: str = Field(max_length=320)
    to_name: str = Field(default="", max_length=260)
    from_name: str = Field(default="", max_length=260)
    reply_to: str = Field(default="", max_length=320)
    subject: str = Field(default="", max_length=500)
    text: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    html: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    is_sealed: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    """The text is kept as `services.encryption` writes it, because it holds a secret link."""
    headers: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    message_id: str = Field(unique=True, max_length=200)
    state: MailState = choice(MailState, default=MailState.WAITING, index=True)
    reason: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    job_id: int | None = reference("job.id", on_delete="SET NULL", default=None)
    user_id: int | None = reference("user_account.id", default=None)
    sent_at: datetime | None = None


class MailBlock(Row, table=True):
    """An address that wants no mailings, or that cannot be reached."""

    __tablename__ = "mail_block"
    __table_args__ = (sa.UniqueConstraint("email", "reason"),)

    email: str = Field(max_length=320)
    reason: MailBlockReason = choice(MailBlockReason)
    mailing_id: int | None = reference("mailing.id", on_delete="SET NULL", default=None)
    note: str = Field(default="", max_length=500)
