"""The tables of the store as SQLAlchemy sees them.

Migrations bring a database to this shape; a test compares the two. Moments are integers, see
`moments`. Knows nothing of connections.
"""

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


class _Example(sa.TypeDecorator[Any]):
    """JSON that reads as None where it cannot be read: one bad row must not hide the others."""

    impl, cache_ok = sa.JSON, True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:
        whole = super().result_processor(dialect, coltype)

        def read(value: Any) -> Any:
            try:
                return whole(value) if whole else value
            except (RecursionError, ValueError):
                return None

        return read


# SQLite numbers rows by itself only in a column that is declared INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Moment = sa.BigInteger()

predictions = sa.Table(
    "predictions",
    metadata,
    sa.Column("id", _Id, primary_key=True, autoincrement=False),
    sa.Column("time", _Moment, nullable=False),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("input", sa.Text, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("confidence", sa.REAL, nullable=False),
    sa.Column("abstained", sa.Boolean, nullable=False),
    sa.Column("latency_ms", sa.REAL, nullable=False),
    sa.Column("features", sa.LargeBinary),
    sa.Column("feature_set", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("shadow_version", sa.Text),
    sa.Column("shadow_answer", sa.Text),
    sa.Column("shadow_confidence", sa.REAL),
    sa.Column("cluster", sa.Text),
    # Answers every question about a window without touching the rows themselves.
    sa.Index("predictions_by_time", "family", "time", "version", "id"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("time", _Moment, nullable=False),
    sa.Column("family", sa.Text, nullable=False),
    # No foreign key: predictions are dropped after some time, what was said about them is not.
    sa.Column("prediction", sa.BigInteger),
    sa.Column("input", sa.Text),
    sa.Column("version", sa.Text),
    sa.Column("name", sa.Text),
    sa.Column("payload", _Example, nullable=False),
    sa.Column("given_answer", sa.Text),
    sa.Column("right_answer", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    # What the feedback is about: two answers to one subject are a conflict.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("withdrawn", _Moment),
    sa.Column("deleted", _Moment),
    sa.Index("feedback_once", "family", "subject", "right_answer", unique=True),
    sa.Index("feedback_by_time", "family", "time"),
)

retrain_requests = sa.Table(
    "retrain_requests",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("created", _Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claimed_at", _Moment),
    sa.Column("finished", _Moment),
    sa.Column("outcome", sa.Text),
    sa.Column("merged", sa.Integer, nullable=False),
)
for _state in ("open", "claimed"):
    # The database itself sees to it that a family has one request waiting and one being served.
    _only = retrain_requests.c.state == _state
    sa.Index(
        f"one_{_state}_request",
        retrain_requests.c.family,
        unique=True,
        sqlite_where=_only,
        postgresql_where=_only,
    )

watch_verdicts = sa.Table(
    "watch_verdicts",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("time", _Moment, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("window_from", _Moment),
    sa.Column("window_to", _Moment),
    sa.Column("window_size", sa.Integer, nullable=False),
    sa.Column("report", sa.Text),
    sa.Index("verdicts_by_time", "family", "time"),
)

promotions = sa.Table(
    "promotions",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("family", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("previous", sa.Text),
    sa.Column("time", _Moment, nullable=False),
    sa.Column("baseline", sa.JSON, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("ended", _Moment),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Index("promotions_by_time", "family", "time"),
)
_watched = promotions.c.state == "probation"
sa.Index(
    "one_on_probation",
    promotions.c.family,
    unique=True,
    sqlite_where=_watched,
    postgresql_where=_watched,
)

housekeeping = sa.Table(
    "housekeeping",
    metadata,
    sa.Column("task", sa.Text, primary_key=True),
    sa.Column("time", _Moment, nullable=False),
)
