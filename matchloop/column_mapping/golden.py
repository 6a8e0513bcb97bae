"""Golden inputs of the family: raw names, a small schema, and what the bundle said when built."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matchloop.bundle import Bundle, golden
from matchloop.column_mapping.predict import MappingModel, ranker_of
from matchloop.column_mapping.ranker import Ranker, Ranking
from matchloop.column_mapping.schema.schema import Schema, schema_of

TOLERANCE = 0.15
"""Integer arithmetic differs between processors; a model that is broken is further off."""

NAMES = (
    "cust_nm", "ord_dt", "qty", "unitPrice", "postal_code", "e-mail", "phone_no", "ship_addr",
    "tot_amt", "ctry", "zzqx",
)  # fmt: skip
STANDARDS = (
    "customer name", "order date", "quantity", "unit price", "postal code", "email address",
    "phone number", "shipping address", "total amount", "country", "invoice number", "tax rate",
)  # fmt: skip


def write(path: Path, ranker: Ranker) -> Path:
    """Write the golden file of a ranker: the first candidate of each name and its probability."""
    schema = schema_of(STANDARDS)
    ranking = ranker.rank(NAMES, ranker.views.encode(schema), len(schema))
    answers = [schema.names[first] for first in ranking.candidates[:, 0]]
    inputs = {"names": list(NAMES), "standards": list(STANDARDS)}
    return golden.write(path, inputs, answers, ranking.probabilities[:, 0].tolist())


def check(bundle: Bundle) -> None:
    """Load a bundle and let it answer its golden inputs. Raises BundleError."""
    _verify(ranker_of(bundle, 1), bundle)


def verify(model: MappingModel, bundle: Bundle) -> None:
    """Let a model that is loaded answer the golden inputs of its bundle. Raises BundleError."""
    _verify(model.ranker, bundle)


def _verify(ranker: Ranker, bundle: Bundle) -> None:
    told = golden.read(bundle)
    if told is None:
        return
    schema = schema_of(told["inputs"]["standards"])
    # Not by MappingModel.encode: a schema that nobody maps to is not to be kept on disk.
    ranking = ranker.rank(told["inputs"]["names"], ranker.views.encode(schema), len(schema))
    now = _confidences(ranking, schema, told["answers"])
    golden.compare(bundle, told, now, TOLERANCE)


def _confidences(ranking: Ranking, schema: Schema, answers: Sequence[Any]) -> list[float]:
    """What each answer's probability is now; 0 where it is no candidate any more."""
    at = np.array([schema.names.index(answer) for answer in answers])[:, None]
    return np.where(ranking.candidates == at, ranking.probabilities, 0).sum(1).tolist()
