"""What the association offers, and one organisation's engagement in it."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import MONEY, Findable, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import ParticipantRole, ProjectStatus, ServiceKind, ServiceStatus


class Service(Findable, VersionedRow, table=True):
    """A service, development project or network that members take part in.

    What is committed to fund it: `funding` in all, `funding_yearly`, and `funding_each` for each who takes part.
    """

    __tablename__ = "service"

    name: str = Field(default="", max_length=200)
    kind: ServiceKind = choice(ServiceKind, default=ServiceKind.SERVICE, index=True)
    status: ServiceStatus = choice(
        ServiceStatus, default=ServiceStatus.RUNNING, index=True, sa_column_kwargs={"server_default": "running"}
    )
    description: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    owner_id: int | None = reference("user_account.id", default=None)
    funding: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    funding_yearly: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    funding_each: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    currency: str = Field(default="SEK", max_length=3, sa_column_kwargs={"server_default": "SEK"})
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)


class ServiceParticipant(VersionedRow, table=True):
    """A period in which an organisation takes part in a service, written by hand; contracts tell the others."""

    __tablename__ = "service_participant"
    __table_args__ = (sa.Index(None, "service_id", "organisation_id"),)

    service_id: int = reference("service.id", on_delete="CASCADE", index=False)
    organisation_id: int = reference("organisation.id", on_delete="CASCADE")
    role: ParticipantRole = choice(ParticipantRole, default=ParticipantRole.USER)
    from_on: date | None = None
    to_on: date | None = None


class Project(Findable, VersionedRow, table=True):
    """One organisation's engagement, usually in a service; `to_on` is its last day."""

    __tablename__ = "project"
    __table_args__ = (sa.Index(None, "organisation_id", "status"),)

    name: str = Field(default="", max_length=200)
    organisation_id: int = reference("organisation.id", index=False)
    service_id: int | None = reference("service.id", default=None)
    status: ProjectStatus = choice(
        ProjectStatus, default=ProjectStatus.RUNNING, sa_column_kwargs={"server_default": "running"}
    )
    owner_id: int | None = reference("user_account.id", default=None)
    from_on: date | None = None
    to_on: date | None = None
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)
