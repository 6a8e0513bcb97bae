"""What the inputs of predictions came in together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; predictions that are there belong to no bunch."""
    op.add_column("predictions", sa.Column("bunch", sa.Text()))


def downgrade() -> None:
    """Forget the bunches."""
    with op.batch_alter_table("predictions") as table:
        table.drop_column("bunch")
