"""Mail, mailings and bookings."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_10"
down_revision = "2026_11_23_09"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _create_mailing_template()
    _create_mailing()
    _create_outbound_mail()
    _create_mail_block()
    _create_mailing_recipient()
    _create_booking()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in ("booking", "mailing_recipient", "mail_block", "outbound_mail", "mailing", "mailing_template"):
        op.drop_table(table)


def _create_mailing_template() -> None:
    op.create_table(
        "mailing_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_template")),
        sa.UniqueConstraint("name", name=op.f("uq_mailing_template_name")),
    )


def _create_mailing() -> None:
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", CHOICE, nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer()),
        sa.Column("starts_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_mailing_author_id_user_account"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_mailing_job_id_job"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    op.create_index("ix_mailing_author_id", "mailing", ["author_id"])
    op.create_index("ix_mailing_job_id", "mailing", ["job_id"])
    op.create_index("ix_mailing_state", "mailing", ["state"])


def _create_outbound_mail() -> None:
    op.create_table(
        "outbound_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("to_address", sa.String(320), nullable=False),
        sa.Column("to_name", sa.String(260), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("reason", sa.JSON()),
        sa.Column("job_id", sa.Integer()),
        sa.Column("user_id", sa.Integer()),
        sa.Column("sent_at", MOMENT),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_outbound_mail_job_id_job"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_outbound_mail_user_id_user_account"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbound_mail_message_id")),
    )
    op.create_index("ix_outbound_mail_job_id", "outbound_mail", ["job_id"])
    op.create_index("ix_outbound_mail_purpose", "outbound_mail", ["purpose"])
    op.create_index("ix_outbound_mail_state", "outbound_mail", ["state"])
    op.create_index("ix_outbound_mail_user_id", "outbound_mail", ["user_id"])


def _create_mail_block() -> None:
    op.create_table(
        "mail_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("reason", CHOICE, nullable=False),
        sa.Column("mailing_id", sa.Integer()),
        sa.Column("note", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_mail_block_mailing_id_mailing"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_block")),
        sa.UniqueConstraint("email", "reason", name=op.f("uq_mail_block_email_reason")),
    )
    op.create_index("ix_mail_block_mailing_id", "mail_block", ["mailing_id"])


def _create_mailing_recipient() -> None:
    op.create_table(
        "mailing_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("person_id", sa.Integer()),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("field_values", sa.JSON(), nullable=False),
        sa.Column("state", CHOICE, nullable=False),
        sa.Column("skipped_for", CHOICE),
        sa.Column("reason", sa.JSON()),
        sa.Column("mail_id", sa.Integer()),
        sa.Column("sent_at", MOMENT),
        sa.Column("unsubscribed_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["outbound_mail.id"],
            name=op.f("fk_mailing_recipient_mail_id_outbound_mail"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailing.id"], name=op.f("fk_mailing_recipient_mailing_id_mailing"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_mailing_recipient_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mailing_recipient_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_recipient")),
        sa.UniqueConstraint("token", name=op.f("uq_mailing_recipient_token")),
    )
    op.create_index("ix_mailing_recipient_mail_id", "mailing_recipient", ["mail_id"])
    op.create_index("ix_mailing_recipient_mailing_id_email", "mailing_recipient", ["mailing_id", "email"])
    op.create_index(
        "ix_mailing_recipient_mailing_id_state_skipped_for_id",
        "mailing_recipient",
        ["mailing_id", "state", "skipped_for", "id"],
    )
    op.create_index("ix_mailing_recipient_organisation_id", "mailing_recipient", ["organisation_id"])
    op.create_index("ix_mailing_recipient_person_id", "mailing_recipient", ["person_id"])


def _create_booking() -> None:
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(80), nullable=False),
        sa.Column("sender_key", sa.String(120), nullable=False),
        sa.Column("activity", sa.String(300), nullable=False),
        sa.Column("starts_at", MOMENT),
        sa.Column("is_trial", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("customer_role", sa.String(80), nullable=False),
        sa.Column("customer_name", sa.String(260), nullable=False),
        sa.Column("customer_email", sa.String(320), nullable=False),
        sa.Column("customer_phone", sa.String(40), nullable=False),
        sa.Column("link", CHOICE, nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("history_entry_id", sa.Integer()),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["history_entry_id"],
            ["history_entry.id"],
            name=op.f("fk_booking_history_entry_id_history_entry"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_booking_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("sender", "sender_key", name=op.f("uq_booking_sender_sender_key")),
    )
    op.create_index("ix_booking_history_entry_id", "booking", ["history_entry_id"])
    op.create_index("ix_booking_link_starts_at", "booking", ["link", "starts_at"])
    op.create_index("ix_booking_person_id", "booking", ["person_id"])
