"""Services have a status, somebody responsible and funding, and name who takes part where no contract does."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_14"
down_revision = "2026_11_29_13"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MONEY = sa.Numeric(14, 2)
FORGET = "INSERT INTO service_fts(service_fts, rowid, fold) VALUES ('delete', old.id, old.fold);"
LEARN = "INSERT INTO service_fts(rowid, fold) VALUES (new.id, new.fold);"
TRIGGERS = (
    f"CREATE TRIGGER service_fts_insert AFTER INSERT ON service BEGIN {LEARN} END",
    f"CREATE TRIGGER service_fts_delete AFTER DELETE ON service BEGIN {FORGET} END",
    (
        "CREATE TRIGGER service_fts_update AFTER UPDATE OF fold ON service"
        f" WHEN old.fold IS NOT new.fold BEGIN {FORGET} {LEARN} END"
    ),
)


def upgrade() -> None:
    """Add the columns and the table; what was archived is closed."""
    with op.batch_alter_table("service") as table:
        table.add_column(sa.Column("status", sa.String(32), nullable=False, server_default="running"))
        table.add_column(sa.Column("owner_id", sa.Integer()))
        table.add_column(sa.Column("funding", MONEY))
        table.add_column(sa.Column("funding_yearly", MONEY))
        table.add_column(sa.Column("funding_each", MONEY))
        table.add_column(sa.Column("currency", sa.String(3), nullable=False, server_default="SEK"))
        table.add_column(sa.Column("deleted_at", MOMENT))
        table.create_foreign_key(
            op.f("fk_service_owner_id_user_account"), "user_account", ["owner_id"], ["id"], ondelete="RESTRICT"
        )
    op.execute("UPDATE service SET status = 'closed' WHERE archived_at IS NOT NULL")
    with op.batch_alter_table("service") as table:
        table.drop_column("archived_at")
    _make_triggers()
    for name in ("status", "owner_id", "deleted_at"):
        op.create_index(op.f(f"ix_service_{name}"), "service", [name])
    op.create_table(
        "service_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_participant_service_id_service"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_service_participant_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_participant")),
    )
    op.create_index(
        "ix_service_participant_service_id_organisation_id", "service_participant", ["service_id", "organisation_id"]
    )
    op.create_index(op.f("ix_service_participant_organisation_id"), "service_participant", ["organisation_id"])


def downgrade() -> None:
    """Take them away; what was closed is archived."""
    op.drop_table("service_participant")
    for name in ("status", "owner_id", "deleted_at"):
        op.drop_index(op.f(f"ix_service_{name}"), "service")
    with op.batch_alter_table("service") as table:
        table.add_column(sa.Column("archived_at", MOMENT))
    op.execute("UPDATE service SET archived_at = updated_at WHERE status = 'closed' OR deleted_at IS NOT NULL")
    with op.batch_alter_table("service") as table:
        table.drop_constraint(op.f("fk_service_owner_id_user_account"), type_="foreignkey")
        for name in ("status", "owner_id", "funding", "funding_yearly", "funding_each", "currency", "deleted_at"):
            table.drop_column(name)
    _make_triggers()


def _make_triggers() -> None:
    """Make anew what keeps the search index: on SQLite the batch has replaced the table, and they went with it."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in TRIGGERS:
            op.execute(statement)
