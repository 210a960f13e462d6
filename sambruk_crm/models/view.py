"""How people look at lists: saved views, and the columns each has chosen."""

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import VersionedRow, reference


class SavedView(VersionedRow, table=True):
    """A list's filters, order and columns under a name; its owner's alone, or shared with all."""

    __tablename__ = "saved_view"
    __table_args__ = (sa.Index(None, "noun", "owner_id"),)

    noun: str = Field(max_length=40)
    name: str = Field(max_length=120)
    owner_id: int = reference("user_account.id", on_delete="CASCADE")
    is_shared: bool = False
    query: str = Field(default="", max_length=2000)
    columns: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    widths: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)


class ListPreference(VersionedRow, table=True):
    """One user's choice of columns for a list, the view it opens with, and which columns of the board are folded."""

    __tablename__ = "list_preference"
    __table_args__ = (sa.UniqueConstraint("user_id", "noun"),)

    user_id: int = reference("user_account.id", on_delete="CASCADE", index=False)
    noun: str = Field(max_length=40)
    columns: list[str] | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    widths: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    default_view_id: int | None = reference("saved_view.id", on_delete="SET NULL", default=None)
    folded: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs={"server_default": "[]"})
