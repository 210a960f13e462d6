"""Lost reasons have a colour, like the other lists that an association edits."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_15"
down_revision = "2026_11_23_14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the default is for the rows that are there."""
    op.add_column("lost_reason", sa.Column("color", sa.String(20), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("lost_reason", "color")
