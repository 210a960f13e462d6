"""Written agreements and their parties."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import MONEY, Findable, Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import Charged, ContractDay, DealType, PartyRole, Renewal, ShareKind, Signature


class Contract(Findable, VersionedRow, table=True):
    """A written agreement with one or more parties, members and non-members alike.

    `notice_on` is the last day for giving notice where it follows from no `notice_months`. The categories of data,
    sub-processors and `review_on` belong to processing agreements, the contracts of the type Data Privacy only.
    """

    __tablename__ = "contract"
    __table_args__ = (
        sa.Index(
            "uq_contract_number",
            "number",
            unique=True,
            sqlite_where=sa.text("number <> ''"),
            postgresql_where=sa.text("number <> ''"),
        ),
    )

    number: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": ""})
    title: str = Field(default="", max_length=300)
    deal_id: int | None = reference("deal.id", on_delete="SET NULL", default=None)
    service_id: int | None = reference("service.id", default=None)
    contract_type: DealType = choice(DealType, default=DealType.STANDARD)
    share_kind: ShareKind = choice(ShareKind, default=ShareKind.EQUAL)
    value: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    currency: str = Field(default="SEK", max_length=3)
    from_on: date | None = None
    to_on: date | None = None
    notice_on: date | None = None
    notice_months: int | None = None
    renewal: Renewal = choice(Renewal, default=Renewal.ENDS)
    renewal_months: int | None = None
    notice_given_on: date | None = None
    charged: Charged | None = choice(Charged, default=None)
    indexation: str = Field(default="", max_length=300, sa_column_kwargs={"server_default": ""})
    data_categories: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})  # pyright: ignore[reportArgumentType]
    sub_processors: str = Field(default="", sa_type=sa.Text, sa_column_kwargs={"server_default": ""})  # pyright: ignore[reportArgumentType]
    review_on: date | None = None
    owner_id: int | None = reference("user_account.id", default=None)
    note: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    is_example: bool = False
    deleted_at: datetime | None = Field(default=None, index=True)


class ContractParty(VersionedRow, table=True):
    """One organisation's part of a contract, with its own share, signature and period."""

    __tablename__ = "contract_party"
    __table_args__ = (sa.UniqueConstraint("contract_id", "organisation_id", "from_on"),)

    contract_id: int = reference("contract.id", on_delete="CASCADE", index=False)
    organisation_id: int = reference("organisation.id")
    amount: Decimal | None = Field(default=None, sa_type=MONEY)  # pyright: ignore[reportArgumentType]
    role: PartyRole | None = choice(PartyRole, default=None)
    sent_on: date | None = None
    signed_on: date | None = None
    declined_on: date | None = None
    signatory: str = Field(default="", max_length=200, sa_column_kwargs={"server_default": ""})
    from_on: date | None = None
    to_on: date | None = None

    @property
    def signature(self) -> Signature:
        """How far the signature has come."""
        if self.signed_on is not None:
            return Signature.SIGNED
        if self.declined_on is not None:
            return Signature.DECLINED
        return Signature.NOT_SENT if self.sent_on is None else Signature.SENT


class ContractSeries(Row, table=True):
    """The last number that was given to a contract of a year."""

    __tablename__ = "contract_series"

    year: int = Field(unique=True)
    last: int = 0


class ContractDocument(VersionedRow, table=True):
    """A file that belongs to a contract. A newer edition of the same name takes an older one's place and keeps it."""

    __tablename__ = "contract_document"
    __table_args__ = (sa.UniqueConstraint("contract_id", "name", "edition"),)

    contract_id: int = reference("contract.id", on_delete="CASCADE", index=False)
    name: str = Field(max_length=255)
    edition: int = 1
    file_id: int = reference("stored_file.id")
    author_id: int | None = reference("user_account.id", default=None)
    removed_at: datetime | None = None


class ContractWarning(Row, table=True):
    """A warning ahead of a day of a contract, given once."""

    __tablename__ = "contract_warning"
    __table_args__ = (sa.UniqueConstraint("contract_id", "kind", "day", "days_before"),)

    contract_id: int = reference("contract.id", on_delete="CASCADE", index=False)
    kind: ContractDay = choice(ContractDay)
    day: date
    days_before: int
    todo_id: int | None = reference("todo.id", on_delete="SET NULL", default=None)
