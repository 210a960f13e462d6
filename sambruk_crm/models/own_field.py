"""Fields that the association adds to its records, and what stands in them."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import SORT_TEXT, Row, Searchable, VersionedRow, choice, reference
from sambruk_crm.models.vocabulary import OwnKind

NUMBER = sa.Numeric(15, 4)
"""Numbers of own fields, amounts among them: SQLite keeps fifteen digits exactly."""


def _by_value(name: str) -> sa.Index:
    """Return the index of the values in a column; those of other kinds are not in it."""
    held = sa.text(f"{name} IS NOT NULL")
    return sa.Index(None, "field_id", name, "record_id", sqlite_where=held, postgresql_where=held)


class OwnField(VersionedRow, table=True):
    """A field of the records of a noun; its `slug` never changes, whatever it is called."""

    __tablename__ = "own_field"
    __table_args__ = (sa.UniqueConstraint("noun", "slug"),)

    noun: str = Field(max_length=32)
    slug: str = Field(max_length=40)
    kind: OwnKind = choice(OwnKind)
    names: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    """What it is called, by language."""
    helps: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    default: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    """What a new record has there, as it is typed."""
    on_page: bool = True
    in_list: bool = True
    position: int = 0
    archived_at: datetime | None = None


class OwnFieldOption(VersionedRow, table=True):
    """What can be chosen in a field; its `slug` never changes."""

    __tablename__ = "own_field_option"
    __table_args__ = (sa.UniqueConstraint("field_id", "slug"),)

    field_id: int = reference("own_field.id", on_delete="CASCADE", index=False)
    slug: str = Field(max_length=40)
    names: dict[str, str] = Field(default_factory=dict, sa_type=sa.JSON)
    position: int = 0
    archived_at: datetime | None = None


class OwnValue(Searchable, Row, table=True):
    """What stands in a field of a record, in the column of its kind; `place` tells several values of it apart."""

    __tablename__ = "own_value"
    __table_args__ = (
        sa.UniqueConstraint("field_id", "record_id", "place"),
        *map(_by_value, ("sort_text", "number", "day", "flag", "option_id", "user_id")),
    )

    field_id: int = reference("own_field.id", on_delete="CASCADE", index=False)
    record_id: int
    place: int = 0
    text: str | None = Field(default=None, sa_type=sa.Text)  # pyright: ignore[reportArgumentType]
    sort_text: str | None = Field(default=None, sa_type=SORT_TEXT)  # pyright: ignore[reportArgumentType]
    number: Decimal | None = Field(default=None, sa_type=NUMBER)  # pyright: ignore[reportArgumentType]
    day: date | None = None
    flag: bool | None = None
    option_id: int | None = reference("own_field_option.id", default=None)
    user_id: int | None = reference("user_account.id", default=None)
