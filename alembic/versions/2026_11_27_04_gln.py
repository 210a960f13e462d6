"""Organisations have a GLN: the number by which they are addressed in electronic invoices and deliveries."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_27_04"
down_revision = "2026_11_27_03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("organisation", sa.Column("gln", sa.String(13), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("organisation", "gln")
