"""What the association offers, and one organisation's engagement in it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Findable, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import ServiceKind


class Service(Findable, VersionedRow, table=True):
    """A service, development project or network that members take part in."""

    __tablename__ = "service"

    name: str = Field(default="", max_length=200)
    kind: ServiceKind = choice(ServiceKind, default=ServiceKind.SERVICE, index=True)
    description: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    archived_at: datetime | None = None
    is_example: bool = False


class Project(VersionedRow, table=True):
    """One organisation's engagement, usually in a service; open until `closed_on`."""

    __tablename__ = "project"
    __table_args__ = (sa.Index(None, "organisation_id", "closed_on"),)

    name: str = Field(default="", max_length=200)
    organisation_id: int = reference("organisation.id", index=False)
    service_id: int | None = reference("service.id", default=None)
    owner_id: int | None = reference("user_account.id", default=None)
    opened_on: date
    closed_on: date | None = None
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
