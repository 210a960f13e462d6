"""Free labels for organisations or for persons."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, VersionedRow, reference


class Tag(VersionedRow, table=True):
    """A free label, valid for organisations or for persons."""

    __tablename__ = "tag"
    __table_args__ = (sa.UniqueConstraint("scope", "name"),)

    name: str = Field(max_length=80)
    scope: str = Field(max_length=32)
    """The noun whose records carry it, such as `organisation`."""
    color: str = Field(default="gray", max_length=20)
    archived_at: datetime | None = None


class OrganisationTag(Row, table=True):
    """A tag put on an organisation."""

    __tablename__ = "organisation_tag"
    __table_args__ = (sa.UniqueConstraint("tag_id", "organisation_id"),)

    tag_id: int = reference("tag.id", index=False)
    organisation_id: int = reference("organisation.id", on_delete="CASCADE")


class PersonTag(Row, table=True):
    """A tag put on a person."""

    __tablename__ = "person_tag"
    __table_args__ = (sa.UniqueConstraint("tag_id", "person_id"),)

    tag_id: int = reference("tag.id", index=False)
    person_id: int = reference("person.id", on_delete="CASCADE")
