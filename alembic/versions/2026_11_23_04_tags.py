"""Tags and what they are put on."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_04"
down_revision = "2026_11_23_03"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _create_tag()
    _create_organisation_tag()
    _create_person_tag()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "person_tag",
        "organisation_tag",
        "tag",
    ):
        op.drop_table(table)


def _create_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("scope", CHOICE, nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("scope", "name", name=op.f("uq_tag_scope_name")),
    )


def _create_organisation_tag() -> None:
    op.create_table(
        "organisation_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "tag_id",
            sa.Integer(),
            sa.ForeignKey("tag.id", name=op.f("fk_organisation_tag_tag_id_tag"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_organisation_tag_organisation_id_organisation"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_tag")),
        sa.UniqueConstraint("tag_id", "organisation_id", name=op.f("uq_organisation_tag_tag_id_organisation_id")),
    )
    op.create_index("ix_organisation_tag_organisation_id", "organisation_tag", ["organisation_id"])


def _create_person_tag() -> None:
    op.create_table(
        "person_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "tag_id",
            sa.Integer(),
            sa.ForeignKey("tag.id", name=op.f("fk_person_tag_tag_id_tag"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_person_tag_person_id_person"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_tag")),
        sa.UniqueConstraint("tag_id", "person_id", name=op.f("uq_person_tag_tag_id_person_id")),
    )
    op.create_index("ix_person_tag_person_id", "person_tag", ["person_id"])
