"""An absence that begins in the course of its first day keeps the moment."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_22"
down_revision = "2026_11_29_21"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; of absences that are here already their first day is taken as a whole, as before."""
    op.add_column("absence", sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("absence", "began_at")
