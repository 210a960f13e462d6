"""Things to do, by someone, at a time."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, Searchable, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import Offered, RepeatsFrom, Repetition, TodoScope


class TodoType(VersionedRow, table=True):
    """An activity to choose, and when it is usually to be done.

    With an empty `name` it goes by its `default_name` in the reader's language.
    """

    __tablename__ = "todo_type"

    name: str = Field(default="", max_length=120)
    default_name: str = Field(default="", max_length=60)
    color: str = Field(default="", max_length=20)
    usual_day: Offered | None = choice(Offered, default=None)
    position: int = 0
    archived_at: datetime | None = None


class Todo(Searchable, VersionedRow, table=True):
    """Something to do. Private ones have no customer; the others name one. Closed, it is history of all that it names.

    In a series by date, `repeats_on` is the day that this one stands for, wherever it was postponed to, and
    `repeats_day` the day of the month that is wanted: the 31st stays the 31st after a February.
    """

    __tablename__ = "todo"
    __table_args__ = (
        sa.CheckConstraint(
            "(scope = 'private' AND organisation_id IS NULL AND person_id IS NULL)"
            " OR (scope = 'organisation' AND person_id IS NULL)"
            " OR (scope = 'person' AND organisation_id IS NULL)",
            name="customer_fits_scope",
        ),
        sa.Index(None, "assignee_id", "closed_at", "remind_at"),
        sa.Index(None, "organisation_id", "closed_at"),
        sa.Index(None, "person_id", "closed_at"),
        sa.Index(None, "lead_id", "closed_at"),
        sa.Index(None, "contract_id", "closed_at"),
        sa.Index(None, "service_id", "closed_at"),
        sa.Index(None, "project_id", "closed_at"),
        sa.Index(None, "closed_at", "remind_at"),
    )

    scope: TodoScope = choice(TodoScope, default=TodoScope.PRIVATE)
    organisation_id: int | None = reference("organisation.id", default=None, index=False)
    person_id: int | None = reference("person.id", default=None, index=False)
    deal_id: int | None = reference("deal.id", on_delete="SET NULL", default=None)
    lead_id: int | None = reference("lead.id", on_delete="SET NULL", default=None, index=False)
    contract_id: int | None = reference("contract.id", on_delete="SET NULL", default=None, index=False)
    service_id: int | None = reference("service.id", on_delete="SET NULL", default=None, index=False)
    project_id: int | None = reference("project.id", on_delete="SET NULL", default=None, index=False)
    type_id: int | None = reference("todo_type.id", default=None)
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    assignee_id: int = reference("user_account.id", index=False)
    author_id: int | None = reference("user_account.id", default=None)
    remind_at: datetime | None = None
    repeats: Repetition | None = choice(Repetition, default=None)
    repeats_from: RepeatsFrom = choice(RepeatsFrom, default=RepeatsFrom.CLOSING)
    repeats_until: date | None = None
    repeats_on: date | None = None
    repeats_day: int | None = None
    previous_id: int | None = reference("todo.id", on_delete="SET NULL", default=None, index=False, unique=True)
    closed_at: datetime | None = None
    closed_by_id: int | None = reference("user_account.id", default=None)
    is_example: bool = False


class TodoReminder(Row, table=True):
    """A reminder that has fired, once for each moment it was set to; unseen until its reader has put it away."""

    __tablename__ = "todo_reminder"
    __table_args__ = (
        sa.UniqueConstraint("todo_id", "user_id", "remind_at"),
        sa.Index(None, "user_id", "seen_at"),
    )

    todo_id: int = reference("todo.id", on_delete="CASCADE", index=False)
    user_id: int = reference("user_account.id", on_delete="CASCADE", index=False)
    remind_at: datetime
    mail_id: int | None = reference("outbound_mail.id", on_delete="SET NULL", default=None)
    seen_at: datetime | None = None
