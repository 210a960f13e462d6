"""Views and one's choice for a list keep how wide columns are."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_02"
down_revision = "2026_11_29_01"
branch_labels = None
depends_on = None

TABLES = ("saved_view", "list_preference")


def upgrade() -> None:
    """Add the widths; columns are as wide as they need."""
    for name in TABLES:
        op.add_column(name, sa.Column("widths", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take them away."""
    for name in TABLES:
        op.drop_column(name, "widths")
