"""The first tables: predictions, feedback, requests, verdicts, promotions, housekeeping."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("prediction", sa.BigInteger()),
        sa.Column("input", sa.Text()),
        sa.Column("version", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("given_answer", sa.Text()),
        sa.Column("right_answer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feedback_by_time", "feedback", ["family", "time"])
    op.create_index("feedback_once", "feedback", ["family", "subject", "right_answer"], unique=True)
    op.create_table(
        "housekeeping",
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("task"),
    )
    op.create_table(
        "predictions",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("confidence", sa.REAL(), nullable=False),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column("latency_ms", sa.REAL(), nullable=False),
        sa.Column("features", sa.LargeBinary()),
        sa.Column("feature_set", sa.Text()),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("shadow_version", sa.Text()),
        sa.Column("shadow_answer", sa.Text()),
        sa.Column("shadow_confidence", sa.REAL()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("predictions_by_time", "predictions", ["family", "time", "version", "id"])
    op.create_table(
        "promotions",
        sa.Column("id", ID, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text()),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("baseline", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ended", sa.BigInteger()),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_on_probation",
        "promotions",
        ["family"],
        unique=True,
        sqlite_where=sa.text("state = 'probation'"),
        postgresql_where=sa.text("state = 'probation'"),
    )
    op.create_index("promotions_by_time", "promotions", ["family", "time"])
    op.create_table(
        "retrain_requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("finished", sa.BigInteger()),
        sa.Column("outcome", sa.Text()),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "one_claimed_request",
        "retrain_requests",
        ["family"],
        unique=True,
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "one_open_request",
        "retrain_requests",
        ["family"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "watch_verdicts",
        sa.Column("id", ID, nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("window_from", sa.BigInteger()),
        sa.Column("window_to", sa.BigInteger()),
        sa.Column("window_size", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("verdicts_by_time", "watch_verdicts", ["family", "time"])


def downgrade() -> None:
    """Drop the tables and all that is in them."""
    for table in (
        "feedback",
        "housekeeping",
        "predictions",
        "promotions",
        "retrain_requests",
        "watch_verdicts",
    ):
        op.drop_table(table)
