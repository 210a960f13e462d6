"""Contracts complete: their numbers, renewal and notice, signatures, documents, processing agreements and warnings."""

from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_30"
down_revision = "2026_11_29_22"
branch_labels = None
depends_on = None

FACTS = (
    ("number", sa.String(40), ""),
    ("notice_months", sa.Integer(), None),
    ("renewal", sa.String(32), "ends"),
    ("renewal_months", sa.Integer(), None),
    ("notice_given_on", sa.Date(), None),
    ("charged", sa.String(32), None),
    ("indexation", sa.String(300), ""),
    ("data_categories", sa.Text(), ""),
    ("sub_processors", sa.Text(), ""),
    ("review_on", sa.Date(), None),
)
OF_PARTIES = (
    ("role", sa.String(32), None),
    ("sent_on", sa.Date(), None),
    ("declined_on", sa.Date(), None),
    ("signatory", sa.String(200), ""),
)
"""Columns with what they hold where nobody has written anything; None for nothing."""
NEWER = {"unsigned": ("draft", "sent", "partly_signed"), "running": ("in_force",)}
OLDER = {
    "draft": ("unsigned",),
    "sent": (),
    "partly_signed": (),
    "in_force": ("running",),
    "notice_given": ("running",),
}
"""What saved views ask for, and what it is called on the other side."""


def upgrade() -> None:
    """Add them, and let saved views of contracts ask for the same contracts as before."""
    for table, columns in (("contract", FACTS), ("contract_party", OF_PARTIES)):
        for name, kind, default in columns:
            op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    where = sa.text("number <> ''")
    op.create_index(
        "uq_contract_number", "contract", ["number"], unique=True, sqlite_where=where, postgresql_where=where
    )
    _make_tables()
    _rename_in_views(NEWER)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("contract_warning")
    op.drop_table("contract_document")
    op.drop_table("contract_series")
    op.drop_index("uq_contract_number", "contract")
    for table, columns in (("contract_party", OF_PARTIES), ("contract", FACTS)):
        for name, *_ in reversed(columns):
            op.drop_column(table, name)
    _rename_in_views(OLDER)


def _rename_in_views(names: dict[str, tuple[str, ...]]) -> None:
    view = sa.table("saved_view", sa.column("id"), sa.column("noun"), sa.column("query"))
    connection = op.get_bind()
    wanted = sa.select(view.c.id, view.c.query).where(view.c.noun == "contract", view.c.query.contains("state="))
    for key, query in connection.execute(wanted).all():
        parts = dict(parse_qsl(query, keep_blank_values=True))
        states = parts.get("state", "").split(",")
        parts["state"] = ",".join(dict.fromkeys(new for old in states for new in names.get(old, (old,))))
        connection.execute(sa.update(view).where(view.c.id == key).values(query=urlencode(parts, safe=",:")))


def _make_tables() -> None:
    op.create_table(
        "contract_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_series")),
        sa.UniqueConstraint("year", name=op.f("uq_contract_series_year")),
    )
    op.create_table(
        "contract_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _points("contract_document", "contract_id", "contract", "CASCADE"),
        _points("contract_document", "file_id", "stored_file", "RESTRICT"),
        _points("contract_document", "author_id", "user_account", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_document")),
        sa.UniqueConstraint(
            "contract_id", "name", "edition", name=op.f("uq_contract_document_contract_id_name_edition")
        ),
    )
    for name in ("file_id", "author_id"):
        op.create_index(op.f(f"ix_contract_document_{name}"), "contract_document", [name])
    op.create_table(
        "contract_warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("todo_id", sa.Integer(), nullable=True),
        _points("contract_warning", "contract_id", "contract", "CASCADE"),
        _points("contract_warning", "todo_id", "todo", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_warning")),
        sa.UniqueConstraint(
            "contract_id",
            "kind",
            "day",
            "days_before",
            name=op.f("uq_contract_warning_contract_id_kind_day_days_before"),
        ),
    )
    op.create_index(op.f("ix_contract_warning_todo_id"), "contract_warning", ["todo_id"])


def _points(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)
