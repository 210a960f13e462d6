"""Pipelines, their phases, and the deals that pass through them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import MONEY, SORT_TEXT, Findable, Row, VersionedRow, choice, reference, utc_now
from sambruk_crm.models.vocabulary import DealType, DecisionBody, DecisionResult, Outcome, ShareKind


class Pipeline(VersionedRow, table=True):
    """An ordered set of phases."""

    __tablename__ = "pipeline"

    name: str = Field(default="", max_length=120)
    position: int = 0
    archived_at: datetime | None = None


class Phase(VersionedRow, table=True):
    """A step of a pipeline.

    It is called by its name in the reader's language, else by its `name`, else by its `default_name` translated.
    """

    __tablename__ = "phase"

    pipeline_id: int = reference("pipeline.id")
    name: str = Field(default="", max_length=120)
    name_sv: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    name_nb: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    name_de: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    name_en: str = Field(default="", max_length=120, sa_column_kwargs={"server_default": ""})
    default_name: str = Field(default="", max_length=60)
    position: int = 0
    is_closed: bool = False
    probability: int = Field(default=0)
    rotting_days: int | None = None
    archived_at: datetime | None = None


class LostReason(VersionedRow, table=True):
    """A reason for losing deals that the association counts."""

    __tablename__ = "lost_reason"

    name: str = Field(default="", max_length=120)
    default_name: str = Field(default="", max_length=60)
    color: str = Field(default="", max_length=20)
    position: int = 0
    archived_at: datetime | None = None


class Deal(Findable, VersionedRow, table=True):
    """An activity meant to become a contract, and not one yet. `rank` orders the cards of a phase."""

    __tablename__ = "deal"
    __table_args__ = (
        sa.Index(None, "phase_id", "rank", "id"),
        sa.Index(None, "owner_id", "phase_id"),
        sa.Index(None, "organisation_id", "phase_id"),
    )

    title: str = Field(default="", max_length=300)
    organisation_id: int | None = reference("organisation.id", default=None, index=False)
    person_id: int | None = reference("person.id", on_delete="SET NULL", default=None)
    service_id: int | None = reference("service.id", on_delete="SET NULL", default=None)
    owner_id: int | None = reference("user_account.id", default=None, index=False)
    phase_id: int = reference("phase.id", index=False)
    rank: str = Field(default="", sa_type=SORT_TEXT)  # pyright: ignore[reportArgumentType]
    deal_type: DealType = choice(DealType, default=DealType.STANDARD)
    share_kind: ShareKind = choice(ShareKind, default=ShareKind.EQUAL)
    value: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    currency: str = Field(default="SEK", max_length=3)
    probability: int | None = None
    expected_close_on: date | None = None
    delivers_on: date | None = None
    waits_until: date | None = None
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    outcome: Outcome | None = choice(Outcome, default=None, index=True)
    lost_reason_id: int | None = reference("lost_reason.id", default=None)
    lost_reason_text: str = Field(default="", max_length=500)
    closed_at: datetime | None = Field(default=None, index=True)
    phase_since: datetime = Field(default_factory=utc_now)
    touched_at: datetime = Field(default_factory=utc_now)
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)


class DealParticipant(VersionedRow, table=True):
    """An organisation that shares a split deal. `share` is a part of the whole; `amount` is set when fixed."""

    __tablename__ = "deal_participant"
    __table_args__ = (sa.UniqueConstraint("deal_id", "organisation_id"),)

    deal_id: int = reference("deal.id", on_delete="CASCADE", index=False)
    organisation_id: int = reference("organisation.id")
    amount: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]


class PhaseChange(Row, table=True):
    """A deal's step from one phase to another: who and when. Time in phase is counted from these."""

    __tablename__ = "phase_change"
    __table_args__ = (sa.Index(None, "deal_id", "created_at"),)

    deal_id: int = reference("deal.id", on_delete="CASCADE", index=False)
    from_phase_id: int | None = reference("phase.id", default=None)
    to_phase_id: int = reference("phase.id")
    user_id: int | None = reference("user_account.id", default=None)
    outcome: Outcome | None = choice(Outcome, default=None)


class Decision(VersionedRow, table=True):
    """A meeting at which a municipality decides about a deal; without a `result` the deal waits for it.

    One that was postponed says until when, and a row of its own stands for the later meeting.
    """

    __tablename__ = "decision"
    __table_args__ = (sa.Index(None, "deal_id", "meets_on"), sa.Index(None, "result", "meets_on"))

    deal_id: int = reference("deal.id", on_delete="CASCADE", index=False)
    body: DecisionBody = choice(DecisionBody)
    meets_on: date
    result: DecisionResult | None = choice(DecisionResult, default=None)
    postponed_to: date | None = None
    note: str = Field(default="", max_length=300)
    todo_id: int | None = reference("todo.id", on_delete="SET NULL", default=None)
    asked_at: datetime | None = None
