"""To-do types know when they are usually to be done."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_03"
down_revision = "2026_11_29_02"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the day; none is proposed."""
    op.add_column("todo_type", sa.Column("usual_day", sa.String(32), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("todo_type", "usual_day")
