"""One change to many rows, kept so that it can be told, and taken back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import BatchKind, BatchOutcome, BatchState


class Batch(VersionedRow, table=True):
    """Bulk work or an import: `action` with its `arguments`, done to rows of one noun by one job."""

    __tablename__ = "batch"

    kind: BatchKind = choice(BatchKind)
    noun: str = Field(max_length=40)
    action: str = Field(default="", max_length=60)
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: BatchState = choice(BatchState, default=BatchState.DRAFT, index=True)
    user_id: int = reference("user_account.id")
    job_id: int | None = reference("job.id", on_delete="SET NULL", default=None)
    file_id: int | None = reference("stored_file.id", on_delete="SET NULL", default=None)
    total: int = 0
    done: int = 0
    failed: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    undone_at: datetime | None = None
    undone_by_id: int | None = reference("user_account.id", default=None, index=False)


class BatchItem(Row, table=True):
    """What became of one row: what it was before and after, or the reason why not. `position` is its place or line."""

    __tablename__ = "batch_item"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "position"),
        sa.Index(None, "batch_id", "outcome", "position"),
    )

    batch_id: int = reference("batch.id", on_delete="CASCADE", index=False)
    position: int
    row_id: int | None = Field(default=None, index=True)
    outcome: BatchOutcome = choice(BatchOutcome, default=BatchOutcome.WAITING)
    given: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    before: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    after: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    reason: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    undone_at: datetime | None = None
