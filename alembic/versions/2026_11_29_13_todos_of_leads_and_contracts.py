"""To-dos can be about a lead and about a contract."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_13"
down_revision = "2026_11_29_12"
branch_labels = None
depends_on = None

RECORDS = ("lead", "contract")
FORGET = "INSERT INTO todo_fts(todo_fts, rowid, fold) VALUES ('delete', old.id, old.fold);"
LEARN = "INSERT INTO todo_fts(rowid, fold) VALUES (new.id, new.fold);"
TRIGGERS = (
    f"CREATE TRIGGER todo_fts_insert AFTER INSERT ON todo BEGIN {LEARN} END",
    f"CREATE TRIGGER todo_fts_delete AFTER DELETE ON todo BEGIN {FORGET} END",
    (
        "CREATE TRIGGER todo_fts_update AFTER UPDATE OF fold ON todo"
        f" WHEN old.fold IS NOT new.fold BEGIN {FORGET} {LEARN} END"
    ),
)


def upgrade() -> None:
    """Add the references, each with the index that its open to-dos are found by."""
    with op.batch_alter_table("todo") as batch:
        for record in RECORDS:
            batch.add_column(sa.Column(f"{record}_id", sa.Integer()))
            name = op.f(f"fk_todo_{record}_id_{record}")
            batch.create_foreign_key(name, record, [f"{record}_id"], ["id"], ondelete="SET NULL")
    _make_triggers()
    for record in RECORDS:
        op.create_index(f"ix_todo_{record}_id_closed_at", "todo", [f"{record}_id", "closed_at"])


def downgrade() -> None:
    """Take them away."""
    for record in RECORDS:
        op.drop_index(f"ix_todo_{record}_id_closed_at", "todo")
    with op.batch_alter_table("todo") as batch:
        for record in RECORDS:
            batch.drop_constraint(op.f(f"fk_todo_{record}_id_{record}"), type_="foreignkey")
            batch.drop_column(f"{record}_id")
    _make_triggers()


def _make_triggers() -> None:
    """Make anew what keeps the search index: on SQLite the batch has replaced the table, and they went with it."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in TRIGGERS:
            op.execute(statement)
