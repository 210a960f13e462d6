"""Users, their sessions and keys, settings and the audit log."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_23_01"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CHOICE = sa.String(32)


def upgrade() -> None:
    """Make the tables."""
    _create_user_account()
    _create_user_session()
    _create_sign_in_attempt()
    _create_api_key()
    _create_department()
    _create_department_user()
    _create_absence()
    _create_setting()
    _create_audit_entry()


def downgrade() -> None:
    """Drop the tables, children first."""
    for table in (
        "audit_entry",
        "setting",
        "absence",
        "department_user",
        "department",
        "api_key",
        "sign_in_attempt",
        "user_session",
        "user_account",
    ):
        op.drop_table(table)


def _create_user_account() -> None:
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", CHOICE, nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("locale", CHOICE),
        sa.Column("color_scheme", sa.String(10)),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("deactivated_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_index("ix_user_account_is_active", "user_account", ["is_active"])
    op.create_index("ix_user_account_role", "user_account", ["role"])


def _create_user_session() -> None:
    op.create_table(
        "user_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_user_session_user_id_user_account"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index("ix_user_session_expires_at", "user_session", ["expires_at"])
    op.create_index("ix_user_session_user_id", "user_session", ["user_id"])


def _create_sign_in_attempt() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_address_created_at", "sign_in_attempt", ["address", "created_at"])
    op.create_index("ix_sign_in_attempt_email_created_at", "sign_in_attempt", ["email", "created_at"])


def _create_api_key() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_api_key_user_id_user_account"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("last_used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
    )
    op.create_index("ix_api_key_user_id", "api_key", ["user_id"])


def _create_department() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("archived_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )


def _create_department_user() -> None:
    op.create_table(
        "department_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "department_id",
            sa.Integer(),
            sa.ForeignKey(
                "department.id", name=op.f("fk_department_user_department_id_department"), ondelete="CASCADE"
            ),
            nullable=False,
        ),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_department_user_user_id_user_account"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_user")),
        sa.UniqueConstraint("department_id", "user_id", name=op.f("uq_department_user_department_id_user_id")),
    )
    op.create_index("ix_department_user_user_id", "department_user", ["user_id"])


def _create_absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_absence_user_id_user_account"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "stand_in_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_absence_stand_in_id_user_account"), ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_absence_dates_in_order")),
    )
    op.create_index("ix_absence_stand_in_id_from_on_to_on", "absence", ["stand_in_id", "from_on", "to_on"])
    op.create_index("ix_absence_user_id", "absence", ["user_id"])


def _create_setting() -> None:
    op.create_table(
        "setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
        sa.UniqueConstraint("name", name=op.f("uq_setting_name")),
    )


def _create_audit_entry() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("user_account.id", name=op.f("fk_audit_entry_user_id_user_account"), ondelete="RESTRICT"),
        ),
        sa.Column("action", CHOICE, nullable=False),
        sa.Column("noun", sa.String(60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_created_at", "audit_entry", ["created_at"])
    op.create_index("ix_audit_entry_noun_row_id_created_at", "audit_entry", ["noun", "row_id", "created_at"])
    op.create_index("ix_audit_entry_user_id", "audit_entry", ["user_id"])
