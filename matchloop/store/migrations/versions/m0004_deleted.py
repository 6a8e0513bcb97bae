"""When a piece of feedback was deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; nothing is deleted."""
    op.add_column("feedback", sa.Column("deleted", sa.BigInteger()))


def downgrade() -> None:
    """Forget what was deleted for good: without the column it would stand again."""
    op.execute("DELETE FROM feedback WHERE deleted IS NOT NULL")
    with op.batch_alter_table("feedback") as table:
        table.drop_column("deleted")
