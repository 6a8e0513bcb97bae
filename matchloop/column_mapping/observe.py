"""What is logged of the answers of `column_mapping`, and what is watched of a raw name.

Three things: how the best candidate fits, what the name looks like, and where the encoder sees it.
The first two keep their names in the log; of the vector the principal components are kept.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from matchloop.column_mapping.schema.schema import Schema
from matchloop.column_mapping.views.features import FEATURE_NAMES
from matchloop.column_mapping.words.names import LONGEST, words
from matchloop.drift.observations import Observations
from matchloop.drift.projection import Projection, fit
from matchloop.store.records import identity

SHAPE = (
    *("length", "parts", "longest_part", "letters", "digits", "vowels", "upper", "underscores"),
    *("blanks", "other_signs", "non_ascii", "all_lower", "all_upper", "humps"),
)
"""What a name looks like; letters to non_ascii are shares of its signs, 0 to 1."""
_VOWELS = frozenset("aeiouAEIOU")
_NEVER = -9.0  # of a name that no candidate fits, far from any other


def shapes(names: Sequence[str]) -> np.ndarray:
    """Return float32 [n, 14]: what raw names look like, see `SHAPE`."""
    rows = np.array([_shape(name[:LONGEST]) for name in names], np.float32)
    return rows.reshape(len(names), len(SHAPE))


def _shape(name: str) -> tuple[float, ...]:
    n = len(name) or 1
    letters = sum(map(str.isalpha, name))
    digits = sum(map(str.isdigit, name))
    upper = sum(map(str.isupper, name))
    underscores, blanks = name.count("_"), sum(map(str.isspace, name))
    vowels = sum(sign in _VOWELS for sign in name)
    humps = sum(a.islower() and b.isupper() for a, b in pairwise(name))
    parts = words(name)
    return (
        float(len(name)),
        float(len(parts)),
        float(max(map(len, parts), default=0)),
        letters / n,
        digits / n,
        vowels / n,
        upper / n,
        underscores / n,
        blanks / n,
        (len(name) - letters - digits - underscores - blanks) / n,
        0.0 if name.isascii() else sum(sign > "\x7f" for sign in name) / n,
        float(letters > 0 and name.islower()),
        float(letters > 0 and name.isupper()),
        float(humps),
    )


def features_of(names: Sequence[str], view: np.ndarray) -> np.ndarray:
    """Return float32 [n, d] as the projection takes them; `view` is that of `Ranking`."""
    return np.concatenate([shapes(names), view], axis=1)


def view_of(n: int, rows: Sequence[int], view: np.ndarray) -> np.ndarray:
    """Return a view of n names when only those of `rows` could be read."""
    whole = np.zeros((n, view.shape[1]), np.float32)
    whole[:, : len(FEATURE_NAMES)] = _NEVER
    whole[list(rows)] = view
    return whole


def identities(names: Sequence[str], schema: Schema) -> list[str]:
    """Return what stands for each raw name of a table: schema, header row and place in it.

    The name alone does not say which column it is: "id" of one feed is another than "id" of the
    next. A name is the same input again when its feed comes again, whatever the values are then.
    """
    table = identity([schema.sha256, *names])
    return [identity([table, str(place)]) for place in range(len(names))]


def fit_projection(names: Sequence[str], view: np.ndarray) -> Projection:
    """Fit what is watched on training names."""
    readable, vector = len(SHAPE) + len(FEATURE_NAMES), view.shape[1] - len(FEATURE_NAMES)
    all_names = [
        *SHAPE,
        *(f"candidate_{name}" for name in FEATURE_NAMES),
        *(f"vector_{i:03}" for i in range(vector)),
    ]
    places = range(len(all_names))
    blocks = {
        "shape": places[: len(SHAPE)],
        "candidate": places[len(SHAPE) : readable],
        "vector": places[readable:],
    }
    return fit(
        features_of(names, view),
        all_names,
        blocks,
        readable=places[:readable],
        embedding=places[readable:],
    )


def observations(
    projection: Projection,
    names: Sequence[str],
    view: np.ndarray,
    answers: Sequence[str],
    confidences: np.ndarray,
    threshold: float,
    *,
    right: np.ndarray,
    cluster: Sequence[str],
) -> Observations:
    """Return a model's answers to names whose standard is known as the log would have them.

    right: bool [n]; cluster: names alike, such as those of one standard [n].
    """
    shown = np.round(confidences, 4)
    return Observations.of(
        projection.names,
        projection.apply(features_of(names, view)),
        shown,
        answers,
        abstained=shown < threshold,
        correct=right,
        cluster=np.asarray(cluster, np.str_),
    )
