"""Trigram indexes on the folded text: FTS5 on SQLite, pg_trgm on PostgreSQL.

The tokenizer is not told to be case sensitive: FTS5 would then serve GLOB and leave LIKE to a scan of the table.
"""

from alembic import op

revision = "2026_11_23_08"
down_revision = "2026_11_23_07"
branch_labels = None
depends_on = None

FINDABLE = ("organisation", "person", "service", "deal", "lead", "contract")


def upgrade() -> None:
    """Make the indexes and, on SQLite, the triggers that keep them."""
    if op.get_bind().dialect.name == "sqlite":
        for table in FINDABLE:
            _index_sqlite(table)
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table in FINDABLE:
        op.execute(f"CREATE INDEX ix_{table}_fold_trgm ON {table} USING gin (fold gin_trgm_ops)")


def downgrade() -> None:
    """Drop them; the extension stays, since others may use it."""
    for table in FINDABLE:
        if op.get_bind().dialect.name == "sqlite":
            _drop_sqlite(table)
        else:
            op.execute(f"DROP INDEX ix_{table}_fold_trgm")


def _index_sqlite(table: str) -> None:
    index = f"{table}_fts"
    forget = f"INSERT INTO {index}({index}, rowid, fold) VALUES ('delete', old.id, old.fold);"  # noqa: S608 -- names of our own
    learn = f"INSERT INTO {index}(rowid, fold) VALUES (new.id, new.fold);"  # noqa: S608 -- the same
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5"
        f"(fold, content='{table}', content_rowid='id', tokenize='trigram', detail=none)"
    )
    op.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")  # noqa: S608 -- the same
    op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {forget} END")
    op.execute(
        f"CREATE TRIGGER {index}_update AFTER UPDATE OF fold ON {table}"
        f" WHEN old.fold IS NOT new.fold BEGIN {forget} {learn} END"
    )


def _drop_sqlite(table: str) -> None:
    for event in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER {table}_fts_{event}")
    op.execute(f"DROP TABLE {table}_fts")
