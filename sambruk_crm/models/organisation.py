"""Organisations and the dated facts about them: membership, population, coverage, addresses."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sambruk_crm.models.base import SORT_TEXT, Findable, Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import AddressKind, CustomerStatus, InvoiceDelivery, OrganisationKind


class OrganisationFacts(SQLModel):
    """The plain facts of an organisation: those that people type, as the table holds them and the API answers them."""

    name: str = Field(default="", max_length=300)
    official_name: str = Field(default="", max_length=300)
    other_names: str = Field(default="", max_length=1000, sa_column_kwargs={"server_default": ""})
    country: str = Field(default="SE", max_length=2)
    organisation_number: str | None = Field(default=None, max_length=32)
    kind: OrganisationKind | None = choice(OrganisationKind, default=None)
    status: CustomerStatus | None = choice(CustomerStatus, default=None)
    legal_form: str = Field(default="", max_length=100)
    industry_code: str = Field(default="", max_length=16)
    employees: int | None = None
    website: str = Field(default="", max_length=300)
    email: str = Field(default="", max_length=320)
    phone: str = Field(default="", max_length=40)
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    invoice_delivery: InvoiceDelivery | None = choice(InvoiceDelivery, default=None)
    invoice_email: str = Field(default="", max_length=320)
    peppol_id: str = Field(default="", max_length=60)
    buyer_reference: str = Field(default="", max_length=120)
    gln: str = Field(default="", max_length=13)
    credit_days: int | None = None


class Organisation(OrganisationFacts, Findable, VersionedRow, table=True):
    """Any body we know. Member or not is a fact about it, told by its membership periods."""

    __tablename__ = "organisation"
    __table_args__ = (
        sa.UniqueConstraint("country", "organisation_number"),
        sa.Index(None, "kind", "sort_sv"),
        sa.Index(None, "county_code", "sort_sv"),
        sa.Index(None, "status", "sort_sv"),
    )

    municipality_code: str | None = Field(default=None, max_length=8, unique=True)
    county_code: str | None = Field(default=None, max_length=4)
    county_name: str = Field(default="", max_length=100)
    municipality_group: str = Field(default="", max_length=120)
    web_domain: str = Field(default="", max_length=200)
    email_domain: str = Field(default="", max_length=200, index=True)
    area_km2: float | None = None
    latitude: float | None = None
    longitude: float | None = None
    logo: str = Field(default="", max_length=200)
    parent_id: int | None = reference("organisation.id", on_delete="SET NULL", default=None)
    population: int | None = Field(default=None, index=True)
    population_on: date | None = None
    confirmed_at: datetime | None = None
    confirmed_by_id: int | None = reference("user_account.id", default=None, index=False)
    confirmed_source: str = Field(default="", max_length=200)
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)


class OrganisationName(SQLModel, table=True):
    """An official, former or other name of an organisation, as names are compared; kept by its service."""

    __tablename__ = "organisation_name"

    organisation_id: int = Field(foreign_key="organisation.id", ondelete="CASCADE", primary_key=True)
    tight: str = Field(sa_type=SORT_TEXT, primary_key=True, index=True)  # pyright: ignore[reportArgumentType]


class Address(VersionedRow, table=True):
    """One address of an organisation, of each kind at most one."""

    __tablename__ = "address"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "kind"),)

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    kind: AddressKind = choice(AddressKind)
    street: str = Field(default="", max_length=300)
    postal_code: str = Field(default="", max_length=16)
    city: str = Field(default="", max_length=120, index=True)
    country: str = Field(default="SE", max_length=2)


class MembershipCategory(VersionedRow, table=True):
    """A kind of membership that the association offers."""

    __tablename__ = "membership_category"

    name: str = Field(default="", max_length=120)
    default_name: str = Field(default="", max_length=60)
    color: str = Field(default="", max_length=20)
    position: int = 0
    archived_at: datetime | None = None


class Membership(VersionedRow, table=True):
    """A period of membership, from `joined_on` until the day before `left_on`.

    `decision` refers to the decision behind it, such as *KS 2026-03-11 § 41*.
    """

    __tablename__ = "membership"
    __table_args__ = (
        sa.CheckConstraint("left_on IS NULL OR left_on > joined_on", name="dates_in_order"),
        sa.Index(None, "organisation_id", "joined_on", "left_on"),
    )

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    joined_on: date
    left_on: date | None = None
    category_id: int | None = reference("membership_category.id", default=None)
    contact_id: int | None = reference("person.id", on_delete="SET NULL", default=None)
    decision: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    reason: str = Field(default="", max_length=500)
    left_reason: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})


class PopulationFigure(Row, table=True):
    """Inhabitants of an organisation's area on a day. A new figure never overwrites an old one."""

    __tablename__ = "population_figure"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "counted_on"),)

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    counted_on: date
    inhabitants: int
    source: str = Field(default="", max_length=300)


class Coverage(VersionedRow, table=True):
    """A period in which a union or region covers a municipality, so that nobody is counted twice."""

    __tablename__ = "coverage"
    __table_args__ = (sa.UniqueConstraint("coverer_id", "covered_id", "from_on"),)

    coverer_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    covered_id: int = reference("organisation.id", on_delete="CASCADE")
    from_on: date
    to_on: date | None = None


class OrganisationDepartment(Row, table=True):
    """A customer's place in one of our departments."""

    __tablename__ = "organisation_department"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "department_id"),)

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    department_id: int = reference("department.id", on_delete="CASCADE")


class OrganisationResponsibility(Row, table=True):
    """A user who is responsible for an organisation; the lowest `position` comes first."""

    __tablename__ = "organisation_responsibility"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "user_id"),)

    organisation_id: int = reference("organisation.id", on_delete="CASCADE", index=False)
    user_id: int = reference("user_account.id", on_delete="CASCADE")
    position: int = 0
