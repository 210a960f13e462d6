"""Notes of to-dos become searchable, and persons are found by how they begin: first name first.

The tokenizer is not told to be case sensitive: FTS5 would then serve GLOB and leave LIKE to a scan of the table.
"""

import unicodedata

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_13"
down_revision = "2026_11_23_12"
branch_labels = None
depends_on = None

LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th"})
FORGET = "INSERT INTO todo_fts(todo_fts, rowid, fold) VALUES ('delete', old.id, old.fold);"
LEARN = "INSERT INTO todo_fts(rowid, fold) VALUES (new.id, new.fold);"
INDEX_SQLITE = (
    (
        "CREATE VIRTUAL TABLE todo_fts USING fts5"
        "(fold, content='todo', content_rowid='id', tokenize='trigram', detail=none)"
    ),
    "INSERT INTO todo_fts(todo_fts) VALUES ('rebuild')",
    f"CREATE TRIGGER todo_fts_insert AFTER INSERT ON todo BEGIN {LEARN} END",
    f"CREATE TRIGGER todo_fts_delete AFTER DELETE ON todo BEGIN {FORGET} END",
    (
        "CREATE TRIGGER todo_fts_update AFTER UPDATE OF fold ON todo"
        f" WHEN old.fold IS NOT new.fold BEGIN {FORGET} {LEARN} END"
    ),
    "CREATE INDEX ix_person_fold_start ON person (fold)",
)
INDEX_POSTGRES = (
    "CREATE INDEX ix_todo_fold_trgm ON todo USING gin (fold gin_trgm_ops)",
    'CREATE INDEX ix_person_fold_start ON person ((substr(fold, 1, 60) COLLATE "C"))',
)


def upgrade() -> None:
    """Add the column, fill it, then make the indexes."""
    # Without a batch, which would replace the table and all its rows.
    op.add_column("todo", sa.Column("fold", sa.Text(), nullable=False, server_default=""))
    _fill()
    for statement in INDEX_SQLITE if op.get_bind().dialect.name == "sqlite" else INDEX_POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Drop the indexes, then the column."""
    op.execute("DROP INDEX ix_person_fold_start")
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER todo_fts_{event}")
        op.execute("DROP TABLE todo_fts")
    else:
        op.execute("DROP INDEX ix_todo_fold_trgm")
    op.drop_column("todo", "fold")


def _fill() -> None:
    connection = op.get_bind()
    written = connection.execute(sa.text("SELECT id, note FROM todo WHERE note <> ''")).all()
    if written:
        connection.execute(
            sa.text("UPDATE todo SET fold = :fold WHERE id = :id"),
            [{"id": key, "fold": fold(note)} for key, note in written],
        )


def fold(text: str) -> str:
    """Lower the case, strip the diacritics and keep single spaces, as the application does at every write."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
