"""One-time deals have a day of delivery."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_62"
down_revision = "2026_11_29_61"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it."""
    op.add_column("deal", sa.Column("delivers_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("deal", "delivers_on")
