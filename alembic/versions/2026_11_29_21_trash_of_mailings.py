"""A draft of a mailing that is thrown away lies in the trash."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_21"
down_revision = "2026_11_29_20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add when it was put there."""
    op.add_column("mailing", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_mailing_deleted_at", "mailing", ["deleted_at"])


def downgrade() -> None:
    """Drop it; what lies there goes, as it did before."""
    op.execute("DELETE FROM mailing WHERE deleted_at IS NOT NULL")
    op.drop_index("ix_mailing_deleted_at", "mailing")
    op.drop_column("mailing", "deleted_at")
