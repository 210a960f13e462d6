"""Persons, where they work, and how to reach them."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_03"
down_revision = "2026_11_23_02"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)
SORT_TEXT = sa.String(400).with_variant(sa.String(400, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    _create_person()
    _create_person_email()
    _create_person_phone()
    _create_person_responsibility()
    _create_post()
    _create_affiliation()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "affiliation",
        "post",
        "person_responsibility",
        "person_phone",
        "person_email",
        "person",
    ):
        op.drop_table(table)


def _create_person() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fold", sa.Text(), nullable=False),
        sa.Column("sort_sv", SORT_TEXT, nullable=False),
        sa.Column("sort_nb", SORT_TEXT, nullable=False),
        sa.Column("sort_fold", SORT_TEXT, nullable=False),
        sa.Column("first_name", sa.String(120), nullable=False),
        sa.Column("last_name", sa.String(120), nullable=False),
        sa.Column("name", sa.String(260), nullable=False),
        sa.Column("status", CHOICE),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("consent_on", sa.Date()),
        sa.Column("consent_source", sa.String(200), nullable=False),
        sa.Column("opted_out_at", MOMENT),
        sa.Column("confirmed_at", MOMENT),
        sa.Column(
            "confirmed_by_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_person_confirmed_by_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("confirmed_source", sa.String(200), nullable=False),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("erased_at", MOMENT),
        sa.Column("deleted_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_deleted_at", "person", ["deleted_at"])
    op.create_index("ix_person_sort_fold", "person", ["sort_fold"])
    op.create_index("ix_person_sort_nb", "person", ["sort_nb"])
    op.create_index("ix_person_sort_sv", "person", ["sort_sv"])
    op.create_index("ix_person_status_deleted_at_sort_sv", "person", ["status", "deleted_at", "sort_sv"])


def _create_person_email() -> None:
    op.create_table(
        "person_email",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_person_email_person_id_person"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_email")),
        sa.UniqueConstraint("person_id", "email", name=op.f("uq_person_email_person_id_email")),
    )
    op.create_index("ix_person_email_email", "person_email", ["email"])


def _create_person_phone() -> None:
    op.create_table(
        "person_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_person_phone_person_id_person"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_phone")),
        sa.UniqueConstraint("person_id", "phone", name=op.f("uq_person_phone_person_id_phone")),
    )
    op.create_index("ix_person_phone_phone", "person_phone", ["phone"])


def _create_person_responsibility() -> None:
    op.create_table(
        "person_responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_person_responsibility_person_id_person"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey(
                "user_account.id", name=op.f("fk_person_responsibility_user_id_user_account"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_responsibility")),
        sa.UniqueConstraint("person_id", "user_id", name=op.f("uq_person_responsibility_person_id_user_id")),
    )
    op.create_index("ix_person_responsibility_user_id", "person_responsibility", ["user_id"])


def _create_post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_post_organisation_id_organisation"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("organisation_id", "title", name=op.f("uq_post_organisation_id_title")),
    )


def _create_affiliation() -> None:
    op.create_table(
        "affiliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_affiliation_person_id_person"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_affiliation_organisation_id_organisation"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column(
            "post_id",
            sa.Integer(),
            sa.ForeignKey("post.id", name=op.f("fk_affiliation_post_id_post"), ondelete="SET NULL"),
        ),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("role", sa.String(100), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date()),
        sa.Column("to_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    op.create_index("ix_affiliation_organisation_id_to_on", "affiliation", ["organisation_id", "to_on"])
    op.create_index("ix_affiliation_person_id_to_on", "affiliation", ["person_id", "to_on"])
    op.create_index("ix_affiliation_post_id", "affiliation", ["post_id"])
