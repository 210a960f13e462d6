"""What all tables share: naming convention, keys, times, versions and vocabulary columns."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # pyright: ignore[reportAttributeAccessIssue]
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

MONEY = sa.Numeric(14, 2)
"""Amounts: two decimals, always beside a currency column."""

SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")
"""Text compared byte by byte on both databases, so that computed sort keys decide the order."""


def utc_now() -> datetime:
    """Return the present moment in UTC, to the microsecond."""
    return datetime.now(UTC)


def choice(kind: type[StrEnum], **options: Any) -> Any:
    """Return a column that stores a vocabulary by its text value."""
    text = sa.Enum(
        kind, native_enum=False, length=32, create_constraint=False, values_callable=lambda k: [m.value for m in k]
    )
    return Field(sa_type=text, **options)  # pyright: ignore[reportArgumentType]


def reference(target: str, *, on_delete: str = "RESTRICT", **options: Any) -> Any:
    """Return an indexed foreign key column; say `index=False` where another index leads with it."""
    options.setdefault("index", True)
    return Field(foreign_key=target, ondelete=on_delete, **options)  # pyright: ignore[reportArgumentType]


class Row(SQLModel):
    """A table row with an integer key and the time it was made (UTC)."""

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(default_factory=utc_now)

    @property
    def key(self) -> int:
        """The primary key of a row that has been flushed."""
        if self.id is None:
            msg = f"{type(self).__name__} has no key before it is flushed"
            raise RuntimeError(msg)
        return self.id


class VersionedRow(Row):
    """A row that several people may edit: every update counts up `version` and refuses to overwrite a newer one."""

    updated_at: datetime = Field(default_factory=utc_now, sa_column_kwargs={"onupdate": utc_now})
    version: int = Field(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 -- SQLAlchemy passes the class
        return {"version_id_col": cls.__table__.c.version}  # pyright: ignore[reportAttributeAccessIssue]


class Searchable(SQLModel):
    """Folded text to search in, kept by the service that writes the row."""

    fold: str = Field(default="", sa_type=sa.Text)  # pyright: ignore[reportArgumentType]


class Findable(Searchable):
    """Folded text and sort keys per alphabet, kept by the service that writes the row.

    `tight` is the name as it is compared with names that must be the same: folded, without its spaces.
    """

    sort_sv: str = Field(default="", sa_type=SORT_TEXT, index=True)  # pyright: ignore[reportArgumentType]
    sort_nb: str = Field(default="", sa_type=SORT_TEXT, index=True)  # pyright: ignore[reportArgumentType]
    sort_fold: str = Field(default="", sa_type=SORT_TEXT, index=True)  # pyright: ignore[reportArgumentType]
    tight: str = Field(default="", sa_type=SORT_TEXT, index=True, sa_column_kwargs={"server_default": ""})  # pyright: ignore[reportArgumentType]
