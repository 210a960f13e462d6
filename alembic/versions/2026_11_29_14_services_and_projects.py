"""Services and projects become records of their own, what is to be done and what happened can be about them."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_14"
down_revision = "2026_11_29_13"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MONEY = sa.Numeric(14, 2)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")
SORTS = ("sort_sv", "sort_nb", "sort_fold", "tight")
SUBJECTS = ("service", "project")
TOLD = {"history_entry": ("happened_at", "CASCADE"), "todo": ("closed_at", "SET NULL")}
"""What can be about them: by which moment it is listed, and what becomes of it without the record."""


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
    _make_triggers("service")
    for name in ("status", "owner_id", "deleted_at"):
        op.create_index(op.f(f"ix_service_{name}"), "service", [name])
    _make_participants()
    _widen_projects()
    with op.batch_alter_table("lead") as batch:
        batch.add_column(sa.Column("service_id", sa.Integer()))
        batch.create_foreign_key(
            op.f("fk_lead_service_id_service"), "service", ["service_id"], ["id"], ondelete="SET NULL"
        )
    _make_triggers("lead")
    op.create_index(op.f("ix_lead_service_id"), "lead", ["service_id"])
    for table, (moment, then) in TOLD.items():
        with op.batch_alter_table(table) as batch:
            for noun in SUBJECTS:
                batch.add_column(sa.Column(f"{noun}_id", sa.Integer()))
                name = op.f(f"fk_{table}_{noun}_id_{noun}")
                batch.create_foreign_key(name, noun, [f"{noun}_id"], ["id"], ondelete=then)
        _make_triggers(table)
        for noun in SUBJECTS:
            op.create_index(f"ix_{table}_{noun}_id_{moment}", table, [f"{noun}_id", moment])


def downgrade() -> None:
    """Take them away; what was closed is archived."""
    for table, (moment, _) in TOLD.items():
        for noun in SUBJECTS:
            op.drop_index(f"ix_{table}_{noun}_id_{moment}", table)
        with op.batch_alter_table(table) as batch:
            for noun in SUBJECTS:
                batch.drop_constraint(op.f(f"fk_{table}_{noun}_id_{noun}"), type_="foreignkey")
                batch.drop_column(f"{noun}_id")
        _make_triggers(table)
    op.drop_index(op.f("ix_lead_service_id"), "lead")
    with op.batch_alter_table("lead") as batch:
        batch.drop_constraint(op.f("fk_lead_service_id_service"), type_="foreignkey")
        batch.drop_column("service_id")
    _make_triggers("lead")
    _narrow_projects()
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
    _make_triggers("service")


def _make_participants() -> None:
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


def _widen_projects() -> None:
    op.drop_index("ix_project_organisation_id_closed_on", "project")
    with op.batch_alter_table("project") as table:
        table.add_column(sa.Column("fold", sa.Text(), nullable=False, server_default=""))
        for name in SORTS:
            table.add_column(sa.Column(name, SORT_TEXT, nullable=False, server_default=""))
        table.add_column(sa.Column("status", sa.String(32), nullable=False, server_default="running"))
        table.add_column(sa.Column("is_example", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("deleted_at", MOMENT))
        table.alter_column("opened_on", new_column_name="from_on", existing_type=sa.Date(), nullable=True)
        table.alter_column("closed_on", new_column_name="to_on", existing_type=sa.Date())
    op.execute("UPDATE project SET status = 'closed' WHERE to_on IS NOT NULL")
    op.create_index("ix_project_organisation_id_status", "project", ["organisation_id", "status"])
    for name in ("deleted_at", *SORTS):
        op.create_index(op.f(f"ix_project_{name}"), "project", [name])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE project_fts USING fts5"
            "(fold, content='project', content_rowid='id', tokenize='trigram', detail=none)"
        )
        _make_triggers("project")
    else:
        op.execute("CREATE INDEX ix_project_fold_trgm ON project USING gin (fold gin_trgm_ops)")


def _narrow_projects() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER project_fts_{event}")
        op.execute("DROP TABLE project_fts")
    else:
        op.execute("DROP INDEX ix_project_fold_trgm")
    for name in ("deleted_at", *SORTS):
        op.drop_index(op.f(f"ix_project_{name}"), "project")
    op.drop_index("ix_project_organisation_id_status", "project")
    op.execute("UPDATE project SET from_on = date(created_at) WHERE from_on IS NULL")
    with op.batch_alter_table("project") as table:
        for name in ("fold", *SORTS, "status", "is_example", "deleted_at"):
            table.drop_column(name)
        table.alter_column("from_on", new_column_name="opened_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("to_on", new_column_name="closed_on", existing_type=sa.Date())
    op.create_index("ix_project_organisation_id_closed_on", "project", ["organisation_id", "closed_on"])


def _make_triggers(table: str) -> None:
    """Make anew what keeps a search index: on SQLite a batch has replaced the table, and they went with it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    index = f"{table}_fts"
    forget = f"INSERT INTO {index}({index}, rowid, fold) VALUES ('delete', old.id, old.fold);"  # noqa: S608 -- names of our own
    learn = f"INSERT INTO {index}(rowid, fold) VALUES (new.id, new.fold);"  # noqa: S608 -- the same
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {forget} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF fold ON {table}"
        f" WHEN old.fold IS NOT new.fold BEGIN {forget} {learn} END"
    )
