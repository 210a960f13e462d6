"""Columns of the board can be folded to their heads, as each user has chosen."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_05"
down_revision = "2026_11_29_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("list_preference", sa.Column("folded", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("list_preference", "folded")
