"""Jobs, files, batches and saved views."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_09"
down_revision = "2026_11_23_08"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _create_job()
    _create_stored_file()
    _create_batch()
    _create_batch_item()
    _create_saved_view()
    _create_list_preference()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in ("list_preference", "saved_view", "batch_item", "batch", "stored_file", "job"):
        op.drop_table(table)


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("run_at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("unique_key", sa.String(200)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("leased_until", MOMENT),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer()),
        sa.Column("reason", sa.JSON()),
        sa.Column("result", sa.JSON()),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_job_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    op.create_index("ix_job_kind", "job", ["kind"])
    op.create_index("ix_job_state_leased_until", "job", ["state", "leased_until"])
    op.create_index("ix_job_state_run_at", "job", ["state", "run_at"])
    op.create_index("ix_job_user_id", "job", ["user_id"])


def _create_stored_file() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("purpose", CHOICE, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("expires_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_stored_file_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("token", name=op.f("uq_stored_file_token")),
    )
    op.create_index("ix_stored_file_expires_at", "stored_file", ["expires_at"])
    op.create_index("ix_stored_file_user_id", "stored_file", ["user_id"])


def _create_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("noun", sa.String(40), nullable=False),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer()),
        sa.Column("file_id", sa.Integer()),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("undone_at", MOMENT),
        sa.Column("undone_by_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_batch_file_id_stored_file"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_batch_job_id_job"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user_account.id"], name=op.f("fk_batch_undone_by_id_user_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_batch_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_index("ix_batch_file_id", "batch", ["file_id"])
    op.create_index("ix_batch_job_id", "batch", ["job_id"])
    op.create_index("ix_batch_state", "batch", ["state"])
    op.create_index("ix_batch_user_id", "batch", ["user_id"])


def _create_batch_item() -> None:
    op.create_table(
        "batch_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer()),
        sa.Column("outcome", CHOICE, nullable=False),
        sa.Column("given", sa.JSON()),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.Column("reason", sa.JSON()),
        sa.Column("undone_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id_batch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_batch_item_batch_id_position")),
    )
    op.create_index("ix_batch_item_batch_id_outcome_position", "batch_item", ["batch_id", "outcome", "position"])
    op.create_index("ix_batch_item_row_id", "batch_item", ["row_id"])


def _create_saved_view() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("query", sa.String(2000), nullable=False),
        sa.Column("columns", sa.JSON()),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user_account.id"], name=op.f("fk_saved_view_owner_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index("ix_saved_view_noun_owner_id", "saved_view", ["noun", "owner_id"])
    op.create_index("ix_saved_view_owner_id", "saved_view", ["owner_id"])


def _create_list_preference() -> None:
    op.create_table(
        "list_preference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(40), nullable=False),
        sa.Column("columns", sa.JSON()),
        sa.Column("default_view_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["default_view_id"],
            ["saved_view.id"],
            name=op.f("fk_list_preference_default_view_id_saved_view"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_list_preference_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_preference")),
        sa.UniqueConstraint("user_id", "noun", name=op.f("uq_list_preference_user_id_noun")),
    )
    op.create_index("ix_list_preference_default_view_id", "list_preference", ["default_view_id"])
