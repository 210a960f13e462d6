"""An organisation has one first contact: of several the one that holds, and of those the oldest, stays."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_28_01"
down_revision = "2026_11_27_04"
branch_labels = None
depends_on = None

INDEX = "uq_affiliation_first_contact"


def upgrade() -> None:
    """Leave the first, and let the database refuse a second."""
    op.execute(
        """
        UPDATE affiliation SET is_primary = false WHERE id IN (
            SELECT id FROM (
                SELECT id, row_number() OVER (
                    PARTITION BY organisation_id
                    ORDER BY CASE WHEN to_on IS NULL OR to_on > CURRENT_DATE THEN 0 ELSE 1 END, id
                ) AS place FROM affiliation WHERE is_primary
            ) AS ranked WHERE place > 1
        )
        """
    )
    where = sa.text("is_primary")
    op.create_index(INDEX, "affiliation", ["organisation_id"], unique=True, postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    """Let the database accept several again; which they were is not known any more."""
    op.drop_index(INDEX, "affiliation")
