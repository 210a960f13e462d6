"""Human beings, where they work, and leads."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Findable, Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import CustomerStatus, LeadState


class Person(Findable, VersionedRow, table=True):
    """A human being. No field is mandatory; a row needs only something to be shown by."""

    __tablename__ = "person"
    __table_args__ = (sa.Index(None, "status", "deleted_at", "sort_sv"),)

    first_name: str = Field(default="", max_length=120)
    last_name: str = Field(default="", max_length=120)
    name: str = Field(default="", max_length=260)
    status: CustomerStatus | None = choice(CustomerStatus, default=None)
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    consent_on: date | None = None
    consent_source: str = Field(default="", max_length=200)
    opted_out_at: datetime | None = None
    confirmed_at: datetime | None = None
    confirmed_by_id: int | None = reference("user_account.id", default=None, index=False)
    confirmed_source: str = Field(default="", max_length=200)
    is_example: bool = False
    erased_at: datetime | None = None
    deleted_at: datetime | None = Field(default=None, index=True)


class PersonEmail(Row, table=True):
    """An e-mail address of a person; the lowest `position` is the one to write to."""

    __tablename__ = "person_email"
    __table_args__ = (sa.UniqueConstraint("person_id", "email"),)

    person_id: int = reference("person.id", on_delete="CASCADE", index=False)
    email: str = Field(max_length=320, index=True)
    position: int = 0


class PersonPhone(Row, table=True):
    """A phone number of a person in E.164; the lowest `position` is the one to call."""

    __tablename__ = "person_phone"
    __table_args__ = (sa.UniqueConstraint("person_id", "phone"),)

    person_id: int = reference("person.id", on_delete="CASCADE", index=False)
    phone: str = Field(max_length=40, index=True)
    position: int = 0


class PersonResponsibility(Row, table=True):
    """A user who is responsible for a person; the lowest `position` comes first."""

    __tablename__ = "person_responsibility"
    __table_args__ = (sa.UniqueConstraint("person_id", "user_id"),)

    person_id: int = reference("person.id", on_delete="CASCADE", index=False)
    user_id: int = reference("user_account.id", on_delete="CASCADE")
    position: int = 0


class Post(VersionedRow, table=True):
    """A seat at an organisation, such as head of IT, that outlives whoever holds it."""

    __tablename__ = "post"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "title"),)

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    title: str = Field(max_length=200)


class Affiliation(VersionedRow, table=True):
    """A period in which a person represents an organisation, perhaps holding a post there."""

    __tablename__ = "affiliation"
    __table_args__ = (
        sa.Index(None, "organisation_id", "to_on"),
        sa.Index(None, "person_id", "to_on"),
        sa.Index(
            "uq_affiliation_first_contact",
            "organisation_id",
            unique=True,
            postgresql_where=sa.text("is_primary"),
            sqlite_where=sa.text("is_primary"),
        ),
    )

    person_id: int = reference("person.id", on_delete="CASCADE", index=False)
    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    post_id: int | None = reference("post.id", on_delete="SET NULL", default=None)
    title: str = Field(default="", max_length=200)
    role: str = Field(default="", max_length=100)
    is_primary: bool = False
    from_on: date | None = None
    to_on: date | None = None


class Lead(Findable, VersionedRow, table=True):
    """A person who may be the way in to a future deal.

    `organisation_id` is whose they are if that is known here, and what the lead became once it is converted.
    """

    __tablename__ = "lead"

    name: str = Field(default="", max_length=260)
    email: str = Field(default="", max_length=320, index=True)
    phone: str = Field(default="", max_length=40)
    organisation_name: str = Field(default="", max_length=300)
    title: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=200)
    state: LeadState = choice(LeadState, default=LeadState.NEW, index=True)
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    owner_id: int | None = reference("user_account.id", default=None)
    person_id: int | None = reference("person.id", on_delete="SET NULL", default=None)
    organisation_id: int | None = reference("organisation.id", on_delete="SET NULL", default=None)
    service_id: int | None = reference("service.id", on_delete="SET NULL", default=None)
    deal_id: int | None = reference("deal.id", on_delete="SET NULL", default=None)
    converted_at: datetime | None = None
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)
