"""A setting can hold a secret, encrypted with the installation's key, such as the password of the mail server."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_10"
down_revision = "2026_11_29_05"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the secret, empty for what is there."""
    op.add_column("setting", sa.Column("secret", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("setting", "secret")
