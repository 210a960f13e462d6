"""Memberships have a category, a contact, the decision behind them, and a reason for leaving of its own."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_12"
down_revision = "2026_11_29_11"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list of categories and the columns; what was said on leaving stands with the reason, as it did."""
    op.create_table(
        "membership_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("default_name", sa.String(60), nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_category")),
    )
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("category_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("contact_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("decision", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("left_reason", sa.String(500), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_membership_category_id_membership_category"),
            "membership_category",
            ["category_id"],
            ["id"],
            ondelete="RESTRICT",
        )
        table.create_foreign_key(
            op.f("fk_membership_contact_id_person"), "person", ["contact_id"], ["id"], ondelete="SET NULL"
        )
    op.create_index(op.f("ix_membership_category_id"), "membership", ["category_id"])
    op.create_index(op.f("ix_membership_contact_id"), "membership", ["contact_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_membership_contact_id"), "membership")
    op.drop_index(op.f("ix_membership_category_id"), "membership")
    with op.batch_alter_table("membership") as table:
        table.drop_constraint(op.f("fk_membership_contact_id_person"), type_="foreignkey")
        table.drop_constraint(op.f("fk_membership_category_id_membership_category"), type_="foreignkey")
        for name in ("left_reason", "decision", "contact_id", "category_id"):
            table.drop_column(name)
    op.drop_table("membership_category")
