"""Reminders that fired, to-dos that repeat, who was met, and what a user wants by mail."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_11"
down_revision = "2026_11_23_10"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Add the columns, then make the tables."""
    for table in ("lead", "contract"):
        # Without a batch, which would replace the table and lose the triggers of its search index.
        op.add_column(table, sa.Column("is_example", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("history_entry") as batch:
        batch.add_column(sa.Column("sender_key", sa.String(80)))
        batch.create_unique_constraint(op.f("uq_history_entry_sender_key"), ["sender_key"])
    _extend_todo()
    _extend_user_account()
    _extend_absence()
    _create_todo_reminder()
    _create_history_person()


def downgrade() -> None:
    """Drop the tables, then the columns."""
    op.drop_table("history_person")
    op.drop_table("todo_reminder")
    with op.batch_alter_table("absence") as batch:
        batch.drop_column("reviewed_at")
    with op.batch_alter_table("user_account") as batch:
        batch.drop_constraint(op.f("uq_user_account_calendar_hash"), type_="unique")
        for column in ("calendar_hash", "digest_sent_on", "digest_hour", "mails_reminders"):
            batch.drop_column(column)
    with op.batch_alter_table("todo") as batch:
        batch.drop_constraint(op.f("fk_todo_previous_id_todo"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_todo_previous_id"), type_="unique")
        for column in ("previous_id", "repeats_day", "repeats_on", "repeats_until", "repeats_from", "repeats"):
            batch.drop_column(column)
    with op.batch_alter_table("history_entry") as batch:
        batch.drop_constraint(op.f("uq_history_entry_sender_key"), type_="unique")
        batch.drop_column("sender_key")
    for table in ("contract", "lead"):
        op.drop_column(table, "is_example")


def _extend_todo() -> None:
    with op.batch_alter_table("todo") as batch:
        batch.add_column(sa.Column("repeats", CHOICE))
        batch.add_column(sa.Column("repeats_from", CHOICE, nullable=False, server_default="closing"))
        batch.add_column(sa.Column("repeats_until", sa.Date()))
        batch.add_column(sa.Column("repeats_on", sa.Date()))
        batch.add_column(sa.Column("repeats_day", sa.Integer()))
        batch.add_column(sa.Column("previous_id", sa.Integer()))
        batch.create_foreign_key(op.f("fk_todo_previous_id_todo"), "todo", ["previous_id"], ["id"], ondelete="SET NULL")
        batch.create_unique_constraint(op.f("uq_todo_previous_id"), ["previous_id"])


def _extend_user_account() -> None:
    with op.batch_alter_table("user_account") as batch:
        batch.add_column(sa.Column("mails_reminders", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("digest_hour", sa.Integer()))
        batch.add_column(sa.Column("digest_sent_on", sa.Date()))
        batch.add_column(sa.Column("calendar_hash", sa.String(64)))
        batch.create_unique_constraint(op.f("uq_user_account_calendar_hash"), ["calendar_hash"])


def _extend_absence() -> None:
    """Add when its report was put away; those that are over need none."""
    op.add_column("absence", sa.Column("reviewed_at", MOMENT))
    absence = sa.table("absence", sa.column("to_on", sa.Date()), sa.column("reviewed_at", MOMENT))
    over = absence.c.to_on < sa.func.current_date()
    op.execute(sa.update(absence).where(over).values(reviewed_at=sa.func.current_timestamp()))


def _create_todo_reminder() -> None:
    op.create_table(
        "todo_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("todo_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("remind_at", MOMENT, nullable=False),
        sa.Column("mail_id", sa.Integer()),
        sa.Column("seen_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outbound_mail.id"], name=op.f("fk_todo_reminder_mail_id_outbound_mail"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["todo_id"], ["todo.id"], name=op.f("fk_todo_reminder_todo_id_todo"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_todo_reminder_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_todo_reminder")),
        sa.UniqueConstraint("todo_id", "user_id", "remind_at", name=op.f("uq_todo_reminder_todo_id_user_id_remind_at")),
    )
    op.create_index("ix_todo_reminder_mail_id", "todo_reminder", ["mail_id"])
    op.create_index("ix_todo_reminder_user_id_seen_at", "todo_reminder", ["user_id", "seen_at"])


def _create_history_person() -> None:
    op.create_table(
        "history_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["history_entry.id"],
            name=op.f("fk_history_person_entry_id_history_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_history_person_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_person")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_history_person_entry_id_person_id")),
    )
    op.create_index("ix_history_person_person_id", "history_person", ["person_id"])
