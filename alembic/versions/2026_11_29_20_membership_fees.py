"""Membership fees: the dated tables, the public one of 2020 first, and the yearly runs with their lines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_20"
down_revision = "2026_11_29_14"
branch_labels = None
depends_on = None

MONEY = sa.Numeric(14, 2)
MADE = datetime(2026, 11, 29, tzinfo=UTC)
TABLE = (
    ("created_at", sa.DateTime(timezone=True)),
    ("updated_at", sa.DateTime(timezone=True)),
    ("version", sa.Integer()),
    ("valid_from", sa.Date()),
    ("currency", sa.String()),
    ("others_entrance", MONEY),
    ("others_yearly", MONEY),
)
BAND = (
    ("created_at", sa.DateTime(timezone=True)),
    ("table_id", sa.Integer()),
    ("from_inhabitants", sa.Integer()),
    ("entrance", MONEY),
    ("yearly", MONEY),
)
BANDS = (
    (0, 5_000, 5_000),
    (7_000, 5_000, 10_000),
    (15_000, 10_000, 25_000),
    (25_000, 10_000, 35_000),
    (50_000, 10_000, 50_000),
    (100_000, 20_000, 65_000),
    (150_000, 25_000, 80_000),
)


def upgrade() -> None:
    """Make the tables, and fill in the fees that held so far."""
    _make_tables()
    _make_runs()
    moments = {"created_at": MADE, "updated_at": MADE}
    money = {"others_entrance": Decimal(5_000), "others_yearly": Decimal(25_000)}
    op.bulk_insert(
        sa.table("fee_table", *(sa.column(name, kind) for name, kind in TABLE)),
        [{**moments, "version": 1, "valid_from": date(2020, 1, 1), "currency": "SEK", **money}],
    )
    op.bulk_insert(
        sa.table("fee_table_band", *(sa.column(name, kind) for name, kind in BAND)),
        [
            {"created_at": MADE, "table_id": 1, "from_inhabitants": start, "entrance": once, "yearly": fee}
            for start, once, fee in BANDS
        ],
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_fee_line_organisation_id"), "fee_line")
    op.drop_table("fee_line")
    op.drop_index(op.f("ix_fee_run_table_id"), "fee_run")
    op.drop_table("fee_run")
    op.drop_table("fee_table_band")
    op.drop_table("fee_table")


def _make_tables() -> None:
    op.create_table(
        "fee_table",
        *_row(is_versioned=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("others_entrance", MONEY, nullable=False),
        sa.Column("others_yearly", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_table")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_fee_table_valid_from")),
    )
    op.create_table(
        "fee_table_band",
        *_row(),
        sa.Column("table_id", sa.Integer(), nullable=False),
        sa.Column("from_inhabitants", sa.Integer(), nullable=False),
        sa.Column("entrance", MONEY, nullable=False),
        sa.Column("yearly", MONEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["fee_table.id"], name=op.f("fk_fee_table_band_table_id_fee_table"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_table_band")),
        sa.UniqueConstraint("table_id", "from_inhabitants", name=op.f("uq_fee_table_band_table_id_from_inhabitants")),
    )


def _make_runs() -> None:
    op.create_table(
        "fee_run",
        *_row(is_versioned=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["table_id"], ["fee_table.id"], name=op.f("fk_fee_run_table_id_fee_table"), ondelete="RESTRICT"
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], ["user_account.id"], name=op.f(f"fk_fee_run_{name}_user_account"), ondelete="RESTRICT"
            )
            for name in ("begun_by_id", "approved_by_id", "locked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_run")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_fee_run_year_number")),
    )
    op.create_index(op.f("ix_fee_run_table_id"), "fee_run", ["table_id"])
    op.create_table(
        "fee_line",
        *_row(is_versioned=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("amount", MONEY, nullable=True),
        sa.Column("entrance", MONEY, nullable=False),
        sa.Column("yearly", MONEY, nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("band_from", sa.Integer(), nullable=True),
        sa.Column("band_below", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_on", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("is_return", sa.Boolean(), nullable=False),
        sa.Column("previous", MONEY, nullable=True),
        sa.Column("previous_population", sa.Integer(), nullable=True),
        sa.Column("change", sa.String(32), nullable=False),
        sa.Column("crosses_band", sa.Boolean(), nullable=False),
        sa.Column("charged_before", MONEY, nullable=False),
        sa.Column("exception", MONEY, nullable=True),
        sa.Column("exception_reason", sa.String(500), nullable=False),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["fee_run.id"], name=op.f("fk_fee_line_run_id_fee_run"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_fee_line_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_line")),
        sa.UniqueConstraint("run_id", "organisation_id", name=op.f("uq_fee_line_run_id_organisation_id")),
    )
    op.create_index(op.f("ix_fee_line_organisation_id"), "fee_line", ["organisation_id"])


def _row(*, is_versioned: bool = False) -> list[sa.Column[object]]:
    """Return the columns that all rows have."""
    columns: list[sa.Column[object]] = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]
    if is_versioned:
        columns.append(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False))
        columns.append(sa.Column("version", sa.Integer(), nullable=False))
    return columns
