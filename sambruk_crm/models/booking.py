"""Bookings that another system reports."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import BookingLink


class Booking(VersionedRow, table=True):
    """A booking as its sender reported it; told again with the same `sender_key`, it is the same booking."""

    __tablename__ = "booking"
    __table_args__ = (sa.UniqueConstraint("sender", "sender_key"), sa.Index(None, "link", "starts_at"))

    sender: str = Field(default="", max_length=80)
    sender_key: str = Field(max_length=120)
    activity: str = Field(default="", max_length=300)
    starts_at: datetime | None = None
    is_trial: bool = False
    is_member: bool = False
    is_cancelled: bool = False
    customer_role: str = Field(default="", max_length=80)
    customer_name: str = Field(default="", max_length=260)
    customer_email: str = Field(default="", max_length=320)
    customer_phone: str = Field(default="", max_length=40)
    link: BookingLink = choice(BookingLink)
    person_id: int | None = reference("person.id", on_delete="SET NULL", default=None)
    history_entry_id: int | None = reference("history_entry.id", on_delete="SET NULL", default=None)
    given: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
