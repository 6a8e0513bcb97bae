"""What the answering path hands to the log: the answers of one call, column by column.

A call that answers for a thousand inputs is one record, so that handing it over costs the caller
microseconds. Holds hashes, names and figures; there is no place in it for a user's values.
"""

import hashlib
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

MOST_FEATURES = 64


class Origin(StrEnum):
    """Where a question came from."""

    COMMAND = "command"
    API = "api"


@dataclass(frozen=True)
class ShadowAnswers:
    """What another version answered to the same inputs, unseen; n answers and confidences."""

    version: str
    answers: Sequence[str]
    confidences: np.ndarray


Projector = Callable[[np.ndarray], np.ndarray]
"""Makes of features float32 [n, d] those that are kept, [n, k]; hashed by identity."""


@dataclass(frozen=True)
class PredictionBatch:
    """The answers of one call to one model, for n inputs.

    inputs: n identities, see `identity`. confidences: float [n], 0 to 1. abstained: bool [n].
    latency_ms: for one input. features: float32 [n, k] or None, a small projection that the
    family chooses, k <= 64, named by feature_set. names: n raw column names, which the log leaves
    out unless they are allowed. cluster: stands for what the inputs came in together, such as a
    hash of their table's header row; "" for nothing. Raises ValueError when the lengths differ.

    Two things the log can do in its own thread, when the answers have long been given. projector:
    makes of features [n, d] of any width those that are kept, for several calls at once. shadow:
    what another version answered, or what asks it.
    """

    family: str
    version: str
    inputs: Sequence[str]
    answers: Sequence[str]
    confidences: np.ndarray
    abstained: np.ndarray
    latency_ms: float
    features: np.ndarray | None = None
    feature_set: str = ""
    names: Sequence[str] | None = None
    origin: Origin = Origin.COMMAND
    shadow: ShadowAnswers | Callable[[], ShadowAnswers | None] | None = None
    cluster: str = ""
    projector: Projector | None = None

    def __post_init__(self) -> None:
        lengths = {
            name: len(value)
            for name, value in (*vars(self).items(), *_shadow_fields(self.shadow))
            if name in _EACH and value is not None
        }
        if len(set(lengths.values())) > 1:
            raise ValueError(
                f"answers of different lengths: {lengths}; expected one for each input"
            )
        if self.features is not None:
            self._check_features(self.features)

    def __len__(self) -> int:
        return len(self.inputs)

    def _check_features(self, features: np.ndarray) -> None:
        wide = features.ndim != 2 or (features.shape[1] > MOST_FEATURES and self.projector is None)
        if wide or not self.feature_set:
            raise ValueError(
                f"features of shape {features.shape} named {self.feature_set!r}; expected [n, k] "
                f"with k <= {MOST_FEATURES} and the feature set's name"
            )


_EACH = frozenset(
    "inputs answers confidences abstained features names shadow_answers shadow_confidences".split()
)


def _shadow_fields(
    shadow: ShadowAnswers | Callable[[], ShadowAnswers | None] | None,
) -> Iterable[tuple[str, object]]:
    if shadow is None or callable(shadow):
        return ()
    return (("shadow_answers", shadow.answers), ("shadow_confidences", shadow.confidences))


def identity(parts: Iterable[str | bytes | None]) -> str:
    """Return 32 hexadecimal digits that stand for an input; the same for the same parts in order.

    From them nobody reads the parts. None is another part than "".
    """
    given = list(parts)
    pieces = [
        b"" if part is None else part if isinstance(part, bytes) else _bytes(part) for part in given
    ]
    lengths = [
        -1 if part is None else len(piece) for part, piece in zip(given, pieces, strict=True)
    ]
    # The lengths say where each part ends: ("ab", "c") is not ("a", "bc").
    header = struct.pack(f"<{len(lengths) + 1}q", len(lengths), *lengths)
    return hashlib.blake2b(header + b"".join(pieces), digest_size=16).hexdigest()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def storable(text: str) -> str:
    """The text as every database takes it: NUL and lone surrogates become replacement marks."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
