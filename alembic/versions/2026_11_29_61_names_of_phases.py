"""A phase may have a name of its own in each language."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_29_61"
down_revision = "2026_11_29_60"
branch_labels = None
depends_on = None

LANGUAGES = ("sv", "nb", "de", "en")


def upgrade() -> None:
    """Add them, empty."""
    for language in LANGUAGES:
        op.add_column("phase", sa.Column(f"name_{language}", sa.String(120), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop them; the name for all languages stays."""
    for language in LANGUAGES:
        op.drop_column("phase", f"name_{language}")
