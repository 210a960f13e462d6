"""Organisations and the dated facts about them."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_02"
down_revision = "2026_11_23_01"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _create_organisation()
    _create_address()
    _create_membership()
    _create_population_figure()
    _create_coverage()
    _create_organisation_department()
    _create_organisation_responsibility()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "organisation_responsibility",
        "organisation_department",
        "coverage",
        "population_figure",
        "membership",
        "address",
        "organisation",
    ):
        op.drop_table(table)


def _create_organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("sort_sv", SORT_TEXT, nullable=False),
        sa.Column("sort_nb", SORT_TEXT, nullable=False),
        sa.Column("sort_fold", SORT_TEXT, nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("official_name", sa.String(300), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("organisation_number", sa.String(32)),
        sa.Column("kind", CHOICE),
        sa.Column("status", CHOICE),
        sa.Column("municipality_code", sa.String(8)),
        sa.Column("county_code", sa.String(4)),
        sa.Column("county_name", sa.String(100), nullable=False),
        sa.Column("municipality_group", sa.String(120), nullable=False),
        sa.Column("legal_form", sa.String(100), nullable=False),
        sa.Column("industry_code", sa.String(16), nullable=False),
        sa.Column("employees", sa.Integer()),
        sa.Column("website", sa.String(300), nullable=False),
        sa.Column("web_domain", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("email_domain", sa.String(200), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("area_km2", sa.Float()),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("logo", sa.String(200), nullable=False),
        sa.Column(
            "parent_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_organisation_parent_id_organisation"), ondelete="SET NULL"),
        ),
        sa.Column("invoice_delivery", CHOICE),
        sa.Column("invoice_email", sa.String(320), nullable=False),
        sa.Column("peppol_id", sa.String(60), nullable=False),
        sa.Column("buyer_reference", sa.String(120), nullable=False),
        sa.Column("credit_days", sa.Integer()),
        sa.Column("population", sa.Integer()),
        sa.Column("population_on", sa.Date()),
        sa.Column("confirmed_at", MOMENT),
        sa.Column(
            "confirmed_by_id",
            sa.Integer(),
            sa.ForeignKey(
                "user_account.id", name=op.f("fk_organisation_confirmed_by_id_user_account"), ondelete="RESTRICT"
            ),
        ),
        sa.Column("confirmed_source", sa.String(200), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("country", "organisation_number", name=op.f("uq_organisation_country_organisation_number")),
        sa.UniqueConstraint("municipality_code", name=op.f("uq_organisation_municipality_code")),
    )
    op.create_index("ix_organisation_county_code_sort_sv", "organisation", ["county_code", "sort_sv"])
    op.create_index("ix_organisation_deleted_at", "organisation", ["deleted_at"])
    op.create_index("ix_organisation_email_domain", "organisation", ["email_domain"])
    op.create_index("ix_organisation_kind_sort_sv", "organisation", ["kind", "sort_sv"])
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"])
    op.create_index("ix_organisation_population", "organisation", ["population"])
    op.create_index("ix_organisation_sort_fold", "organisation", ["sort_fold"])
    op.create_index("ix_organisation_sort_nb", "organisation", ["sort_nb"])
    op.create_index("ix_organisation_sort_sv", "organisation", ["sort_sv"])
    op.create_index("ix_organisation_status_sort_sv", "organisation", ["status", "sort_sv"])


def _create_address() -> None:
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_address_organisation_id_organisation"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("street", sa.String(300), nullable=False),
        sa.Column("postal_code", sa.String(16), nullable=False),
        sa.Column("city", sa.String(120), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("organisation_id", "kind", name=op.f("uq_address_organisation_id_kind")),
    )
    op.create_index("ix_address_city", "address", ["city"])


def _create_membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_membership_organisation_id_organisation"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date()),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.CheckConstraint("left_on IS NULL OR left_on > joined_on", name=op.f("ck_membership_dates_in_order")),
    )
    op.create_index(
        "ix_membership_organisation_id_joined_on_left_on", "membership", ["organisation_id", "joined_on", "left_on"]
    )


def _create_population_figure() -> None:
    op.create_table(
        "population_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_population_figure_organisation_id_organisation"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("inhabitants", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_figure")),
        sa.UniqueConstraint(
            "organisation_id", "counted_on", name=op.f("uq_population_figure_organisation_id_counted_on")
        ),
    )


def _create_coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "coverer_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_coverage_coverer_id_organisation"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "covered_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_coverage_covered_id_organisation"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
        sa.UniqueConstraint(
            "coverer_id", "covered_id", "from_on", name=op.f("uq_coverage_coverer_id_covered_id_from_on")
        ),
    )
    op.create_index("ix_coverage_covered_id", "coverage", ["covered_id"])


def _create_organisation_department() -> None:
    op.create_table(
        "organisation_department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id",
                name=op.f("fk_organisation_department_organisation_id_organisation"),
                ondelete="CASCADE",
            ),
            nullable=False,
        ),
        sa.Column(
            "department_id",
            sa.Integer(),
            sa.ForeignKey(
                "department.id", name=op.f("fk_organisation_department_department_id_department"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_department")),
        sa.UniqueConstraint(
            "organisation_id", "department_id", name=op.f("uq_organisation_department_organisation_id_department_id")
        ),
    )
    op.create_index("ix_organisation_department_department_id", "organisation_department", ["department_id"])


def _create_organisation_responsibility() -> None:
    op.create_table(
        "organisation_responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id",
                name=op.f("fk_organisation_responsibility_organisation_id_organisation"),
                ondelete="CASCADE",
            ),
            nullable=False,
        ),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey(
                "user_account.id", name=op.f("fk_organisation_responsibility_user_id_user_account"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_responsibility")),
        sa.UniqueConstraint(
            "organisation_id", "user_id", name=op.f("uq_organisation_responsibility_organisation_id_user_id")
        ),
    )
    op.create_index("ix_organisation_responsibility_user_id", "organisation_responsibility", ["user_id"])
