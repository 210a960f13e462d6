"""A mail's sender and where answers go are names and addresses, not texts of headers."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_27_01"
down_revision = "2026_11_23_15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; mails that wait keep what stands in their headers."""
    op.add_column("outbound_mail", sa.Column("from_name", sa.String(260), nullable=False, server_default=""))
    op.add_column("outbound_mail", sa.Column("reply_to", sa.String(320), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("outbound_mail", "reply_to")
    op.drop_column("outbound_mail", "from_name")
