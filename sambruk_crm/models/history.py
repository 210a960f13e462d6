"""What happened. An entry belongs to its records and stays when its author leaves."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, Searchable, VersionedRow, choice, reference, utc_now
from sambruk_crm.models.vocabulary import HistoryKind


class HistoryType(VersionedRow, table=True):
    """What an entry is called. With an empty `name` it goes by its `default_name` in the reader's language."""

    __tablename__ = "history_type"

    name: str = Field(default="", max_length=120)
    default_name: str = Field(default="", max_length=60)
    kind: HistoryKind = choice(HistoryKind, default=HistoryKind.NOTE)
    color: str = Field(default="", max_length=20)
    position: int = 0
    archived_at: datetime | None = None


class HistoryEntry(Searchable, VersionedRow, table=True):
    """Something that happened with the records it points to. `details` is what a system entry tells, as data.

    `sender_key` is made by who sends it, such as a phone that was offline, so that sent twice it is one entry.
    """

    __tablename__ = "history_entry"
    __table_args__ = (
        sa.Index(None, "organisation_id", "happened_at"),
        sa.Index(None, "person_id", "happened_at"),
        sa.Index(None, "deal_id", "happened_at"),
        sa.Index(None, "lead_id", "happened_at"),
        sa.Index(None, "contract_id", "happened_at"),
        sa.Index(None, "service_id", "happened_at"),
        sa.Index(None, "project_id", "happened_at"),
        sa.Index(None, "happened_at"),
    )

    kind: HistoryKind = choice(HistoryKind, default=HistoryKind.NOTE)
    type_id: int | None = reference("history_type.id", default=None)
    happened_at: datetime = Field(default_factory=utc_now)
    text: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    result: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    next_step: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    details: dict[str, str] | None = Field(default=None, sa_type=sa.JSON)
    author_id: int | None = reference("user_account.id", default=None)
    organisation_id: int | None = reference("organisation.id", on_delete="CASCADE", default=None, index=False)
    person_id: int | None = reference("person.id", on_delete="CASCADE", default=None, index=False)
    deal_id: int | None = reference("deal.id", on_delete="CASCADE", default=None, index=False)
    lead_id: int | None = reference("lead.id", on_delete="CASCADE", default=None, index=False)
    contract_id: int | None = reference("contract.id", on_delete="CASCADE", default=None, index=False)
    service_id: int | None = reference("service.id", on_delete="CASCADE", default=None, index=False)
    project_id: int | None = reference("project.id", on_delete="CASCADE", default=None, index=False)
    todo_id: int | None = reference("todo.id", on_delete="SET NULL", default=None)
    edited_at: datetime | None = None
    sender_key: str | None = Field(default=None, max_length=80, unique=True)
    is_example: bool = False


class HistoryPerson(Row, table=True):
    """One of several persons whom an entry tells of, beside the one it names itself."""

    __tablename__ = "history_person"
    __table_args__ = (sa.UniqueConstraint("entry_id", "person_id"),)

    entry_id: int = reference("history_entry.id", on_delete="CASCADE", index=False)
    person_id: int = reference("person.id", on_delete="CASCADE")


class HistoryRevision(Row, table=True):
    """The text an entry had before it was edited."""

    __tablename__ = "history_revision"

    entry_id: int = reference("history_entry.id", on_delete="CASCADE")
    author_id: int | None = reference("user_account.id", default=None)
    text: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    result: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    next_step: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
