"""What is compared: predictions as arrays, one row each. Knows no log, no file and no family."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from matchloop.errors import DataError

MOST_FEATURES = 64
RESERVED = ("inputs", "confidence", "abstention", "answers", "answer", "accuracy")
UNKNOWN = -1
"""`correct` of an answer that nobody has judged."""


@dataclass(frozen=True)
class Observations:
    """Predictions of one model version.

    names: of the features; features: float32 [n, d], finite, d at most 64, of the input or of a
    projection of its embedding; confidence: float32 [n], 0..1; answer: text [n]; abstained: bool
    [n]; correct: int8 [n], 1 right, 0 wrong, -1 not known; time: datetime64[ms] [n]; identity:
    [n], a hash of the input, so that the same input twice is not news; cluster: [n], what the
    inputs came in together, such as a hash of their table's header row. Columns of a table are
    alike, so five of one table say less than five of five tables.
    """

    names: tuple[str, ...]
    features: np.ndarray
    confidence: np.ndarray
    answer: np.ndarray
    abstained: np.ndarray
    correct: np.ndarray
    time: np.ndarray
    identity: np.ndarray
    cluster: np.ndarray

    def __post_init__(self) -> None:
        """Check shapes and ranges; raises `DataError`."""
        if self.features.ndim != 2 or self.features.shape[1] != len(self.names):
            raise DataError(
                f"Observations have features of shape {self.features.shape} and "
                f"{len(self.names)} names; give one name a column."
            )
        if len(self.names) > MOST_FEATURES:
            raise DataError(
                f"Observations have {len(self.names)} features, at most {MOST_FEATURES} are "
                "watched; reduce them with matchloop.drift.projection first."
            )
        if len({*self.names, *RESERVED}) < len(self.names) + len(RESERVED):
            raise DataError(
                f"Observations have the features {', '.join(self.names)}; names must differ, and "
                f"{', '.join(RESERVED)} are taken. Rename the feature."
            )
        for field in fields(self)[2:]:
            if len(getattr(self, field.name)) != len(self.features):
                raise DataError(
                    f"Observations have {len(self.features)} rows of features but "
                    f"{len(getattr(self, field.name))} of {field.name}; give one a row."
                )
        self._finite()

    def _finite(self) -> None:
        for name, values in (("confidence", self.confidence[:, None]), ("", self.features)):
            wrong = np.argwhere(~np.isfinite(values))
            if len(wrong):
                row, column = wrong[0]
                raise DataError(
                    f"Observations: {name or self.names[column]} of row {row} is "
                    f"{values[row, column]}; expected a finite number. Leave the row out."
                )

    def __len__(self) -> int:
        return len(self.features)

    @classmethod
    def of(
        cls,
        names: Sequence[str],
        features: np.ndarray,
        confidence: np.ndarray,
        answer: Sequence[str] | np.ndarray,
        *,
        abstained: np.ndarray | None = None,
        correct: np.ndarray | None = None,
        time: np.ndarray | None = None,
        identity: np.ndarray | Sequence[str] | None = None,
        cluster: np.ndarray | Sequence[str] | None = None,
    ) -> "Observations":
        """Return observations of plain arrays.

        What is not given: nothing abstained, nothing judged, all at one time, every input its
        own, and every input in a cluster of its own.
        """
        n = len(features)
        own = np.arange(n) if identity is None else np.asarray(identity)
        return cls(
            tuple(names),
            np.asarray(features, np.float32),
            np.asarray(confidence, np.float32),
            np.asarray(answer, np.str_),
            np.zeros(n, bool) if abstained is None else np.asarray(abstained, bool),
            np.full(n, UNKNOWN, np.int8) if correct is None else np.asarray(correct, np.int8),
            np.zeros(n, "datetime64[ms]") if time is None else np.asarray(time, "datetime64[ms]"),
            own,
            own if cluster is None else np.asarray(cluster),
        )

    def take(self, rows: np.ndarray) -> "Observations":
        """Return the rows asked for, in that order."""
        arrays = {field.name: getattr(self, field.name)[rows] for field in fields(self)[1:]}
        return replace(self, **arrays)
