"""Services, pipelines and deals."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_05"
down_revision = "2026_11_23_04"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _create_service()
    _create_project()
    _create_pipeline()
    _create_phase()
    _create_lost_reason()
    _create_deal()
    _create_deal_participant()
    _create_phase_change()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "phase_change",
        "deal_participant",
        "deal",
        "lost_reason",
        "phase",
        "pipeline",
        "project",
        "service",
    ):
        op.drop_table(table)


def _create_service() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("sort_sv", SORT_TEXT, nullable=False),
        sa.Column("sort_nb", SORT_TEXT, nullable=False),
        sa.Column("sort_fold", SORT_TEXT, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
    )
    op.create_index("ix_service_kind", "service", ["kind"])
    op.create_index("ix_service_sort_fold", "service", ["sort_fold"])
    op.create_index("ix_service_sort_nb", "service", ["sort_nb"])
    op.create_index("ix_service_sort_sv", "service", ["sort_sv"])


def _create_project() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_project_organisation_id_organisation"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "service_id",
            sa.Integer(),
            sa.ForeignKey("service.id", name=op.f("fk_project_service_id_service"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "owner_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_project_owner_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
    )
    op.create_index("ix_project_organisation_id_closed_on", "project", ["organisation_id", "closed_on"])
    op.create_index("ix_project_owner_id", "project", ["owner_id"])
    op.create_index("ix_project_service_id", "project", ["service_id"])


def _create_pipeline() -> None:
    op.create_table(
        "pipeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline")),
    )


def _create_phase() -> None:
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "pipeline_id",
            sa.Integer(),
            sa.ForeignKey("pipeline.id", name=op.f("fk_phase_pipeline_id_pipeline"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("default_name", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("rotting_days", sa.Integer()),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
    )
    op.create_index("ix_phase_pipeline_id", "phase", ["pipeline_id"])


def _create_lost_reason() -> None:
    op.create_table(
        "lost_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("default_name", sa.String(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_reason")),
    )


def _create_deal() -> None:
    op.create_table(
        "deal",
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
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_deal_organisation_id_organisation"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_deal_person_id_person"), ondelete="SET NULL"),
        ),
        sa.Column(
            "service_id",
            sa.Integer(),
            sa.ForeignKey("service.id", name=op.f("fk_deal_service_id_service"), ondelete="SET NULL"),
        ),
        sa.Column(
            "owner_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_deal_owner_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "phase_id",
            sa.Integer(),
            sa.ForeignKey("phase.id", name=op.f("fk_deal_phase_id_phase"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column("rank", SORT_TEXT, nullable=False),
        sa.Column("deal_type", CHOICE, nullable=False),
        sa.Column("share_kind", CHOICE, nullable=False),
        sa.Column("value", sa.Numeric(14, 2)),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("probability", sa.Integer()),
        sa.Column("expected_close_on", sa.Date()),
        sa.Column("waits_until", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("outcome", CHOICE),
        sa.Column(
            "lost_reason_id",
            sa.Integer(),
            sa.ForeignKey("lost_reason.id", name=op.f("fk_deal_lost_reason_id_lost_reason"), ondelete="RESTRICT"),
        ),
        sa.Column("lost_reason_text", sa.String(500), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("phase_since", MOMENT, nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal")),
    )
    op.create_index("ix_deal_closed_at", "deal", ["closed_at"])
    op.create_index("ix_deal_lost_reason_id", "deal", ["lost_reason_id"])
    op.create_index("ix_deal_organisation_id_phase_id", "deal", ["organisation_id", "phase_id"])
    op.create_index("ix_deal_outcome", "deal", ["outcome"])
    op.create_index("ix_deal_owner_id_phase_id", "deal", ["owner_id", "phase_id"])
    op.create_index("ix_deal_person_id", "deal", ["person_id"])
    op.create_index("ix_deal_phase_id_rank_id", "deal", ["phase_id", "rank", "id"])
    op.create_index("ix_deal_service_id", "deal", ["service_id"])
    op.create_index("ix_deal_sort_fold", "deal", ["sort_fold"])
    op.create_index("ix_deal_sort_nb", "deal", ["sort_nb"])
    op.create_index("ix_deal_sort_sv", "deal", ["sort_sv"])


def _create_deal_participant() -> None:
    op.create_table(
        "deal_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "deal_id",
            sa.Integer(),
            sa.ForeignKey("deal.id", name=op.f("fk_deal_participant_deal_id_deal"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_deal_participant_organisation_id_organisation"), ondelete="RESTRICT"
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Numeric(14, 2)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_participant")),
        sa.UniqueConstraint("deal_id", "organisation_id", name=op.f("uq_deal_participant_deal_id_organisation_id")),
    )
    op.create_index("ix_deal_participant_organisation_id", "deal_participant", ["organisation_id"])


def _create_phase_change() -> None:
    op.create_table(
        "phase_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "deal_id",
            sa.Integer(),
            sa.ForeignKey("deal.id", name=op.f("fk_phase_change_deal_id_deal"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "from_phase_id",
            sa.Integer(),
            sa.ForeignKey("phase.id", name=op.f("fk_phase_change_from_phase_id_phase"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "to_phase_id",
            sa.Integer(),
            sa.ForeignKey("phase.id", name=op.f("fk_phase_change_to_phase_id_phase"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_phase_change_user_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("outcome", CHOICE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_change")),
    )
    op.create_index("ix_phase_change_deal_id_created_at", "phase_change", ["deal_id", "created_at"])
    op.create_index("ix_phase_change_from_phase_id", "phase_change", ["from_phase_id"])
    op.create_index("ix_phase_change_to_phase_id", "phase_change", ["to_phase_id"])
    op.create_index("ix_phase_change_user_id", "phase_change", ["user_id"])
