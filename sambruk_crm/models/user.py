"""The people who sign in: users, their sessions and API keys, departments and absences."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import Density, Locale, Role


class User(VersionedRow, table=True):
    """Someone who signs in. Deactivated, never deleted, so that history keeps the name."""

    __tablename__ = "user_account"

    email: str = Field(unique=True, max_length=320)
    name: str = Field(default="", max_length=200)
    role: Role = choice(Role, default=Role.STAFF, index=True)
    password_hash: str | None = None
    locale: Locale | None = choice(Locale, default=None)
    color_scheme: str | None = Field(default=None, max_length=10)
    density: Density = choice(Density, default=Density.COMFORTABLE)
    is_menu_folded: bool = False
    is_last_name_first: bool = False
    mails_reminders: bool = True
    digest_hour: int | None = None
    digest_sent_on: date | None = None
    calendar_hash: str | None = Field(default=None, max_length=64, unique=True)
    is_active: bool = Field(default=True, index=True)
    deactivated_at: datetime | None = None


class UserSession(Row, table=True):
    """A signed-in browser. Only the hash of its token is stored."""

    __tablename__ = "user_session"

    user_id: int = reference("user_account.id", on_delete="CASCADE")
    token_hash: str = Field(unique=True, max_length=64)
    user_agent: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=64)
    seen_at: datetime
    expires_at: datetime = Field(index=True)
    revoked_at: datetime | None = None


class SignInAttempt(Row, table=True):
    """A failed sign-in, counted per account and per network address to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.Index(None, "email", "created_at"), sa.Index(None, "address", "created_at"))

    email: str = Field(max_length=320)
    address: str = Field(max_length=64)


class PasswordLink(Row, table=True):
    """A link with which a user chooses a password, once. Only the hash of its token is stored."""

    __tablename__ = "password_link"

    user_id: int = reference("user_account.id", on_delete="CASCADE")
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime
    used_at: datetime | None = None


class ApiKey(Row, table=True):
    """A bearer key for REST with the rights of its user. Only its hash is stored."""

    __tablename__ = "api_key"

    user_id: int = reference("user_account.id", on_delete="CASCADE")
    name: str = Field(default="", max_length=100)
    prefix: str = Field(max_length=16)
    key_hash: str = Field(unique=True, max_length=64)
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class Department(VersionedRow, table=True):
    """A part of our own organisation, to which users and customers belong."""

    __tablename__ = "department"

    name: str = Field(unique=True, max_length=200)
    archived_at: datetime | None = None


class DepartmentUser(Row, table=True):
    """A user's place in a department."""

    __tablename__ = "department_user"
    __table_args__ = (sa.UniqueConstraint("department_id", "user_id"),)

    department_id: int = reference("department.id", on_delete="CASCADE", index=False)
    user_id: int = reference("user_account.id", on_delete="CASCADE")


class Absence(VersionedRow, table=True):
    """A period (both days included) in which a stand-in sees a colleague's to-dos."""

    __tablename__ = "absence"
    __table_args__ = (
        sa.CheckConstraint("from_on <= to_on", name="dates_in_order"),
        sa.Index(None, "stand_in_id", "from_on", "to_on"),
    )

    user_id: int = reference("user_account.id", on_delete="CASCADE")
    stand_in_id: int = reference("user_account.id", on_delete="CASCADE", index=False)
    from_on: date
    to_on: date
    began_at: datetime | None = None
    """When it began, if in the course of its first day: when it was written down to begin that day."""
    ended_at: datetime | None = None
    """When the absent one was back, if before the last day was over; the day is then the last."""
    reviewed_at: datetime | None = None
    """When the one who came back put the report of it away."""
