"""A version's own reference: a sample of its predictions when it was promoted, and its accuracy.

Of the hold-out, or of the first live predictions where live inputs are known not to be like the
hold-out. A folder of two files: `reference.json` and `reference.parquet`; data only.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matchloop.documents import read_json
from matchloop.drift.limits import DriftLimits
from matchloop.drift.observations import Observations
from matchloop.drift.sampling import clusters, sample
from matchloop.errors import BundleError, DataError, DocumentError
from matchloop.files import replacing, sha256, write_json

_TABLE, _MANIFEST = "reference.parquet", "reference.json"
_RENAMED = {"bunch": "cluster"}
"""Columns of references that were registered when they had another name."""


@dataclass(frozen=True)
class Reference:
    """What recent predictions are compared with.

    version: of the model; sample: at most `limits.sample` of its predictions, `cluster` and
    `identity` as plain numbers; accuracy: at promotion, 0..1, None where it is not known.
    """

    version: str
    sample: Observations
    accuracy: float | None = None

    @classmethod
    def of(
        cls,
        version: str,
        predictions: Observations,
        limits: DriftLimits,
        accuracy: float | None = None,
    ) -> "Reference":
        """Draw the sample; raises `DataError` with fewer than `limits.minimum_predictions`."""
        if len(predictions) < limits.minimum_predictions:
            raise DataError(
                f"The reference of {version} has {len(predictions)} predictions; "
                f"{limits.minimum_predictions} are needed. Give it a larger hold-out."
            )
        rows = sample(len(predictions), limits.sample, limits.seed)
        drawn = predictions.take(rows)
        group = clusters(drawn.identity, drawn.cluster)
        drawn = replace(drawn, cluster=group, identity=np.arange(len(rows)))
        return cls(version, drawn, accuracy)

    def save(self, folder: Path) -> None:
        """Write the folder, the manifest last, so that a reference without one is not there."""
        columns = self.sample
        table = pa.table(
            {
                "features": pa.FixedSizeListArray.from_arrays(
                    pa.array(columns.features.reshape(-1), pa.float32()), len(columns.names)
                ),
                "confidence": columns.confidence,
                "answer": columns.answer.tolist(),
                "abstained": columns.abstained,
                "correct": columns.correct,
                "time": columns.time,
                "cluster": columns.cluster,
            }
        )
        with replacing(Path(folder) / _TABLE) as temporary:
            pq.write_table(table, temporary)
        manifest = {
            "version": self.version,
            "accuracy": self.accuracy,
            "names": list(columns.names),
            "sha256": sha256(Path(folder) / _TABLE),
        }
        write_json(Path(folder) / _MANIFEST, manifest)

    @classmethod
    def load(cls, folder: Path) -> "Reference":
        """Read what `save` wrote; raises `BundleError` when it is missing or damaged."""
        try:
            manifest = read_json(Path(folder) / _MANIFEST)
            expected, version = manifest["sha256"], manifest["version"]
            names, accuracy = manifest["names"], manifest["accuracy"]
            found = sha256(Path(folder) / _TABLE)
        except (OSError, DocumentError, KeyError, TypeError) as error:
            raise BundleError(
                f"{folder} holds no whole reference ({error}). Register the version again."
            ) from error
        if found != expected:
            raise BundleError(
                f"{folder}/{_TABLE} has the sha256 {found}, expected {expected}. "
                "It was changed after it was written; register the version again."
            )
        return cls(version, _sample(folder, names), accuracy)


def _sample(folder: Path, names: list[str]) -> Observations:
    table = pq.read_table(Path(folder) / _TABLE).combine_chunks()
    table = table.rename_columns([_RENAMED.get(name, name) for name in table.column_names])
    arrays = {
        name: table[name].to_numpy()
        for name in ("confidence", "abstained", "correct", "time", "cluster")
    }
    features = table["features"].combine_chunks().flatten().to_numpy()
    answer = table["answer"].to_pylist()
    return Observations.of(names, features.reshape(len(answer), -1), answer=answer, **arrays)
