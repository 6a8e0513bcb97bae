"""What the inputs of predictions came in together is called a cluster, as statistics calls it.

In the prediction log, and in the figures that versions on probation are compared with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_promotions = sa.table("promotions", sa.column("id", sa.BigInteger), sa.column("baseline", sa.JSON))


def upgrade() -> None:
    """Rename the column and the figures; every row stays."""
    op.execute("ALTER TABLE predictions RENAME COLUMN bunch TO cluster")
    _rename_figures(".bunches", ".clusters")


def downgrade() -> None:
    """Give the column and the figures their old names."""
    op.execute("ALTER TABLE predictions RENAME COLUMN cluster TO bunch")
    _rename_figures(".clusters", ".bunches")


def _rename_figures(old: str, new: str) -> None:
    connection, p = op.get_bind(), _promotions.c
    for row in connection.execute(sa.select(p.id, p.baseline)).all():
        renamed = {
            name.removesuffix(old) + new if name.endswith(old) else name: value
            for name, value in row.baseline.items()
        }
        connection.execute(sa.update(_promotions).where(p.id == row.id).values(baseline=renamed))
