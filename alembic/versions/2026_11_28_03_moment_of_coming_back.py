"""An absence that is ended early knows the moment, so that what was done on its last day belongs to it."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_28_03"
down_revision = "2026_11_28_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment, unknown for what is over."""
    op.add_column("absence", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("absence", "ended_at")
