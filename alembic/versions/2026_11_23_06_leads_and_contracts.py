"""Leads, contracts and their parties."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_06"
down_revision = "2026_11_23_05"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _create_lead()
    _create_contract()
    _create_contract_party()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "contract_party",
        "contract",
        "lead",
    ):
        op.drop_table(table)


def _create_lead() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("sort_sv", SORT_TEXT, nullable=False),
        sa.Column("sort_nb", SORT_TEXT, nullable=False),
        sa.Column("sort_fold", SORT_TEXT, nullable=False),
        sa.Column("name", sa.String(260), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("organisation_name", sa.String(300), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "owner_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_lead_owner_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_lead_person_id_person"), ondelete="SET NULL"),
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_lead_organisation_id_organisation"), ondelete="SET NULL"),
        ),
        sa.Column(
            "deal_id", sa.Integer(), sa.ForeignKey("deal.id", name=op.f("fk_lead_deal_id_deal"), ondelete="SET NULL")
        ),
        sa.Column("converted_at", MOMENT),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
    )
    op.create_index("ix_lead_deal_id", "lead", ["deal_id"])
    op.create_index("ix_lead_email", "lead", ["email"])
    op.create_index("ix_lead_organisation_id", "lead", ["organisation_id"])
    op.create_index("ix_lead_owner_id", "lead", ["owner_id"])
    op.create_index("ix_lead_person_id", "lead", ["person_id"])
    op.create_index("ix_lead_sort_fold", "lead", ["sort_fold"])
    op.create_index("ix_lead_sort_nb", "lead", ["sort_nb"])
    op.create_index("ix_lead_sort_sv", "lead", ["sort_sv"])
    op.create_index("ix_lead_state", "lead", ["state"])


def _create_contract() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("sort_sv", SORT_TEXT, nullable=False),
        sa.Column("sort_nb", SORT_TEXT, nullable=False),
        sa.Column("sort_fold", SORT_TEXT, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column(
            "deal_id",
            sa.Integer(),
            sa.ForeignKey("deal.id", name=op.f("fk_contract_deal_id_deal"), ondelete="SET NULL"),
        ),
        sa.Column(
            "service_id",
            sa.Integer(),
            sa.ForeignKey("service.id", name=op.f("fk_contract_service_id_service"), ondelete="RESTRICT"),
        ),
        sa.Column("contract_type", CHOICE, nullable=False),
        sa.Column("share_kind", CHOICE, nullable=False),
        sa.Column("value", sa.Numeric(14, 2)),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.Column("notice_on", sa.Date()),
        sa.Column(
            "owner_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_contract_owner_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    op.create_index("ix_contract_deal_id", "contract", ["deal_id"])
    op.create_index("ix_contract_owner_id", "contract", ["owner_id"])
    op.create_index("ix_contract_service_id", "contract", ["service_id"])
    op.create_index("ix_contract_sort_fold", "contract", ["sort_fold"])
    op.create_index("ix_contract_sort_nb", "contract", ["sort_nb"])
    op.create_index("ix_contract_sort_sv", "contract", ["sort_sv"])


def _create_contract_party() -> None:
    op.create_table(
        "contract_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "contract_id",
            sa.Integer(),
            sa.ForeignKey("contract.id", name=op.f("fk_contract_party_contract_id_contract"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_contract_party_organisation_id_organisation"), ondelete="RESTRICT"
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(14, 2)),
        sa.Column("signed_on", sa.Date()),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_party")),
        sa.UniqueConstraint(
            "contract_id",
            "organisation_id",
            "from_on",
            name=op.f("uq_contract_party_contract_id_organisation_id_from_on"),
        ),
    )
    op.create_index("ix_contract_party_organisation_id", "contract_party", ["organisation_id"])
