"""Fields that the association adds: what they are, what can be chosen in them, and what stands in them by kind."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_70"
down_revision = "2026_11_29_62"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")
VALUES = ("sort_text", "number", "day", "flag", "option_id", "user_id")


def upgrade() -> None:
    """Add the tables, the indexes of each kind of value, and the search index of texts."""
    op.create_table(
        "own_field",
        *_versioned(),
        sa.Column("noun", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("helps", sa.JSON(), nullable=False),
        sa.Column("default", sa.Text(), nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column("in_list", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field")),
        sa.UniqueConstraint("noun", "slug", name=op.f("uq_own_field_noun_slug")),
    )
    op.create_table(
        "own_field_option",
        *_versioned(),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        _points("own_field_option", "field_id", "own_field", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_field_option")),
        sa.UniqueConstraint("field_id", "slug", name=op.f("uq_own_field_option_field_id_slug")),
    )
    op.create_table(
        "own_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("sort_text", SORT_TEXT),
        sa.Column("number", sa.Numeric(15, 4)),
        sa.Column("day", sa.Date()),
        sa.Column("flag", sa.Boolean()),
        sa.Column("option_id", sa.Integer()),
        sa.Column("user_id", sa.Integer()),
        _points("own_value", "field_id", "own_field", "CASCADE"),
        _points("own_value", "option_id", "own_field_option", "RESTRICT"),
        _points("own_value", "user_id", "user_account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_value")),
        sa.UniqueConstraint("field_id", "record_id", "place", name=op.f("uq_own_value_field_id_record_id_place")),
    )
    for name in VALUES:
        where = sa.text(f"{name} IS NOT NULL")
        columns = ["field_id", name, "record_id"]
        found = op.f(f"ix_own_value_field_id_{name}_record_id")
        op.create_index(found, "own_value", columns, sqlite_where=where, postgresql_where=where)
    for name in ("option_id", "user_id"):
        op.create_index(op.f(f"ix_own_value_{name}"), "own_value", [name])
    _make_search()


def downgrade() -> None:
    """Take them away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE own_value_fts")
    op.drop_table("own_value")
    op.drop_table("own_field_option")
    op.drop_table("own_field")


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _points(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def _make_search() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("CREATE INDEX ix_own_value_fold_trgm ON own_value USING gin (fold gin_trgm_ops)")
        return
    op.execute(
        "CREATE VIRTUAL TABLE own_value_fts USING fts5"
        "(fold, content='own_value', content_rowid='id', tokenize='trigram', detail=none)"
    )
    forget = "INSERT INTO own_value_fts(own_value_fts, rowid, fold) VALUES ('delete', old.id, old.fold);"
    learn = "INSERT INTO own_value_fts(rowid, fold) VALUES (new.id, new.fold);"
    op.execute(f"CREATE TRIGGER own_value_fts_insert AFTER INSERT ON own_value BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER own_value_fts_delete AFTER DELETE ON own_value BEGIN {forget} END")
    op.execute(
        "CREATE TRIGGER own_value_fts_update AFTER UPDATE OF fold ON own_value"
        f" WHEN old.fold IS NOT new.fold BEGIN {forget} {learn} END"
    )
