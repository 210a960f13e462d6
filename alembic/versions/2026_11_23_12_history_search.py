"""What was written in the history becomes searchable: folded text with a trigram index.

The tokenizer is not told to be case sensitive: FTS5 would then serve GLOB and leave LIKE to a scan of the table.
"""

import unicodedata

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_12"
down_revision = "2026_11_23_11"
branch_labels = None
depends_on = None

BATCH = 5_000
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "þ": "th"})
WRITTEN = "text || ' ' || result || ' ' || next_step"
FOLD_SQLITE = f"UPDATE history_entry SET fold = crm_fold({WRITTEN})"  # noqa: S608 -- names of our own
READ_POSTGRES = f"SELECT id, {WRITTEN} FROM history_entry WHERE id > :after ORDER BY id LIMIT :batch"  # noqa: S608 -- the same
FOLD_POSTGRES = (
    "UPDATE history_entry SET fold = told.fold"
    " FROM unnest(CAST(:keys AS integer[]), CAST(:folds AS text[])) AS told(id, fold) WHERE history_entry.id = told.id"
)
FORGET = "INSERT INTO history_entry_fts(history_entry_fts, rowid, fold) VALUES ('delete', old.id, old.fold);"
LEARN = "INSERT INTO history_entry_fts(rowid, fold) VALUES (new.id, new.fold);"
INDEX_SQLITE = (
    (
        "CREATE VIRTUAL TABLE history_entry_fts USING fts5"
        "(fold, content='history_entry', content_rowid='id', tokenize='trigram', detail=none)"
    ),
    "INSERT INTO history_entry_fts(history_entry_fts) VALUES ('rebuild')",
    f"CREATE TRIGGER history_entry_fts_insert AFTER INSERT ON history_entry BEGIN {LEARN} END",
    f"CREATE TRIGGER history_entry_fts_delete AFTER DELETE ON history_entry BEGIN {FORGET} END",
    (
        "CREATE TRIGGER history_entry_fts_update AFTER UPDATE OF fold ON history_entry"
        f" WHEN old.fold IS NOT new.fold BEGIN {FORGET} {LEARN} END"
    ),
)


def upgrade() -> None:
    """Add the column, fill it, then index it."""
    # Without a batch, which would replace the table and all its rows.
    op.add_column("history_entry", sa.Column("fold", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        _fill_sqlite()
        for statement in INDEX_SQLITE:
            op.execute(statement)
    else:
        _fill_postgres()
        op.execute("CREATE INDEX ix_history_entry_fold_trgm ON history_entry USING gin (fold gin_trgm_ops)")


def downgrade() -> None:
    """Drop the index, then the column."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER history_entry_fts_{event}")
        op.execute("DROP TABLE history_entry_fts")
    else:
        op.execute("DROP INDEX ix_history_entry_fold_trgm")
    op.drop_column("history_entry", "fold")


def _fill_sqlite() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.create_function("crm_fold", 1, fold, deterministic=True)
    op.execute(FOLD_SQLITE)


def _fill_postgres() -> None:
    connection, after = op.get_bind(), 0
    while rows := connection.execute(sa.text(READ_POSTGRES), {"after": after, "batch": BATCH}).all():
        keys, texts = zip(*rows, strict=True)
        connection.execute(sa.text(FOLD_POSTGRES), {"keys": list(keys), "folds": [fold(text) for text in texts]})
        after = keys[-1]


def fold(text: str) -> str:
    """Lower the case, strip the diacritics and keep single spaces, as the application does at every write."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
