"""Users choose how close rows stand, whether the menu is folded, and whether persons are named last name first."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_01"
down_revision = "2026_11_28_04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, with what everybody had until now."""
    op.add_column("user_account", sa.Column("density", sa.String(32), nullable=False, server_default="comfortable"))
    for name in ("is_menu_folded", "is_last_name_first"):
        op.add_column("user_account", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take them away."""
    for name in ("is_last_name_first", "is_menu_folded", "density"):
        op.drop_column("user_account", name)
