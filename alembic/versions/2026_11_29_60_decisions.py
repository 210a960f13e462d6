"""Meetings at which municipalities decide about deals."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_60"
down_revision = "2026_11_29_30"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(32), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(32), nullable=True),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("todo_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deal_id"], ["deal.id"], name=op.f("fk_decision_deal_id_deal"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["todo_id"], ["todo.id"], name=op.f("fk_decision_todo_id_todo"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    for columns in (["deal_id", "meets_on"], ["result", "meets_on"], ["todo_id"]):
        op.create_index(op.f(f"ix_decision_{'_'.join(columns)}"), "decision", columns)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("decision")
