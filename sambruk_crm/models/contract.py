"""Written agreements and their parties."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import MONEY, Findable, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import DealType, ShareKind


class Contract(Findable, VersionedRow, table=True):
    """A written agreement with one or more parties, members and non-members alike."""

    __tablename__ = "contract"

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
    signed_on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
