"""Links with which people choose a password, and mails whose text is kept encrypted because it holds such a link."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_11"
down_revision = "2026_11_29_10"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, and mark no mail of before."""
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name="fk_password_link_user_id_user_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_password_link"),
        sa.UniqueConstraint("token_hash", name="uq_password_link_token_hash"),
    )
    op.create_index("ix_password_link_user_id", "password_link", ["user_id"])
    op.add_column("outbound_mail", sa.Column("is_sealed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take both away; what is sealed and unsent could not be read any more, and goes."""
    op.execute("DELETE FROM outbound_mail WHERE is_sealed")
    op.drop_column("outbound_mail", "is_sealed")
    op.drop_index("ix_password_link_user_id", "password_link")
    op.drop_table("password_link")
