"""The association's own choices, and the record of who changed what."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import AuditAction


class Setting(VersionedRow, table=True):
    """One choice of the association, such as its name or time zone, by its name in `services.settings`."""

    __tablename__ = "setting"

    name: str = Field(unique=True, max_length=80)
    value: Any = Field(default=None, sa_type=sa.JSON)
    secret: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})  # pyright: ignore[reportArgumentType]
    """What only `services.encryption` can read, and nobody is shown."""


class AuditEntry(Row, table=True):
    """Who did what to which row. Written by the session itself from what it flushes; never changed."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index(None, "noun", "row_id", "created_at"), sa.Index(None, "created_at"))

    user_id: int | None = reference("user_account.id", default=None)
    action: AuditAction = choice(AuditAction)
    noun: str = Field(max_length=60)
    row_id: int
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
