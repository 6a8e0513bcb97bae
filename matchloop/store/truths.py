"""Predictions beside the right answers that feedback gives for them. Judges nothing."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from matchloop.store import predictions
from matchloop.store.engine import Store
from matchloop.store.feedback import Feedback, examples

COLUMNS = (
    "id",
    "time",
    "version",
    "input",
    "answer",
    "confidence",
    "abstained",
    "shadow_version",
    "shadow_answer",
    "shadow_confidence",
)


def truths(
    store: Store,
    family: str,
    version: str | None = None,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    columns: Sequence[str] = COLUMNS,
) -> pa.Table:
    """The predictions of a time that have an undisputed right answer, oldest first.

    Feedback belongs to a prediction by its number, else by the input's identity: one correction
    then tells of every time the input was seen. The last column is `right`.
    """
    known = examples(store, family)
    if not known:
        return _joined(np.empty(0, np.int64), [], store, columns)
    # Matched here and not by the database, which looks through the log once for each feedback.
    seen = predictions.window(
        store, family, version, since=since, until=until, columns=("id", "input")
    )
    ids = seen.column("id").to_numpy()
    by_id, by_input = _answers(known)
    right = [
        by_id.get(number) or by_input.get(identity)
        for number, identity in zip(ids.tolist(), seen.column("input").to_pylist(), strict=True)
    ]
    found = np.array([answer is not None for answer in right], dtype=bool)
    return _joined(ids[found], [answer for answer in right if answer is not None], store, columns)


def _answers(known: list[Feedback]) -> tuple[dict[int, str], dict[str, str]]:
    by_id = {each.prediction: each.right_answer for each in known if each.prediction is not None}
    by_input = {each.input: each.right_answer for each in known if each.input is not None}
    return by_id, by_input


def _joined(ids: np.ndarray, right: list[str], store: Store, columns: Sequence[str]) -> pa.Table:
    table = predictions.by_ids(store, ids, ("id", *columns))
    right_of = dict(zip(ids.tolist(), right, strict=True))
    # A row may have been dropped by the log's limits since it was seen.
    answers = [right_of[number] for number in table.column(0).to_pylist()]
    table = table.select(list(range(1, table.num_columns)))
    return table.append_column("right", pa.array(answers, pa.string()))
