"""Organisations have other names, former ones too, and files that name them by one of these or officially find them."""

import re
import unicodedata

import sqlalchemy as sa

from alembic import op

revision = "2026_11_28_04"
down_revision = "2026_11_28_03"
branch_labels = None
depends_on = None

LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th", "ı": "i"})
APOSTROPHES = re.compile("['’‘‛ʼ′`´]")
DASHES = re.compile(r"[\u002d\u2010-\u2015\u2212]+")


def tight(text: str) -> str:
    """Return a name as names are compared: folded, and without its spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(DASHES.sub(" ", APOSTROPHES.sub("", plain)).split())[:400].replace(" ", "")


def upgrade() -> None:
    """Add the column and the table, and fill the table with the official names."""
    op.add_column("organisation", sa.Column("other_names", sa.String(1000), nullable=False, server_default=""))
    text = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")
    key = sa.ForeignKey("organisation.id", name="fk_organisation_name_organisation_id_organisation", ondelete="CASCADE")
    names = op.create_table(
        "organisation_name",
        sa.Column("organisation_id", sa.Integer(), key, nullable=False),
        sa.Column("tight", text, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "tight", name="pk_organisation_name"),
    )
    op.create_index("ix_organisation_name_tight", "organisation_name", ["tight"])
    named = sa.table("organisation", sa.column("id"), sa.column("name"), sa.column("official_name"))
    query = sa.select(named).where(named.c.official_name != "")
    found = [(row.id, tight(row.official_name), tight(row.name)) for row in op.get_bind().execute(query)]
    rows = [{"organisation_id": key, "tight": official} for key, official, name in found if official not in ("", name)]
    if rows:
        op.bulk_insert(names, rows)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("organisation_name")
    op.drop_column("organisation", "other_names")
