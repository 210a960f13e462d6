"""Names that must be the same are compared folded and without their spaces."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_27_03"
down_revision = "2026_11_27_02"
branch_labels = None
depends_on = None

TABLES = ("organisation", "person", "lead", "deal", "contract", "service")


def upgrade() -> None:
    """Add the folded name without its spaces, and fill it from the one that is sorted by."""
    text = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")
    for name in TABLES:
        op.add_column(name, sa.Column("tight", text, nullable=False, server_default=""))
        table = sa.table(name, sa.column("tight"), sa.column("sort_fold"))
        op.execute(table.update().values(tight=sa.func.replace(table.c.sort_fold, " ", "")))
        op.create_index(f"ix_{name}_tight", name, ["tight"])


def downgrade() -> None:
    """Remove it."""
    for name in TABLES:
        op.drop_index(f"ix_{name}_tight", table_name=name)
        op.drop_column(name, "tight")
