"""Work that is done apart from the request that asked for it, and survives whoever does it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, choice, reference, utc_now
from sambruk_crm.models.vocabulary import JobState


class Job(Row, table=True):
    """One piece of work. Whoever does it holds a lease that ends by itself; `unique_key` lets one be asked for once."""

    __tablename__ = "job"
    __table_args__ = (sa.Index(None, "state", "run_at"), sa.Index(None, "state", "leased_until"))

    kind: str = Field(max_length=60, index=True)
    arguments: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: JobState = choice(JobState, default=JobState.WAITING)
    run_at: datetime = Field(default_factory=utc_now)
    user_id: int | None = reference("user_account.id", default=None)
    unique_key: str | None = Field(default=None, max_length=200, unique=True)
    attempts: int = 0
    lease: str | None = Field(default=None, max_length=32)
    leased_until: datetime | None = None
    done: int = 0
    total: int | None = None
    reason: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    result: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    started_at: datetime | None = None
    ended_at: datetime | None = None
