"""Shares of contracts follow their way of sharing now; amounts that people wrote stay, as fixed ones."""

import sqlalchemy as sa

from alembic import op

revision = "2026_11_28_02"
down_revision = "2026_11_28_01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the shares of contracts that came of no deal, and have amounts, be fixed."""
    contract, party = (
        sa.table("contract", sa.column("id"), sa.column("deal_id"), sa.column("share_kind")),
        sa.table("contract_party", sa.column("contract_id"), sa.column("amount")),
    )
    written = sa.exists().where(party.c.contract_id == contract.c.id, party.c.amount.is_not(None))
    op.execute(contract.update().where(contract.c.deal_id.is_(None), written).values(share_kind="fixed"))


def downgrade() -> None:
    """Nothing to undo: amounts are what they were."""
