"""What is in the trash is found without reading what is not."""

from alembic import op

revision = "2026_11_23_14"
down_revision = "2026_11_23_13"
branch_labels = None
depends_on = None

TABLES = ("deal", "lead", "contract")


def upgrade() -> None:
    """Add the indexes that organisations and persons have already."""
    for table in TABLES:
        op.create_index(f"ix_{table}_deleted_at", table, ["deleted_at"])


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_index(f"ix_{table}_deleted_at", table)
