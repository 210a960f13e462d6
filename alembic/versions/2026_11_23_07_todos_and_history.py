"""To-dos and history."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_07"
down_revision = "2026_11_23_06"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _create_todo_type()
    _create_todo()
    _create_history_type()
    _create_history_entry()
    _create_history_revision()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "history_revision",
        "history_entry",
        "history_type",
        "todo",
        "todo_type",
    ):
        op.drop_table(table)


def _create_todo_type() -> None:
    op.create_table(
        "todo_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("default_name", sa.String(60), nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo_type")),
    )


def _create_todo() -> None:
    op.create_table(
        "todo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scope", CHOICE, nullable=False),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey("organisation.id", name=op.f("fk_todo_organisation_id_organisation"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_todo_person_id_person"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "deal_id", sa.Integer(), sa.ForeignKey("deal.id", name=op.f("fk_todo_deal_id_deal"), ondelete="SET NULL")
        ),
        sa.Column(
            "type_id",
            sa.Integer(),
            sa.ForeignKey("todo_type.id", name=op.f("fk_todo_type_id_todo_type"), ondelete="RESTRICT"),
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "assignee_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_todo_assignee_id_user_account"), ondelete="RESTRICT"),
            nullable=False,
        ),
        sa.Column(
            "author_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_todo_author_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("remind_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column(
            "closed_by_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_todo_closed_by_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo")),
        sa.CheckConstraint(
            "(scope = 'private' AND organisation_id IS NULL AND person_id IS NULL)"
            " OR (scope = 'organisation' AND person_id IS NULL)"
            " OR (scope = 'person' AND organisation_id IS NULL)",
            name=op.f("ck_todo_customer_fits_scope"),
        ),
    )
    op.create_index("ix_todo_assignee_id_closed_at_remind_at", "todo", ["assignee_id", "closed_at", "remind_at"])
    op.create_index("ix_todo_author_id", "todo", ["author_id"])
    op.create_index("ix_todo_closed_at_remind_at", "todo", ["closed_at", "remind_at"])
    op.create_index("ix_todo_closed_by_id", "todo", ["closed_by_id"])
    op.create_index("ix_todo_deal_id", "todo", ["deal_id"])
    op.create_index("ix_todo_organisation_id_closed_at", "todo", ["organisation_id", "closed_at"])
    op.create_index("ix_todo_person_id_closed_at", "todo", ["person_id", "closed_at"])
    op.create_index("ix_todo_type_id", "todo", ["type_id"])


def _create_history_type() -> None:
    op.create_table(
        "history_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("default_name", sa.String(60), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("color", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_type")),
    )


def _create_history_entry() -> None:
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column(
            "type_id",
            sa.Integer(),
            sa.ForeignKey("history_type.id", name=op.f("fk_history_entry_type_id_history_type"), ondelete="RESTRICT"),
        ),
        sa.Column("happened_at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON()),
        sa.Column(
            "author_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_history_entry_author_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column(
            "organisation_id",
            sa.Integer(),
            sa.ForeignKey(
                "organisation.id", name=op.f("fk_history_entry_organisation_id_organisation"), ondelete="CASCADE"
            ),
        ),
        sa.Column(
            "person_id",
            sa.Integer(),
            sa.ForeignKey("person.id", name=op.f("fk_history_entry_person_id_person"), ondelete="CASCADE"),
        ),
        sa.Column(
            "deal_id",
            sa.Integer(),
            sa.ForeignKey("deal.id", name=op.f("fk_history_entry_deal_id_deal"), ondelete="CASCADE"),
        ),
        sa.Column(
            "lead_id",
            sa.Integer(),
            sa.ForeignKey("lead.id", name=op.f("fk_history_entry_lead_id_lead"), ondelete="CASCADE"),
        ),
        sa.Column(
            "contract_id",
            sa.Integer(),
            sa.ForeignKey("contract.id", name=op.f("fk_history_entry_contract_id_contract"), ondelete="CASCADE"),
        ),
        sa.Column(
            "todo_id",
            sa.Integer(),
            sa.ForeignKey("todo.id", name=op.f("fk_history_entry_todo_id_todo"), ondelete="SET NULL"),
        ),
        sa.Column("edited_at", MOMENT),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index("ix_history_entry_author_id", "history_entry", ["author_id"])
    op.create_index("ix_history_entry_contract_id_happened_at", "history_entry", ["contract_id", "happened_at"])
    op.create_index("ix_history_entry_deal_id_happened_at", "history_entry", ["deal_id", "happened_at"])
    op.create_index("ix_history_entry_happened_at", "history_entry", ["happened_at"])
    op.create_index("ix_history_entry_lead_id_happened_at", "history_entry", ["lead_id", "happened_at"])
    op.create_index("ix_history_entry_organisation_id_happened_at", "history_entry", ["organisation_id", "happened_at"])
    op.create_index("ix_history_entry_person_id_happened_at", "history_entry", ["person_id", "happened_at"])
    op.create_index("ix_history_entry_todo_id", "history_entry", ["todo_id"])
    op.create_index("ix_history_entry_type_id", "history_entry", ["type_id"])


def _create_history_revision() -> None:
    op.create_table(
        "history_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "entry_id",
            sa.Integer(),
            sa.ForeignKey(
                "history_entry.id", name=op.f("fk_history_revision_entry_id_history_entry"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column(
            "author_id",
            sa.Integer(),
            sa.ForeignKey(
                "user_account.id", name=op.f("fk_history_revision_author_id_user_account"), ondelete="RESTRICT"
            ),
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_revision")),
    )
    op.create_index("ix_history_revision_author_id", "history_revision", ["author_id"])
    op.create_index("ix_history_revision_entry_id", "history_revision", ["entry_id"])
